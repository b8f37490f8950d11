"""What external authorization and processing share: several services at one place, or all of them switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy.extensions.composite import switch_off_filter, switch_off_name
from kgwctl.envoy.extensions.lookup import Extension
from kgwctl.envoy.features.contract import Feature, Scope, enabled, merge_setting
from kgwctl.envoy.messages.message import Message
from kgwctl.envoy.policies.merging import Strategy

if TYPE_CHECKING:
    from typing import ClassVar

    from kgwctl.envoy.policies.contract import CompileEnv
    from kgwctl.envoy.policies.filter_stages import StagedFilter
    from kgwctl.envoy.policies.merging import MergeOrigins, MergeSource


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

    #: The kind of filter, as metadata and the switch call it.
    kind: ClassVar[str]

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
        raise NotImplementedError(type(self).__name__)
