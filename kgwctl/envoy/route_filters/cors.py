"""The CORS filter (experimental channel)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.messages.generated.filters.cors import Cors
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import Stage, StagedFilter, dormant_filter
from kgwctl.envoy.traffic_policy.cors import FILTER, cors_policy

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.http_filters import HTTPCORSFilter
    from kgwctl.envoy.messages.generated.filters.cors import CorsPolicy
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import RouteBackendContext, RouteContext
    from kgwctl.envoy.policy_engine.merging import Strategy

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
