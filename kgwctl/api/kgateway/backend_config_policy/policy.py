"""kgateway.backend_config_policy.policy"""

from typing import Annotated

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
from kgwctl.api.rules import DurationBetween, at_least_one_of, at_most_one_of, targets


class OutlierDetection(Spec):
    """OutlierDetection."""

    consecutive5xx: Annotated[Int32 | None, Default(5), Minimum(0)] = None
    interval: Annotated[GoDuration | None, Default("10s"), DurationBetween(least="1ms")] = None
    base_ejection_time: Annotated[GoDuration | None, Default("30s"), DurationBetween(least="1ms")] = None
    max_ejection_percent: Annotated[Int32 | None, Default(10), Minimum(0), Maximum(100)] = None


@constraints(at_least_one_of("maxConnections", "maxPendingRequests", "maxRequests", "maxRetries"))
class CircuitBreakers(Spec):
    """CircuitBreakers."""

    max_connections: Annotated[Int32 | None, Minimum(1)] = None
    max_pending_requests: Annotated[Int32 | None, Minimum(1)] = None
    max_requests: Annotated[Int32 | None, Minimum(1)] = None
    max_retries: Annotated[Int32 | None, Minimum(0)] = None


@constraints(at_most_one_of("http1ProtocolOptions", "http2ProtocolOptions"))
class BackendConfigPolicySpec(Spec):
    """BackendConfigPolicySpec."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReference, ...] | None,
        MinItems(1),
        MaxItems(16),
        targets(("", "Service"), ("gateway.kgateway.dev", "Backend")),
    ] = None
    target_selectors: Annotated[
        tuple[LocalPolicyTargetSelector, ...] | None, targets(("", "Service"), ("gateway.kgateway.dev", "Backend"))
    ] = None
    connect_timeout: GoDuration | None = None
    per_connection_buffer_limit_bytes: Annotated[Int32 | None, Minimum(0)] = None
    tcp_keepalive: TCPKeepalive | None = None
    common_http_protocol_options: CommonHttpProtocolOptions | None = None
    http1_protocol_options: Http1ProtocolOptions | None = None
    http2_protocol_options: Http2ProtocolOptions | None = None
    tls: UpstreamTLS | None = None
    load_balancer: LoadBalancer | None = None
    health_check: HealthCheck | None = None
    outlier_detection: OutlierDetection | None = None
    circuit_breakers: CircuitBreakers | None = None


class BackendConfigPolicy(KubernetesObject):
    """BackendConfigPolicy."""

    spec: BackendConfigPolicySpec
    status: PolicyStatus | None = None
