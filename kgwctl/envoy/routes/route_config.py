"""The route configuration of one HTTP filter chain: its virtual hosts, and the policies above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy import names
from kgwctl.envoy.messages.generated.route import Route, RouteConfiguration, RouteMatch, VirtualHost
from kgwctl.envoy.policy_engine.contract import ConfigContext
from kgwctl.envoy.routes.actions import replaced_action
from kgwctl.envoy.routes.route import RouteTranslator
from kgwctl.status import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.contract import Attached, Pass, Placement
    from kgwctl.envoy.policy_engine.engine import Engine, Gathered
    from kgwctl.envoy.route_filters.kind import BuiltinFilters
    from kgwctl.envoy.routes.virtual_hosts import PlannedVirtualHost
    from kgwctl.resolve.model import Listener
    from kgwctl.status.reporter import Reporter


class RouteConfigTranslator:
    """Makes the route configuration of one filter chain.

    ``listener`` is the HTTPS listener that owns the chain, ``None`` for a plain-text chain. Its
    policies count before those of the Gateway.
    """

    def __init__(
        self,
        engine: Engine,
        builtin: BuiltinFilters,
        placement: Placement,
        reporter: Reporter,
        listener: Listener | None,
    ) -> None:
        self._engine = engine
        self._placement = placement
        self._reporter = reporter
        self._listener = listener
        self._routes = RouteTranslator(engine, builtin, placement, reporter)

    def translate(
        self, hosts: Sequence[PlannedVirtualHost], policies: Gathered, *, require_tls: bool
    ) -> RouteConfiguration:
        """The route configuration, in which a policy with errors has replaced what it applies to."""
        config = RouteConfiguration(
            name=self._placement.chain,
            virtual_hosts=[self._virtual_host(host, require_tls=require_tls) for host in hosts],
            ignore_port_in_host_matching=True,
        )
        if not policies:
            return config
        typed_config: dict[str, Message] = {}
        context = ConfigContext(placement=self._placement, typed_per_filter_config=typed_config)

        def apply(one: Pass, policy: Attached) -> None:
            one.apply_route_config(policy.ir, config, context)

        errors = self._engine.apply(policies, self._placement.ancestor, apply, onto=config)
        self._report_errors(policy for attached in policies.values() for policy in attached)
        if errors:
            config.virtual_hosts = [_replacement("default", "*")]
        else:
            config.typed_per_filter_config = typed_config
        return config

    def _virtual_host(self, planned: PlannedVirtualHost, *, require_tls: bool) -> VirtualHost:
        translate = self._routes.translate
        made = (
            translate(entry, names.route_name(planned.stem or planned.name, index, entry))
            for index, entry in enumerate(planned.entries)
        )
        host = VirtualHost(
            name=planned.name,
            domains=[planned.hostname or "*"],
            routes=[route for route in made if route is not None],
        )
        if require_tls:
            host.require_tls = "ALL"
        gathered = self._engine.gather((self._engine.attached(planned.policies),))
        if not gathered:
            return host
        typed_config: dict[str, Message] = {}
        context = ConfigContext(placement=self._placement, typed_per_filter_config=typed_config)

        def apply(one: Pass, policy: Attached) -> None:
            one.apply_virtual_host(policy.ir, host, context)

        errors = self._engine.apply(gathered, self._placement.ancestor, apply, onto=host)
        if errors:
            self._refuse_listener(planned.listener, "\n".join(errors))
            return _replacement(planned.name, planned.hostname or "*")
        host.typed_per_filter_config = typed_config
        return host

    def _report_errors(self, policies: Iterable[Attached]) -> None:
        """Tell the listener of errors in its own policies, the Gateway of errors in its."""
        for policy in policies:
            if policy.source is None or not policy.errors:
                continue
            message = "; ".join(policy.errors)
            if not policy.source.section_name and self._placement.ancestor.kind == "Gateway":
                gateway = self._reporter.gateway(self._placement.gateway.key)
                gateway.set_condition(words.ACCEPTED, words.FALSE, words.GATEWAY_REPLACED, message)
            elif self._listener is not None:
                self._refuse_listener(self._listener, message)

    def _refuse_listener(self, listener: Listener, message: str) -> None:
        report = self._reporter.listener(listener.parent.key, listener.name)
        report.set_condition(words.ACCEPTED, words.FALSE, words.LISTENER_REPLACED, message)


def _replacement(name: str, hostname: str) -> VirtualHost:
    """A virtual host that answers 500 to everything."""
    route = Route(match=RouteMatch(prefix="/"), direct_response=replaced_action())
    return VirtualHost(name=name, domains=[hostname], routes=[route])
