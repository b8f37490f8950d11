"""DestinationRule: how traffic to a host is treated (networking.istio.io), as far as kgateway reads it."""

from __future__ import annotations

import msgspec

from kgwctl.api.meta import KubernetesObject, Spec


class Failover(Spec):
    """Where traffic of a region goes when nothing is left in it."""

    from_: str = msgspec.field(name="from", default="")
    to: str = ""


class LocalityLbSetting(Spec):
    """Preference for near endpoints."""

    enabled: bool | None = None
    failover: tuple[Failover, ...] | None = None
    failover_priority: tuple[str, ...] | None = None
    """Labels in which proxy and endpoint should agree, the most important first; ``label=value`` sets the proxy's."""


class LoadBalancer(Spec):
    """How endpoints are chosen."""

    locality_lb_setting: LocalityLbSetting | None = None


class TcpKeepalive(Spec):
    """Probes of idle connections."""

    probes: int = 0
    time: str | None = None
    interval: str | None = None


class TcpSettings(Spec):
    """TCP connections to the host."""

    tcp_keepalive: TcpKeepalive | None = None


class ConnectionPool(Spec):
    """Connections to the host."""

    tcp: TcpSettings | None = None


class OutlierDetection(Spec):
    """When an endpoint is left out for a while."""

    split_external_local_origin_errors: bool = False
    consecutive_local_origin_failures: int | None = None
    consecutive_gateway_errors: int | None = None
    consecutive_5xx_errors: int | None = msgspec.field(name="consecutive5xxErrors", default=None)
    interval: str | None = None
    base_ejection_time: str | None = None
    max_ejection_percent: int = 0
    min_health_percent: int = 0


class PortSelector(Spec):
    """A port of the host."""

    number: int = 0


class PortTrafficPolicy(Spec):
    """What holds for one port instead of the whole policy."""

    port: PortSelector | None = None
    connection_pool: ConnectionPool | None = None
    load_balancer: LoadBalancer | None = None
    outlier_detection: OutlierDetection | None = None


class TrafficPolicy(Spec):
    """How traffic is treated."""

    connection_pool: ConnectionPool | None = None
    load_balancer: LoadBalancer | None = None
    outlier_detection: OutlierDetection | None = None
    port_level_settings: tuple[PortTrafficPolicy, ...] | None = None


class ProxySelector(Spec):
    """The proxies that a rule is for."""

    match_labels: dict[str, str] | None = None


class DestinationRuleSpec(Spec):
    """A host and how traffic to it is treated."""

    host: str = ""
    traffic_policy: TrafficPolicy | None = None
    export_to: tuple[str, ...] | None = None
    workload_selector: ProxySelector | None = None


class DestinationRule(KubernetesObject):
    """A rule for traffic to one host."""

    spec: DestinationRuleSpec = DestinationRuleSpec()
