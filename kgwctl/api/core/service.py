"""Service, as far as routing needs it (core/v1)."""

from __future__ import annotations

import msgspec

from kgwctl.api.meta import KubernetesObject, Spec


class ServicePort(Spec):
    """One port of a Service."""

    name: str | None = None
    port: int
    protocol: str | None = None
    target_port: int | str | None = None
    app_protocol: str | None = None
    node_port: int | None = None


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
    load_balancer_ip: str | None = msgspec.field(name="loadBalancerIP", default=None)
    load_balancer_class: str | None = None


class LoadBalancerIngress(Spec):
    """One address that a load balancer gave to a Service."""

    ip: str | None = None
    hostname: str | None = None


class LoadBalancerStatus(Spec):
    """The addresses that a load balancer gave to a Service."""

    ingress: tuple[LoadBalancerIngress, ...] | None = None


class ServiceStatus(Spec):
    """What the cluster reports about a Service."""

    load_balancer: LoadBalancerStatus | None = None


class Service(KubernetesObject):
    """A named port set with endpoints behind it."""

    spec: ServiceSpec = ServiceSpec()
    status: ServiceStatus | None = None
