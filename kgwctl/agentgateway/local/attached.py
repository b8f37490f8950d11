"""Which policies apply where, and which of them wins.

Source: agentgateway v0.11.1, ``crates/agentgateway/src/store/binds.rs``: ``route_policies``, ``gateway_policies``,
``internal_backend_policies``, ``frontend_policies``. A setting of a closer policy wins whole; only authorization
adds up. Policies of one target have no order there; here the first by key wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kgwctl.agentgateway.local.notes import Holder, holder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.agentgateway.local.notes import Notes
    from kgwctl.agentgateway.resources.generated.resource import (
        BackendPolicySpec,
        FrontendPolicySpec,
        ListenerName,
        Policy,
        PolicyTarget,
        RouteName,
        TrafficPolicySpec,
    )

#: What a policy targets: kind, namespace, name (a host for Services) and section (a port for Services).
TargetKey = tuple[str, str, str, str | int | None]
#: Settings that add up instead of replacing each other.
_ADDING = frozenset({"authorization", "mcp_authorization"})
Spec = TypeVar("Spec")


class Setting(NamedTuple):
    """One setting, its name in the record, and who asked for it."""

    kind: str
    value: Any
    holder: Holder


class Attached:
    """The policies of a run by target."""

    def __init__(self, policies: Iterable[Policy], notes: Notes) -> None:
        self._notes = notes
        self._by_target: dict[TargetKey, list[Policy]] = {}
        for policy in sorted(policies, key=lambda one: one.key):
            if policy.target is not None:
                self._by_target.setdefault(_target_key(policy.target), []).append(policy)

    def traffic(self, route: RouteName, listener: ListenerName, inline: Sequence[TrafficPolicySpec]) -> list[Setting]:
        """What applies to requests of a route after routing: its own filters, then policies from near to far."""
        own = [_setting(one, holder_of(route)) for one in inline]
        keys = (*_route_keys(route), *_gateway_keys(listener))
        attached = (
            _setting(policy.traffic, holder_of(policy.name))
            for policy in self._of(keys)
            if policy.traffic is not None and policy.traffic.phase == "ROUTE"
        )
        return self._winners([*own, *attached])

    def before_routing(self, listener: ListenerName) -> list[Setting]:
        """What applies to requests of a listener before routing."""
        return self._winners(
            _setting(policy.traffic, holder_of(policy.name))
            for policy in self._of(_gateway_keys(listener))
            if policy.traffic is not None and policy.traffic.phase == "GATEWAY"
        )

    def backend(
        self,
        target: TargetKey,
        inline: Sequence[tuple[Holder, Sequence[BackendPolicySpec]]],
        route: RouteName | None = None,
        listener: ListenerName | None = None,
    ) -> list[Setting]:
        """What applies to calls of a backend; ``inline`` are its own settings, the closest first.

        Policies: rule, section of the backend, route, backend, listener, Gateway.
        """
        own = [_setting(one, holder) for holder, specs in inline for one in specs]
        rule_and_route = _route_keys(route) if route is not None else ()
        whole: TargetKey = (*target[:3], None)
        keys = [*rule_and_route[:-1], target, *rule_and_route[-1:], *((whole,) if whole != target else ())]
        if listener is not None:
            keys += _gateway_keys(listener)
        attached = (
            _setting(policy.backend, holder_of(policy.name)) for policy in self._of(keys) if policy.backend is not None
        )
        return self._winners([*own, *attached])

    def section(self, target: TargetKey, inline: Sequence[BackendPolicySpec], holder: Holder) -> list[Setting]:
        """What applies to a part of a backend only: a provider, or an MCP server."""
        own = [_setting(one, holder) for one in inline]
        attached = (
            _setting(policy.backend, holder_of(policy.name))
            for policy in self._by_target.get(target, ())
            if policy.backend is not None and target[3] is not None
        )
        return self._winners([*own, *attached])

    def frontend(self, namespace: str, gateway: str) -> list[Setting]:
        """What applies to the clients of a Gateway."""
        return self._winners(
            _setting(policy.frontend, holder_of(policy.name))
            for policy in self._by_target.get(("Gateway", namespace, gateway, None), ())
            if policy.frontend is not None
        )

    def _of(self, keys: Iterable[TargetKey]) -> Iterator[Policy]:
        for key in keys:
            yield from self._by_target.get(key, ())

    def _winners(self, settings: Iterable[Setting]) -> list[Setting]:
        """The first of each kind, and all of those that add up."""
        found: list[Setting] = []
        seen: set[str] = set()
        for setting in settings:
            if setting.kind in _ADDING or setting.kind not in seen:
                seen.add(setting.kind)
                found.append(setting)
        return found

    def note_ties(self) -> None:
        """Say where two policies of one target set the same, of which agentgateway takes either."""
        for policies in self._by_target.values():
            first: dict[tuple[str, str], Holder] = {}
            for policy in policies:
                for section in (policy.traffic, policy.backend, policy.frontend):
                    if section is None:
                        continue
                    kind = _setting(section, holder_of(policy.name)).kind
                    phase = getattr(section, "phase", "")
                    holder = holder_of(policy.name)
                    other = first.setdefault((kind, phase), holder)
                    if other != holder and kind not in _ADDING:
                        text = (
                            f"{other.name} sets the same for one target: agentgateway takes either, this file the first"
                        )
                        self._notes.add(holder, text)


def service_target(namespace: str, hostname: str, port: int) -> TargetKey:
    """A port of a Service as a target."""
    return ("Service", namespace, hostname, port)


def backend_target(key: str, section: str | None = None) -> TargetKey:
    """A backend, or a part of it, as a target; ``key`` is its namespace and name."""
    namespace, _, name = key.partition("/")
    return ("Backend", namespace, name, section)


def _route_keys(route: RouteName) -> tuple[TargetKey, ...]:
    """The rule and the route. A route without names of rules is looked up twice, as agentgateway does."""
    whole: TargetKey = ("Route", route.namespace, route.name, None)
    if route.rule_name is None:
        return (whole,)
    return (("Route", route.namespace, route.name, route.rule_name), whole)


def _gateway_keys(listener: ListenerName) -> tuple[TargetKey, ...]:
    gateway = (listener.gateway_namespace, listener.gateway_name)
    return (("Gateway", *gateway, listener.listener_name), ("Gateway", *gateway, None))


def _target_key(target: PolicyTarget) -> TargetKey:
    if target.gateway is not None:
        return ("Gateway", target.gateway.namespace, target.gateway.name, target.gateway.listener)
    if target.route is not None:
        return ("Route", target.route.namespace, target.route.name, target.route.route_rule)
    if target.backend is not None:
        return ("Backend", target.backend.namespace, target.backend.name, target.backend.section)
    assert target.service is not None
    return ("Service", target.service.namespace, target.service.hostname, target.service.port)


def _setting(spec: TrafficPolicySpec | BackendPolicySpec | FrontendPolicySpec, holder: Holder) -> Setting:
    """The one member of a policy that is set."""
    for kind in spec.__struct_fields__:
        if kind == "phase":
            continue
        value = getattr(spec, kind)
        if value is not None:
            return Setting(kind, value, holder)
    return Setting("", None, holder)
