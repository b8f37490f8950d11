"""How agentgateway treats client connections, and what it tells about them."""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.connection import Keepalive
from kgwctl.api.field_rules import DurationBetween, at_least_one_of
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import Default, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec

#: A cipher suite.
CipherSuite = Literal[
    "TLS13_AES_256_GCM_SHA384",
    "TLS13_AES_128_GCM_SHA256",
    "TLS13_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
]
#: A version of TLS.
TLSVersion = Literal["1.2", "1.3"]
#: How a collector is spoken to.
TracingProtocol = Literal["HTTP", "GRPC"]


@constraints(at_least_one_of("keepalive"))
class FrontendTCP(Spec):
    """TCP settings."""

    keepalive: Keepalive | None = None
    """Probes on idle connections."""


@constraints(at_least_one_of("handshakeTimeout"))
class FrontendTLS(Spec):
    """TLS settings."""

    handshake_timeout: Annotated[GoDuration | None, DurationBetween(least="100ms")] = None
    """Time limit of a handshake; 15s if absent."""
    alpn_protocols: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(64)], ...] | None, MinItems(1), MaxItems(16)
    ] = None
    """Protocols to offer, in order of preference."""
    min_protocol_version: TLSVersion | None = None
    """Lowest TLS version."""
    max_protocol_version: TLSVersion | None = None
    """Highest TLS version."""
    cipher_suites: tuple[CipherSuite, ...] | None = None
    """Cipher suites to accept."""


@constraints(
    at_least_one_of(
        "maxBufferSize",
        "http1MaxHeaders",
        "http1IdleTimeout",
        "http2WindowSize",
        "http2ConnectionWindowSize",
        "http2FrameSize",
        "http2KeepaliveInterval",
        "http2KeepaliveTimeout",
    )
)
class FrontendHTTP(Spec):
    """HTTP settings."""

    max_buffer_size: Annotated[Int32 | None, Minimum(1)] = None
    """Largest body to hold in memory, in bytes."""
    http1_max_headers: Annotated[Int32 | None, Minimum(1), Maximum(4096)] = None
    """Most headers of an HTTP/1.1 request."""
    http1_idle_timeout: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    """Close an HTTP/1.1 connection after so long without requests."""
    http2_window_size: Annotated[Int32 | None, Minimum(1)] = None
    """Flow-control window of a stream, in bytes."""
    http2_connection_window_size: Annotated[Int32 | None, Minimum(1)] = None
    """Flow-control window of a connection, in bytes."""
    http2_frame_size: Annotated[Int32 | None, Minimum(16384), Maximum(1677215)] = None
    """Largest frame, in bytes."""
    http2_keepalive_interval: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    """Time between pings."""
    http2_keepalive_timeout: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    """Time limit for the answer to a ping."""


class AttributeAdd(Spec):
    """An attribute with a computed value."""

    name: Annotated[str, MinLength(1), MaxLength(256)]
    """Its name."""
    expression: CELExpression
    """CEL expression for its value."""


@constraints(at_least_one_of("remove", "add"))
class LogTracingAttributes(Spec):
    """Changes to the attributes of logs or traces."""

    remove: Annotated[tuple[Annotated[str, MinLength(1), MaxLength(64)], ...] | None, MinItems(1), MaxItems(32)] = None
    """Standard attributes to leave out."""
    add: Annotated[tuple[AttributeAdd, ...] | None, MinItems(1)] = None
    """Attributes to add."""


class AccessLog(Spec):
    """Which requests are logged, and how."""

    filter: CELExpression | None = None
    """CEL expression that is true for requests to log."""
    attributes: LogTracingAttributes | None = None
    """Changes to the attributes."""


class ResourceAdd(Spec):
    """A resource attribute with a computed value."""

    name: Annotated[str, MinLength(1), MaxLength(256)]
    """Its name."""
    expression: CELExpression
    """CEL expression for its value."""


class Tracing(Spec):
    """Where traces go and how many."""

    backend_ref: BackendObjectReference
    """The OpenTelemetry collector."""
    protocol: Annotated[TracingProtocol | None, Default("HTTP")] = None
    """How the collector is spoken to."""
    attributes: LogTracingAttributes | None = None
    """Changes to the attributes of spans."""
    resources: tuple[ResourceAdd, ...] | None = None
    """Attributes of the resource."""
    random_sampling: CELExpression | None = None
    """CEL expression for the share (or a yes or no) of requests to begin a trace for."""
    client_sampling: CELExpression | None = None
    """CEL expression for the share (or a yes or no) of a client's traces to take part in."""


class Frontend(Spec):
    """Settings towards clients."""

    tcp: FrontendTCP | None = None
    """TCP."""
    tls: FrontendTLS | None = None
    """TLS."""
    http: FrontendHTTP | None = None
    """HTTP."""
    access_log: AccessLog | None = None
    """Access logs."""
    tracing: Tracing | None = None
    """Traces."""
