"""``spec.buffer``: requests are read whole before they are forwarded, up to a size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.filters.buffer import Buffer, BufferPerRoute
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.traffic_policy.contract import Feature, Scope
from kgwctl.scalars.quantity import parse_quantity

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "envoy.filters.http.buffer"
_LARGEST = 0xFFFF_FFFF


class BufferFeature(Feature[BufferPerRoute]):
    """Request buffering. ``maxRequestSize`` is a quantity of bytes, up to 4 GiB."""

    name = "buffer"
    fields = ("buffer",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The filter's per-route configuration. Sizes out of range become the largest one, as upstream has it."""
        spec = policy.object.spec.buffer
        if spec is None:
            return None
        if spec.disable is not None:
            return Compiled(pack(BufferPerRoute(disabled=True)))
        size = parse_quantity(str(spec.max_request_size or 0)).value()
        if not 0 <= size <= _LARGEST:
            size = _LARGEST
        return Compiled(pack(BufferPerRoute(buffer=Buffer(max_request_bytes=size))))

    def configure(self, ir: BufferPerRoute, scope: Scope) -> None:
        """The size on the scope, an unlimited filter in the chain."""
        scope.typed_per_filter_config[FILTER] = ir
        scope.require(dormant_filter(FILTER, Buffer(max_request_bytes=_LARGEST), Stage.ROUTE))


FEATURE = BufferFeature()
