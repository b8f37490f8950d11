"""Pod and Node, as far as locality and port names need them (core/v1)."""

from __future__ import annotations

import msgspec

from kgwctl.api.meta import KubernetesObject, ObjectMeta, Spec


class PodPort(Spec):
    """A named port of a container."""

    name: str | None = None
    container_port: int
    protocol: str | None = None


class PodContainer(Spec):
    """A container's name and ports."""

    name: str = ""
    ports: tuple[PodPort, ...] | None = None


class PodSpec(Spec):
    """Where a Pod runs and what ports it opens."""

    node_name: str | None = None
    containers: tuple[PodContainer, ...] | None = None
    service_account_name: str | None = None
    host_network: bool | None = None


class PodIP(Spec):
    """One address of a Pod."""

    ip: str | None = None


class PodCondition(Spec):
    """One condition of a Pod."""

    type: str = ""
    status: str = ""


class PodStatus(Spec):
    """A Pod's addresses and phase."""

    phase: str | None = None
    pod_ip: str | None = msgspec.field(name="podIP", default=None)
    pod_ips: tuple[PodIP, ...] | None = msgspec.field(name="podIPs", default=None)
    conditions: tuple[PodCondition, ...] | None = None


class OwnerReference(Spec):
    """An object that a Pod belongs to."""

    kind: str = ""
    name: str = ""
    controller: bool | None = None


class PodMeta(ObjectMeta):
    """Metadata of a Pod, with what it belongs to."""

    owner_references: tuple[OwnerReference, ...] | None = None


class Pod(KubernetesObject):
    """A workload instance."""

    metadata: PodMeta = msgspec.field(default_factory=PodMeta)
    spec: PodSpec = PodSpec()
    status: PodStatus | None = None


class Node(KubernetesObject):
    """A machine; its labels tell region and zone."""
