"""Protocol settings towards a backend."""

from typing import Annotated

from kgwctl.api.field_rules import DurationBetween, QuantityBetween
from kgwctl.api.markers import Minimum
from kgwctl.api.meta import GoDuration, Int32, Quantity, Spec


class TCPKeepalive(Spec):
    """Probes on idle connections."""

    keep_alive_probes: Annotated[Int32 | None, Minimum(0)] = None
    """Unanswered probes after which a connection is dead."""
    keep_alive_time: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    """Idle time before the first probe."""
    keep_alive_interval: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    """Time between probes."""


class CommonHttpProtocolOptions(Spec):
    """Settings for every version of HTTP."""

    idle_timeout: GoDuration | None = None
    """Close a connection after so long without requests."""
    max_headers_count: Annotated[Int32 | None, Minimum(0)] = None
    """Most headers to accept in a message."""
    max_stream_duration: GoDuration | None = None
    """Reset a stream after so long, whatever it is doing."""
    max_requests_per_connection: Annotated[Int32 | None, Minimum(0)] = None
    """Close a connection after so many requests; absent sets no limit."""


class Http1ProtocolOptions(Spec):
    """Settings for HTTP/1.1."""

    enable_trailers: bool | None = None
    """Let trailers through."""
    preserve_http1_header_case: bool | None = None
    """Keep the letter case of header names."""
    override_stream_error_on_invalid_http_message: bool | None = None
    """Keep the connection open after an invalid message, if possible."""


class Http2ProtocolOptions(Spec):
    """Settings for HTTP/2."""

    initial_stream_window_size: Annotated[Quantity | None, QuantityBetween(above=65534, below=2147483648)] = None
    """Flow-control window of a stream, in bytes."""
    initial_connection_window_size: Annotated[Quantity | None, QuantityBetween(above=65534, below=2147483648)] = None
    """Flow-control window of a connection, in bytes."""
    max_concurrent_streams: Annotated[Int32 | None, Minimum(0)] = None
    """Most streams at once on a connection."""
    override_stream_error_on_invalid_http_message: bool | None = None
    """End only the stream of an invalid message, not the connection."""
