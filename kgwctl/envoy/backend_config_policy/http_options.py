"""Options of the HTTP protocols towards a backend.

Those of one version have an effect on backends that speak it: by the backend's ``appProtocol``, which
is HTTP/2 or anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kgwctl.envoy import names
from kgwctl.envoy.backend_config_policy.contract import Setting
from kgwctl.envoy.messages.generated.core import Http1ProtocolOptions, Http2ProtocolOptions, TypedExtensionConfig
from kgwctl.envoy.messages.generated.core import HttpProtocolOptions as CommonHttpProtocolOptions
from kgwctl.envoy.messages.generated.header_formatters import PreserveCaseFormatterConfig
from kgwctl.envoy.messages.generated.upstreams import HttpProtocolOptions
from kgwctl.envoy.messages.message import pack
from kgwctl.golang.forms import proto_duration
from kgwctl.scalars.quantity import parse_quantity

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend_config_policy import protocol_options as api
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_Explicit = HttpProtocolOptions.ExplicitHttpConfig


class _Common(Setting["api.CommonHttpProtocolOptions", CommonHttpProtocolOptions]):
    def compile(
        self, value: api.CommonHttpProtocolOptions, policy: ObjectKey, resolved: Resolved
    ) -> CommonHttpProtocolOptions:
        return CommonHttpProtocolOptions(
            idle_timeout=_duration(value.idle_timeout),
            max_headers_count=value.max_headers_count,
            max_stream_duration=_duration(value.max_stream_duration),
            max_requests_per_connection=value.max_requests_per_connection,
        )

    def apply(self, form: CommonHttpProtocolOptions, cluster: Cluster, backend: Backend) -> None:
        options = _options(cluster)
        # Envoy asks for a version of the protocol where there are common options.
        explicit = options.explicit_http_config or _Explicit(http_protocol_options=Http1ProtocolOptions())
        _set(cluster, replace(options, common_http_protocol_options=form, explicit_http_config=explicit))


class _Http1(Setting["api.Http1ProtocolOptions", _Explicit]):
    def compile(self, value: api.Http1ProtocolOptions, policy: ObjectKey, resolved: Resolved) -> _Explicit:
        options = Http1ProtocolOptions(
            enable_trailers=bool(value.enable_trailers),
            override_stream_error_on_invalid_http_message=value.override_stream_error_on_invalid_http_message,
        )
        if value.preserve_http1_header_case:
            formatter = TypedExtensionConfig(
                name="envoy.http.stateful_header_formatters.preserve_case",
                typed_config=pack(PreserveCaseFormatterConfig()),
            )
            options.header_key_format = Http1ProtocolOptions.HeaderKeyFormat(stateful_formatter=formatter)
        return _Explicit(http_protocol_options=options)

    def apply(self, form: _Explicit, cluster: Cluster, backend: Backend) -> None:
        if backend.app_protocol != "http2":
            _set(cluster, replace(_options(cluster), explicit_http_config=form))


class _Http2(Setting["api.Http2ProtocolOptions", _Explicit]):
    def compile(self, value: api.Http2ProtocolOptions, policy: ObjectKey, resolved: Resolved) -> _Explicit:
        options = Http2ProtocolOptions(
            max_concurrent_streams=value.max_concurrent_streams,
            initial_stream_window_size=_bytes(value.initial_stream_window_size),
            initial_connection_window_size=_bytes(value.initial_connection_window_size),
            override_stream_error_on_invalid_http_message=value.override_stream_error_on_invalid_http_message,
        )
        return _Explicit(http2_protocol_options=options)

    def apply(self, form: _Explicit, cluster: Cluster, backend: Backend) -> None:
        if backend.app_protocol == "http2":
            _set(cluster, replace(_options(cluster), explicit_http_config=form))


def _options(cluster: Cluster) -> HttpProtocolOptions:
    """The options that the cluster has so far."""
    found = cluster.typed_extension_protocol_options.get(names.HTTP_PROTOCOL_OPTIONS)
    return found if isinstance(found, HttpProtocolOptions) else HttpProtocolOptions()


def _set(cluster: Cluster, options: HttpProtocolOptions) -> None:
    others = cluster.typed_extension_protocol_options
    cluster.typed_extension_protocol_options = {**others, names.HTTP_PROTOCOL_OPTIONS: pack(options)}


def _duration(text: str | None) -> str | None:
    return None if text is None else proto_duration(text)


def _bytes(quantity: int | str | None) -> int | None:
    return None if quantity is None else parse_quantity(str(quantity)).value()


COMMON = _Common()
HTTP1 = _Http1()
HTTP2 = _Http2()
