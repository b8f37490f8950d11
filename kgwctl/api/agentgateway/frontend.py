"""agentgateway.frontend"""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.connection import Keepalive
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import Default, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.rules import DurationBetween, at_least_one_of

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
TLSVersion = Literal["1.2", "1.3"]
TracingProtocol = Literal["HTTP", "GRPC"]


@constraints(at_least_one_of("keepalive"))
class FrontendTCP(Spec):
    """FrontendTCP."""

    keepalive: Keepalive | None = None


@constraints(at_least_one_of("handshakeTimeout"))
class FrontendTLS(Spec):
    """FrontendTLS."""

    handshake_timeout: Annotated[GoDuration | None, DurationBetween(least="100ms")] = None
    alpn_protocols: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(64)], ...] | None, MinItems(1), MaxItems(16)
    ] = None
    min_protocol_version: TLSVersion | None = None
    max_protocol_version: TLSVersion | None = None
    cipher_suites: tuple[CipherSuite, ...] | None = None


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
    """FrontendHTTP."""

    max_buffer_size: Annotated[Int32 | None, Minimum(1)] = None
    http1_max_headers: Annotated[Int32 | None, Minimum(1), Maximum(4096)] = None
    http1_idle_timeout: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    http2_window_size: Annotated[Int32 | None, Minimum(1)] = None
    http2_connection_window_size: Annotated[Int32 | None, Minimum(1)] = None
    http2_frame_size: Annotated[Int32 | None, Minimum(16384), Maximum(1677215)] = None
    http2_keepalive_interval: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    http2_keepalive_timeout: Annotated[GoDuration | None, DurationBetween(least="1s")] = None


class AttributeAdd(Spec):
    """AttributeAdd."""

    name: Annotated[str, MinLength(1), MaxLength(256)]
    expression: CELExpression


@constraints(at_least_one_of("remove", "add"))
class LogTracingAttributes(Spec):
    """LogTracingAttributes."""

    remove: Annotated[tuple[Annotated[str, MinLength(1), MaxLength(64)], ...] | None, MinItems(1), MaxItems(32)] = None
    add: Annotated[tuple[AttributeAdd, ...] | None, MinItems(1)] = None


class AccessLog(Spec):
    """AccessLog."""

    filter: CELExpression | None = None
    attributes: LogTracingAttributes | None = None


class ResourceAdd(Spec):
    """ResourceAdd."""

    name: Annotated[str, MinLength(1), MaxLength(256)]
    expression: CELExpression


class Tracing(Spec):
    """Tracing."""

    backend_ref: BackendObjectReference
    protocol: Annotated[TracingProtocol | None, Default("HTTP")] = None
    attributes: LogTracingAttributes | None = None
    resources: tuple[ResourceAdd, ...] | None = None
    random_sampling: CELExpression | None = None
    client_sampling: CELExpression | None = None


class Frontend(Spec):
    """Frontend."""

    tcp: FrontendTCP | None = None
    tls: FrontendTLS | None = None
    http: FrontendHTTP | None = None
    access_log: AccessLog | None = None
    tracing: Tracing | None = None
