"""The CORS filter (experimental channel)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.features.contract import dormant_filter
from kgwctl.envoy.features.cors import FILTER, cors_policy
from kgwctl.envoy.messages.filters.cors import Cors
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policies.filter_stages import Stage, StagedFilter

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.http_filters import HTTPCORSFilter
    from kgwctl.envoy.messages.filters.cors import CorsPolicy
    from kgwctl.envoy.messages.route import Route
    from kgwctl.envoy.policies.contract import RouteBackendContext, RouteContext
    from kgwctl.envoy.policies.merging import Strategy

#: Without it in the chain, what routes configure has no effect.
CHAIN_FILTER = dormant_filter(FILTER, Cors(), Stage.CORS)


class CorsFilter(NamedTuple):
    """A CORS policy, packed."""

    policy: CorsPolicy

    def apply(self, route: Route, strategy: Strategy, _context: RouteContext) -> StagedFilter:
        """Configure the route, where nothing closer does."""
        if strategy.settable(route.typed_per_filter_config.get(FILTER)):
            route.typed_per_filter_config = {**route.typed_per_filter_config, FILTER: self.policy}
        return CHAIN_FILTER

    def apply_to_backend(self, context: RouteBackendContext) -> StagedFilter:
        """Configure one backend of a route."""
        context.typed_per_filter_config[FILTER] = self.policy
        return CHAIN_FILTER


def cors_filter(spec: HTTPCORSFilter) -> CorsFilter:
    """Compile a CORS filter."""
    return CorsFilter(pack(cors_policy(spec)))
