"""ServiceEntry and WorkloadEntry (networking.istio.io), as far as addresses are made of them.

Source: ``istio.io/api/networking/v1alpha3``: ``service_entry.proto``, ``workload_entry.proto``. Istio's CRDs are not
at hand, so objects are read without checks.
"""

from __future__ import annotations

import msgspec

from kgwctl.api.meta import KubernetesObject, Spec


class EntryPort(Spec):
    """One port of a ServiceEntry."""

    number: int = 0
    protocol: str | None = None
    name: str | None = None
    target_port: int | None = None


class WorkloadEntrySpec(Spec):
    """One workload outside of Kubernetes."""

    address: str | None = None
    ports: dict[str, int] | None = None
    labels: dict[str, str] | None = None
    network: str | None = None
    locality: str | None = None
    weight: int | None = None
    service_account: str | None = None


class WorkloadSelector(Spec):
    """The workloads of a ServiceEntry, by label."""

    labels: dict[str, str] | None = None


class ServiceEntrySpec(Spec):
    """A service that Kubernetes does not know."""

    hosts: tuple[str, ...] | None = None
    addresses: tuple[str, ...] | None = None
    ports: tuple[EntryPort, ...] | None = None
    location: str | None = None
    resolution: str | None = None
    endpoints: tuple[WorkloadEntrySpec, ...] | None = None
    workload_selector: WorkloadSelector | None = None
    export_to: tuple[str, ...] | None = None
    subject_alt_names: tuple[str, ...] | None = None


class AllocatedAddress(Spec):
    """An address that Istio gave to a host."""

    value: str = ""


class ServiceEntryStatus(Spec):
    """What Istio says of a ServiceEntry."""

    addresses: tuple[AllocatedAddress, ...] | None = None


class ServiceEntry(KubernetesObject):
    """A service that Kubernetes does not know, with its endpoints or how to find them."""

    spec: ServiceEntrySpec = msgspec.field(default_factory=ServiceEntrySpec)
    status: ServiceEntryStatus | None = None


class WorkloadEntry(KubernetesObject):
    """A workload outside of Kubernetes."""

    spec: WorkloadEntrySpec = msgspec.field(default_factory=WorkloadEntrySpec)
