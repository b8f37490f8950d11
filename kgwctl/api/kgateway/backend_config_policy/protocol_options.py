"""kgateway.backend_config_policy.protocol_options"""

from typing import Annotated

from kgwctl.api.markers import Minimum
from kgwctl.api.meta import GoDuration, Int32, Quantity, Spec
from kgwctl.api.rules import DurationBetween, QuantityBetween


class TCPKeepalive(Spec):
    """TCPKeepalive."""

    keep_alive_probes: Annotated[Int32 | None, Minimum(0)] = None
    keep_alive_time: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    keep_alive_interval: Annotated[GoDuration | None, DurationBetween(least="1s")] = None


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

    initial_stream_window_size: Annotated[Quantity | None, QuantityBetween(above=65534, below=2147483648)] = None
    initial_connection_window_size: Annotated[Quantity | None, QuantityBetween(above=65534, below=2147483648)] = None
    max_concurrent_streams: Annotated[Int32 | None, Minimum(0)] = None
    override_stream_error_on_invalid_http_message: bool | None = None
