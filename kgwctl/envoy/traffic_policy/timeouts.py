"""``spec.timeouts``: how long a request may take, and how long its stream may be silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.traffic_policy.contract import Feature
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource


class RouteTimeouts(msgspec.Struct, frozen=True):
    """Both as proto-JSON durations, or ``None`` where unset."""

    request: str | None
    stream_idle: str | None


class TimeoutsFeature(Feature[RouteTimeouts]):
    """Timeouts of a route."""

    name = "timeouts"
    fields = ("timeouts",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The two durations."""
        spec = policy.object.spec.timeouts
        if spec is None:
            return None
        request, idle = (None if text is None else proto_duration(text) for text in (spec.request, spec.stream_idle))
        return Compiled(RouteTimeouts(request, idle))

    def apply_route(self, ir: RouteTimeouts, route: Route) -> None:
        """The request timeout yields to one of the HTTPRoute's own; the idle timeout is set, even to nothing."""
        action = route.route
        assert action is not None
        action.idle_timeout = ir.stream_idle
        if action.timeout is None:
            action.timeout = ir.request


FEATURE = TimeoutsFeature()
