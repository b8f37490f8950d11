"""kgateway.backend_config_policy.protocol_options"""

from __future__ import annotations

from typing import Annotated

from kgwctl.api.markers import Minimum
from kgwctl.api.meta import GoDuration, Int32, Quantity, Spec


class TCPKeepalive(Spec):
    """TCPKeepalive."""

    keep_alive_probes: Annotated[Int32 | None, Minimum(0)] = None
    keep_alive_time: GoDuration | None = None
    keep_alive_interval: GoDuration | None = None


class CommonHttpProtocolOptions(Spec):
    """CommonHttpProtocolOptions."""

    idle_timeout: GoDuration | None = None
    max_headers_count: Annotated[Int32 | None, Minimum(0)] = None
    max_stream_duration: GoDuration | None = None
    max_requests_per_connection: Annotated[Int32 | None, Minimum(0)] = None


class Http1ProtocolOptions(Spec):
    """Http1ProtocolOptions."""

    enable_trailers: bool | None = None
    preserve_http1_header_case: bool | None = None
    override_stream_error_on_invalid_http_message: bool | None = None


class Http2ProtocolOptions(Spec):
    """Http2ProtocolOptions."""

    initial_stream_window_size: Quantity | None = None
    initial_connection_window_size: Quantity | None = None
    max_concurrent_streams: Annotated[Int32 | None, Minimum(0)] = None
    override_stream_error_on_invalid_http_message: bool | None = None
