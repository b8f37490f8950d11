"""A Pod's template (core/v1), whole. Structure only."""

# ruff: noqa: D101
from typing import Annotated

import msgspec

from kgwctl.api.core.affinity import Affinity, Toleration, TopologySpreadConstraint
from kgwctl.api.core.container import Container
from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.core.resources import ResourceRequirements
from kgwctl.api.core.security import PodSecurityContext
from kgwctl.api.core.volume import Volume
from kgwctl.api.meta import Int32, Int64, Quantity, Spec
from kgwctl.proxy.kubernetes.fields import AlwaysThere, MergedBy, Plain, Pointer
from kgwctl.proxy.kubernetes.metadata import Metadata


class EphemeralContainer(Container):
    target_container_name: str | None = None


class HostAlias(Spec):
    ip: str
    hostnames: tuple[str, ...] | None = None


class PodDNSConfigOption(Spec):
    name: str | None = None
    value: Annotated[str | None, Pointer()] = None


class PodDNSConfig(Spec):
    nameservers: tuple[str, ...] | None = None
    searches: tuple[str, ...] | None = None
    options: tuple[PodDNSConfigOption, ...] | None = None


class PodReadinessGate(Spec):
    condition_type: str


class PodSchedulingGate(Spec):
    name: str


class PodResourceClaim(Spec):
    name: str
    resource_claim_name: Annotated[str | None, Pointer()] = None
    resource_claim_template_name: Annotated[str | None, Pointer()] = None


class PodOS(Spec):
    name: str


class PodSpec(Spec):
    volumes: Annotated[tuple[Volume, ...] | None, MergedBy("name")] = None
    init_containers: Annotated[tuple[Container, ...] | None, MergedBy("name")] = None
    containers: Annotated[tuple[Container, ...], MergedBy("name")]
    ephemeral_containers: Annotated[tuple[EphemeralContainer, ...] | None, MergedBy("name")] = None
    restart_policy: str | None = None
    termination_grace_period_seconds: Int64 | None = None
    active_deadline_seconds: Int64 | None = None
    dns_policy: str | None = None
    node_selector: dict[str, str] | None = None
    service_account_name: str | None = None
    service_account: str | None = None
    automount_service_account_token: bool | None = None
    node_name: str | None = None
    host_network: Annotated[bool | None, Plain()] = None
    host_pid: Annotated[bool | None, Plain()] = msgspec.field(name="hostPID", default=None)
    host_ipc: Annotated[bool | None, Plain()] = msgspec.field(name="hostIPC", default=None)
    share_process_namespace: bool | None = None
    security_context: PodSecurityContext | None = None
    image_pull_secrets: Annotated[tuple[LocalObjectReference, ...] | None, MergedBy("name")] = None
    hostname: str | None = None
    subdomain: str | None = None
    affinity: Affinity | None = None
    scheduler_name: str | None = None
    tolerations: tuple[Toleration, ...] | None = None
    host_aliases: Annotated[tuple[HostAlias, ...] | None, MergedBy("ip")] = None
    priority_class_name: str | None = None
    priority: Int32 | None = None
    dns_config: PodDNSConfig | None = None
    readiness_gates: tuple[PodReadinessGate, ...] | None = None
    runtime_class_name: Annotated[str | None, Pointer()] = None
    enable_service_links: bool | None = None
    preemption_policy: Annotated[str | None, Pointer()] = None
    overhead: dict[str, Quantity] | None = None
    topology_spread_constraints: Annotated[tuple[TopologySpreadConstraint, ...] | None, MergedBy("topologyKey")] = None
    set_hostname_as_fqdn: bool | None = msgspec.field(name="setHostnameAsFQDN", default=None)
    os: PodOS | None = None
    host_users: bool | None = None
    scheduling_gates: Annotated[tuple[PodSchedulingGate, ...] | None, MergedBy("name")] = None
    resource_claims: Annotated[tuple[PodResourceClaim, ...] | None, MergedBy("name")] = None
    resources: ResourceRequirements | None = None
    hostname_override: Annotated[str | None, Pointer()] = None


class PodTemplate(Spec):
    metadata: Annotated[Metadata | None, AlwaysThere()] = None
    spec: Annotated[PodSpec | None, AlwaysThere()] = None
