"""The RequestMirror filter. A mirror that leads nowhere is dropped without a word, as upstream does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.messages.generated.core import RuntimeFractionalPercent
from kgwctl.envoy.messages.generated.route import RouteAction
from kgwctl.envoy.messages.generated.types import FractionalPercent

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.route import HTTPRequestMirrorFilter
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import RouteContext
    from kgwctl.envoy.policy_engine.merging import Strategy


class Mirror(NamedTuple):
    """A mirror policy; mirrors accumulate."""

    policy: RouteAction.RequestMirrorPolicy

    def apply(self, route: Route, _strategy: Strategy, _context: RouteContext) -> None:
        """Append to the route's mirrors. Routes without backends are left alone."""
        if route.route is not None:
            route.route.request_mirror_policies = [*route.route.request_mirror_policies, self.policy]


def mirror(spec: HTTPRequestMirrorFilter, cluster: str) -> Mirror:
    """Compile a RequestMirror to a cluster."""
    return Mirror(RouteAction.RequestMirrorPolicy(cluster=cluster, runtime_fraction=_fraction(spec)))


def _fraction(spec: HTTPRequestMirrorFilter) -> RuntimeFractionalPercent | None:
    if spec.percent is not None:
        return RuntimeFractionalPercent(default_value=FractionalPercent(numerator=spec.percent))
    if spec.fraction is None:
        return None
    # The finest denominator keeps most of an arbitrary fraction; what remains is cut, as Go cuts it.
    denominator = 100.0 if spec.fraction.denominator is None else float(spec.fraction.denominator)
    millionths = int(spec.fraction.numerator / denominator * 1_000_000)
    return RuntimeFractionalPercent(default_value=FractionalPercent(numerator=millionths, denominator="MILLION"))
