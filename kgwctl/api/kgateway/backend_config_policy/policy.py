"""BackendConfigPolicy: how the proxy connects to a Service or Backend."""

from typing import Annotated

from kgwctl.api.field_rules import DurationBetween, at_least_one_of, at_most_one_of, targets
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.backend_config_policy.health_check import HealthCheck
from kgwctl.api.kgateway.backend_config_policy.load_balancer import LoadBalancer
from kgwctl.api.kgateway.backend_config_policy.protocol_options import (
    CommonHttpProtocolOptions,
    Http1ProtocolOptions,
    Http2ProtocolOptions,
    TCPKeepalive,
)
from kgwctl.api.kgateway.backend_config_policy.tls import UpstreamTLS
from kgwctl.api.kgateway.targets import LocalPolicyTargetReference, LocalPolicyTargetSelector
from kgwctl.api.markers import Default, Maximum, MaxItems, Minimum, MinItems, constraints
from kgwctl.api.meta import GoDuration, Int32, KubernetesObject, Spec


class OutlierDetection(Spec):
    """Endpoints that keep failing are left out for a while."""

    consecutive5xx: Annotated[Int32 | None, Default(5), Minimum(0)] = None
    """How many 5xx answers in a row make an endpoint an outlier; 0 turns the check off."""
    interval: Annotated[GoDuration | None, Default("10s"), DurationBetween(least="1ms")] = None
    """Time between checks."""
    base_ejection_time: Annotated[GoDuration | None, Default("30s"), DurationBetween(least="1ms")] = None
    """How long an endpoint is left out, times how often it already was."""
    max_ejection_percent: Annotated[Int32 | None, Default(10), Minimum(0), Maximum(100)] = None
    """Largest share of endpoints that may be left out at once."""


@constraints(at_least_one_of("maxConnections", "maxPendingRequests", "maxRequests", "maxRetries"))
class CircuitBreakers(Spec):
    """Limits on what may be going on with a backend at once."""

    max_connections: Annotated[Int32 | None, Minimum(1)] = None
    """Connections."""
    max_pending_requests: Annotated[Int32 | None, Minimum(1)] = None
    """Requests that wait for a connection."""
    max_requests: Annotated[Int32 | None, Minimum(1)] = None
    """Requests in flight."""
    max_retries: Annotated[Int32 | None, Minimum(0)] = None
    """Retries in flight."""


@constraints(at_most_one_of("http1ProtocolOptions", "http2ProtocolOptions"))
class BackendConfigPolicySpec(Spec):
    """Targets and connection settings."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReference, ...] | None,
        MinItems(1),
        MaxItems(16),
        targets(("", "Service"), ("gateway.kgateway.dev", "Backend")),
    ] = None
    """The Services and Backends to apply to, by name."""
    target_selectors: Annotated[
        tuple[LocalPolicyTargetSelector, ...] | None, targets(("", "Service"), ("gateway.kgateway.dev", "Backend"))
    ] = None
    """The Services and Backends to apply to, by labels."""
    connect_timeout: GoDuration | None = None
    """Time limit for opening a connection."""
    per_connection_buffer_limit_bytes: Annotated[Int32 | None, Minimum(0)] = None
    """How much of a connection's data is held back before reading stops, in bytes."""
    tcp_keepalive: TCPKeepalive | None = None
    """Probes that keep idle connections alive and find dead ones."""
    common_http_protocol_options: CommonHttpProtocolOptions | None = None
    """Settings for every version of HTTP."""
    http1_protocol_options: Http1ProtocolOptions | None = None
    """Settings for HTTP/1.1."""
    http2_protocol_options: Http2ProtocolOptions | None = None
    """Settings for HTTP/2."""
    tls: UpstreamTLS | None = None
    """TLS towards the backend."""
    load_balancer: LoadBalancer | None = None
    """How an endpoint is chosen."""
    health_check: HealthCheck | None = None
    """Active probing of endpoints."""
    outlier_detection: OutlierDetection | None = None
    """Leaving out endpoints that keep failing."""
    circuit_breakers: CircuitBreakers | None = None
    """Limits on what may be going on at once."""


class BackendConfigPolicy(KubernetesObject):
    """Connection settings of a backend."""

    spec: BackendConfigPolicySpec
    status: PolicyStatus | None = None
