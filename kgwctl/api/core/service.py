"""Service (core/v1), whole: routing reads a part of it, checking reads all."""

from __future__ import annotations

from typing import Literal

import msgspec

from kgwctl.api.meta import Int32, IntOrStr, JSONValue, KubernetesObject, Spec

#: Protocols that a port can carry.
Protocol = Literal["TCP", "UDP", "SCTP"]


class ServicePort(Spec):
    """One port of a Service."""

    name: str | None = None
    port: Int32
    protocol: str | None = None
    target_port: IntOrStr | None = None
    app_protocol: str | None = None
    node_port: Int32 | None = None


class ClientIPConfig(Spec):
    """How long a client stays with the endpoint that it was given."""

    timeout_seconds: Int32 | None = None


class SessionAffinityConfig(Spec):
    """Settings of the session affinity."""

    client_ip: ClientIPConfig | None = msgspec.field(name="clientIP", default=None)


class ServiceSpec(Spec):
    """What a Service selects and how it is reached."""

    type: str | None = None
    ports: tuple[ServicePort, ...] | None = None
    selector: dict[str, str] | None = None
    cluster_ip: str | None = msgspec.field(name="clusterIP", default=None)
    cluster_ips: tuple[str, ...] | None = msgspec.field(name="clusterIPs", default=None)
    external_name: str | None = None
    external_ips: tuple[str, ...] | None = msgspec.field(name="externalIPs", default=None)
    ip_families: tuple[str, ...] | None = None
    ip_family_policy: str | None = None
    internal_traffic_policy: str | None = None
    external_traffic_policy: str | None = None
    traffic_distribution: str | None = None
    publish_not_ready_addresses: bool | None = None
    session_affinity: str | None = None
    session_affinity_config: SessionAffinityConfig | None = None
    health_check_node_port: Int32 | None = None
    allocate_load_balancer_node_ports: bool | None = None
    load_balancer_ip: str | None = msgspec.field(name="loadBalancerIP", default=None)
    load_balancer_class: str | None = None
    load_balancer_source_ranges: tuple[str, ...] | None = None


class LoadBalancerIngress(Spec):
    """One address that a load balancer gave to a Service."""

    ip: str | None = None
    hostname: str | None = None
    ip_mode: str | None = None
    ports: tuple[JSONValue, ...] | None = None


class LoadBalancerStatus(Spec):
    """The addresses that a load balancer gave to a Service."""

    ingress: tuple[LoadBalancerIngress, ...] | None = None


class ServiceStatus(Spec):
    """What the cluster reports about a Service."""

    load_balancer: LoadBalancerStatus | None = None
    conditions: tuple[JSONValue, ...] | None = None


class Service(KubernetesObject):
    """A named port set with endpoints behind it."""

    spec: ServiceSpec = ServiceSpec()
    status: ServiceStatus | None = None
