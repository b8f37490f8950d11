"""``spec.compression``: gzip, of responses and, the other way, of requests that arrive compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import RuntimeFeatureFlag, TypedExtensionConfig
from kgwctl.envoy.messages.generated.filters import compressor, decompressor
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import AFTER, Stage, dormant_filter
from kgwctl.envoy.traffic_policy.contract import Feature, Scope, disabled, enabled

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

COMPRESSOR = "envoy.filters.http.compressor"
DECOMPRESSOR = "envoy.filters.http.decompressor"


class ResponseCompression(Feature[bool]):
    """``responseCompression``; the form says whether it is on."""

    name = "compression"
    fields = ("compression.responseCompression",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """On, unless ``disable`` is set."""
        spec = policy.object.spec.compression
        if spec is None or spec.response_compression is None:
            return None
        return Compiled(spec.response_compression.disable is None)

    def configure(self, ir: bool, scope: Scope) -> None:
        """A switch on the scope; a gzip compressor in the chain if something switches it on."""
        scope.typed_per_filter_config[COMPRESSOR] = enabled() if ir else disabled()
        if not ir:
            return
        config = compressor.Compressor(
            request_direction_config=compressor.Compressor.RequestDirectionConfig(
                common_config=compressor.Compressor.CommonDirectionConfig(enabled=_off())
            ),
            compressor_library=TypedExtensionConfig(
                name="envoy.compression.gzip.compressor", typed_config=pack(compressor.Gzip())
            ),
        )
        scope.require(dormant_filter(COMPRESSOR, config, Stage.CORS, AFTER))


class RequestDecompression(Feature[bool]):
    """``requestDecompression``; the form says whether it is on."""

    name = "decompression"
    fields = ("compression.requestDecompression",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """On, unless ``disable`` is set."""
        spec = policy.object.spec.compression
        if spec is None or spec.request_decompression is None:
            return None
        return Compiled(spec.request_decompression.disable is None)

    def configure(self, ir: bool, scope: Scope) -> None:
        """A switch on the scope; a gzip decompressor in the chain if something switches it on."""
        scope.typed_per_filter_config[DECOMPRESSOR] = enabled() if ir else disabled()
        if not ir:
            return
        config = decompressor.Decompressor(
            response_direction_config=decompressor.Decompressor.ResponseDirectionConfig(
                common_config=decompressor.Decompressor.CommonDirectionConfig(enabled=_off())
            ),
            decompressor_library=TypedExtensionConfig(
                name="envoy.compression.gzip.decompressor", typed_config=pack(decompressor.Gzip())
            ),
        )
        scope.require(dormant_filter(DECOMPRESSOR, config, Stage.CORS, AFTER))


def _off() -> RuntimeFeatureFlag:
    return RuntimeFeatureFlag(default_value=False)


RESPONSE = ResponseCompression()
REQUEST = RequestDecompression()
