"""What a matched route does with its backends: one cluster, or weighted clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import GroupKind
from kgwctl.envoy import names
from kgwctl.envoy.messages.generated.core import DataSource
from kgwctl.envoy.messages.generated.route import DirectResponseAction, RouteAction, WeightedCluster
from kgwctl.envoy.policy_engine.contract import RouteBackendContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.contract import Attached, Pass, Placement
    from kgwctl.envoy.policy_engine.engine import Engine
    from kgwctl.envoy.route_filters.kind import BuiltinFilters
    from kgwctl.resolve.model import HttpBackend

_WEBSOCKET = "websocket"
_REPLACED_BODY = "invalid route configuration detected and replaced with a direct response."


def replaced_action() -> DirectResponseAction:
    """What stands in for an invalid route: status 500 with a text that says so."""
    return DirectResponseAction(status=500, body=DataSource(inline_string=_REPLACED_BODY))


def replace_with_direct_response(route: Route, action: DirectResponseAction) -> None:
    """Make a direct response the action of a route."""
    route.route = route.redirect = None
    route.direct_response = action


def append_headers(route: Route, context: RouteBackendContext) -> None:
    """Append the headers of a route's single backend to the route's own."""
    route.request_headers_to_add = [*route.request_headers_to_add, *context.request_headers_to_add]
    route.request_headers_to_remove = [*route.request_headers_to_remove, *context.request_headers_to_remove]
    route.response_headers_to_add = [*route.response_headers_to_add, *context.response_headers_to_add]
    route.response_headers_to_remove = [*route.response_headers_to_remove, *context.response_headers_to_remove]


class BackendActions:
    """Makes route actions in one filter chain."""

    def __init__(self, engine: Engine, builtin: BuiltinFilters, placement: Placement) -> None:
        self._engine = engine
        self._builtin = builtin
        self._placement = placement

    def set_action(
        self, route: Route, backends: Sequence[HttpBackend], typed_config: dict[str, Message]
    ) -> RouteBackendContext | None:
        """Lead ``route`` to its backends.

        What several backends configure goes into their weighted clusters; a single one's goes into
        ``typed_config``, and its headers, returned, follow those that the route itself gets.
        """
        single = None
        if len(backends) == 1:
            single = self._run_policies(route, backends[0], typed_config)
            action = _action_of(route)
            # A policy may have chosen the cluster already.
            if not action.cluster:
                action.cluster = _cluster_of(backends[0])
        else:
            weighted = [self._weighted(route, backend) for backend in backends]
            action = _action_of(route)
            if action.weighted_clusters is None:
                action.weighted_clusters = WeightedCluster(clusters=weighted)
        if any(map(_speaks_websocket, backends)):
            _upgrade(action, _WEBSOCKET)
        return single

    def _weighted(self, route: Route, backend: HttpBackend) -> WeightedCluster.ClusterWeight:
        weight = backend.ref.weight if backend.ref is not None else 1
        made = WeightedCluster.ClusterWeight(name=_cluster_of(backend), weight=weight)
        context = self._run_policies(route, backend, {})
        if context is not None:
            made.typed_per_filter_config = context.typed_per_filter_config
            made.request_headers_to_add = context.request_headers_to_add
            made.request_headers_to_remove = context.request_headers_to_remove
            made.response_headers_to_add = context.response_headers_to_add
            made.response_headers_to_remove = context.response_headers_to_remove
        return made

    def _run_policies(
        self, route: Route, backend: HttpBackend, typed_config: dict[str, Message]
    ) -> RouteBackendContext | None:
        """Run what acts on one backend. Errors here leave no trace, as upstream only logs them."""
        target = backend.ref.backend if backend.ref is not None else None
        own = self._engine.passes.get(GroupKind(*target.key[:2])) if target is not None else None
        if own is None and not backend.filters and not backend.extension_refs:
            return None
        engine = self._engine
        gathered = engine.gather((self._builtin.on_backend(backend), engine.attached(backend.extension_refs)))
        context = RouteBackendContext(placement=self._placement, typed_per_filter_config=typed_config, backend=target)
        if own is not None and target is not None:
            own.apply_backend(target, route, context)

        def apply(one: Pass, policy: Attached) -> str | None:
            return one.apply_route_backend(policy.ir, context)

        engine.apply(gathered, self._placement.ancestor, apply, with_errors=True, attaches=False)
        return context


def _action_of(route: Route) -> RouteAction:
    if route.route is None:
        route.route = RouteAction(cluster_not_found_response_code="INTERNAL_SERVER_ERROR")
    return route.route


def _upgrade(action: RouteAction, protocol: str) -> None:
    """Let connections be upgraded to a protocol."""
    if all(config.upgrade_type != protocol for config in action.upgrade_configs):
        action.upgrade_configs = [*action.upgrade_configs, RouteAction.UpgradeConfig(upgrade_type=protocol)]


def _cluster_of(backend: HttpBackend) -> str:
    return names.referenced_cluster(backend.ref) if backend.ref is not None else names.BLACKHOLE_CLUSTER


def _speaks_websocket(backend: HttpBackend) -> bool:
    ref = backend.ref
    return ref is not None and ref.backend is not None and ref.backend.app_protocol == "ws"
