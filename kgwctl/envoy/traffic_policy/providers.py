"""What external authorization and processing share: several services at one place, or all of them switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.envoy.gateway_extensions.composite import switch_off_filter, switch_off_name
from kgwctl.envoy.gateway_extensions.lookup import Extension, ExtensionError, Reference, extension
from kgwctl.envoy.messages.message import Message
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.merging import Strategy
from kgwctl.envoy.traffic_policy.contract import Feature, Scope, enabled, merge_setting

if TYPE_CHECKING:
    from typing import ClassVar

    from kgwctl.api.kgateway.traffic_policy.auth import ExtAuthPolicy
    from kgwctl.api.kgateway.traffic_policy.external_processing import ExtProcPolicy
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy, TrafficPolicySpec
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.envoy.policy_engine.merging import MergeOrigins, MergeSource
    from kgwctl.objects.resource import Resource


class Use(msgspec.Struct, frozen=True):
    """A service, and the packed configuration of its filter at a place; ``None`` only enables it."""

    service: Extension
    per_route: Message | None


class Uses(msgspec.Struct, frozen=True):
    """The services of a place. ``disabled`` has the last word: none of them is asked."""

    services: tuple[Use, ...] = ()
    disabled: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The services by name."""
        return frozenset(use.service.name for use in self.services)


class ProvidersFeature(Feature[Uses]):
    """A feature whose form is :class:`Uses`."""

    merges_in_place = True
    #: The kind of filter, as metadata and the switch call it.
    kind: ClassVar[str]
    #: The type of GatewayExtension that is asked for, whose name in small letters begins the controller's errors.
    type: ClassVar[str]

    def said(self, spec: TrafficPolicySpec) -> ExtAuthPolicy | ExtProcPolicy | None:
        """What a policy says in the feature's field."""
        raise NotImplementedError(self.name)

    def per_route(self, said: Any) -> Message | None:
        """The packed configuration of the service's filter for what a policy says."""
        raise NotImplementedError(self.name)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The service and how it is used here, or that none is."""
        said = self.said(policy.object.spec)
        if said is None:
            return None
        if said.disable is not None:
            return Compiled(Uses(disabled=True))
        ref, named = said.extension_ref, self.type.lower()
        if ref is None:
            return Compiled(None, (f"{named}: extensionRef is required if disable is not set",))
        try:
            service = extension(env, Reference(ref.namespace or policy.namespace, ref.name), self.type, named)
        except ExtensionError as error:
            return Compiled(None, (str(error),), (error.problem(("spec", self.name, "extensionRef")),))
        return Compiled(Uses((Use(service, self.per_route(said)),)))

    def same_level_strategy(self, strategy: Strategy, env: CompileEnv) -> Strategy:
        """``KGW_POLICY_MERGE`` may ask for a deep merge."""
        return merge_setting(strategy, env, self.name)

    def merge(
        self, p1: Uses | None, p2: Uses, strategy: Strategy, source: MergeSource, origins: MergeOrigins
    ) -> Uses | None:
        """Deep: services are joined, the preferred policy's first, and one policy may disable them all.

        A service that is there already is not asked twice: its configuration stays.
        """
        if not strategy.deep:
            return super().merge(p1, p2, strategy, source, origins)
        ours = p1 or Uses()
        services = ours.services
        if not p2.names <= ours.names:
            prefer_p2 = strategy is Strategy.OVERRIDABLE_DEEP
            services = p2.services + services if prefer_p2 else services + p2.services
            source.extend(origins, self.name)
        if p2.disabled:
            source.replace(origins, self.name)
        return Uses(services, ours.disabled or p2.disabled)

    def configure(self, ir: Uses, scope: Scope) -> None:
        """Each service on the scope; in the chain each service, and a filter that can switch them off."""
        if ir.disabled:
            scope.typed_per_filter_config[switch_off_name(self.kind)] = enabled()
            return
        for use in ir.services:
            name = f"{self.kind}/{use.service.name}"
            scope.typed_per_filter_config[name] = use.per_route or enabled()
            scope.require(self.filter(name, use.service))
        if ir.services:
            scope.require(switch_off_filter(self.kind))

    def filter(self, name: str, service: Extension) -> StagedFilter:
        """The filter of a service, dormant."""
        raise NotImplementedError(self.name)
