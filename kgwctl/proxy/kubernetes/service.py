"""Service and ServiceAccount (core/v1), whole. Structure only."""

# ruff: noqa: D101
from typing import Annotated

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.meta import Int32, IntOrStr, Spec
from kgwctl.proxy.kubernetes.fields import AlwaysThere, MergedBy, Plain, Pointer
from kgwctl.proxy.kubernetes.metadata import Condition, Metadata


class ServicePort(Spec):
    name: str | None = None
    protocol: str | None = None
    app_protocol: Annotated[str | None, Pointer()] = None
    port: Int32
    target_port: Annotated[IntOrStr | None, AlwaysThere()] = None
    node_port: Annotated[Int32 | None, Plain()] = None


class ClientIPConfig(Spec):
    timeout_seconds: Int32 | None = None


class SessionAffinityConfig(Spec):
    client_ip: ClientIPConfig | None = msgspec.field(name="clientIP", default=None)


class ServiceSpec(Spec):
    ports: Annotated[tuple[ServicePort, ...] | None, MergedBy("port")] = None
    selector: dict[str, str] | None = None
    cluster_ip: str | None = msgspec.field(name="clusterIP", default=None)
    cluster_ips: tuple[str, ...] | None = msgspec.field(name="clusterIPs", default=None)
    type: str | None = None
    external_ips: tuple[str, ...] | None = msgspec.field(name="externalIPs", default=None)
    session_affinity: str | None = None
    load_balancer_ip: str | None = msgspec.field(name="loadBalancerIP", default=None)
    load_balancer_source_ranges: tuple[str, ...] | None = None
    external_name: str | None = None
    external_traffic_policy: str | None = None
    health_check_node_port: Annotated[Int32 | None, Plain()] = None
    publish_not_ready_addresses: Annotated[bool | None, Plain()] = None
    session_affinity_config: SessionAffinityConfig | None = None
    ip_families: tuple[str, ...] | None = None
    ip_family_policy: Annotated[str | None, Pointer()] = None
    allocate_load_balancer_node_ports: bool | None = None
    load_balancer_class: Annotated[str | None, Pointer()] = None
    internal_traffic_policy: Annotated[str | None, Pointer()] = None
    traffic_distribution: Annotated[str | None, Pointer()] = None


class LoadBalancerStatus(Spec):
    """The addresses that a load balancer gave; none before there is one."""


class ServiceStatus(Spec):
    load_balancer: Annotated[LoadBalancerStatus | None, AlwaysThere()] = None
    conditions: Annotated[tuple[Condition, ...] | None, MergedBy("type")] = None


class Service(Spec):
    api_version: str | None = None
    kind: str | None = None
    metadata: Annotated[Metadata | None, AlwaysThere()] = None
    spec: Annotated[ServiceSpec | None, AlwaysThere()] = None
    status: Annotated[ServiceStatus | None, AlwaysThere()] = None


class ObjectReference(Spec):
    kind: str | None = None
    namespace: str | None = None
    name: str | None = None
    uid: str | None = None
    api_version: str | None = None
    resource_version: str | None = None
    field_path: str | None = None


class ServiceAccount(Spec):
    api_version: str | None = None
    kind: str | None = None
    metadata: Annotated[Metadata | None, AlwaysThere()] = None
    secrets: Annotated[tuple[ObjectReference, ...] | None, MergedBy("name")] = None
    image_pull_secrets: tuple[LocalObjectReference, ...] | None = None
    automount_service_account_token: bool | None = None
