"""ServiceEntries of Istio's registry: the backends that they are, and the workloads behind them.

Source: ``pkg/kgateway/extensions2/plugins/serviceentry@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import POD, SERVICE_ENTRY, WORKLOAD_ENTRY
from kgwctl.resolve.localities import NETWORK, NOWHERE, Place, place_of, pod_place
from kgwctl.resolve.selectors import has_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgwctl.api.istio.entries import WorkloadEntrySpec
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.namespaces import Namespaces

#: Resolutions by which Envoy looks up names.
DNS_RESOLUTIONS = frozenset({"DNS", "DNS_ROUND_ROBIN"})


class Workload(NamedTuple):
    """A Pod, WorkloadEntry or inline endpoint behind a ServiceEntry.

    ``ports`` are its own numbers by the names of the ServiceEntry's ports; ``weight`` is 0 if it has none.
    """

    address: str
    place: Place
    labels: Mapping[str, str]
    network: str = ""
    weight: int = 0
    ports: Mapping[str, int] = {}


class EntryEndpoint(NamedTuple):
    """An address that serves a port of a ServiceEntry; empty for a workload of another network."""

    address: str
    port: int
    workload: Workload


class ServiceEntries:
    """The ServiceEntries of a run with what they select."""

    __slots__ = ("_namespaces", "_objects")

    def __init__(self, objects: ObjectSet, namespaces: Namespaces) -> None:
        self._objects = objects
        self._namespaces = namespaces

    def all(self) -> Iterator[Resource[Any]]:
        """Those that are backends: one without resolution is for sidecars only."""
        for entry in self._namespaces.seen(self._objects.of(SERVICE_ENTRY)):
            if (entry.object.spec.resolution or "NONE") != "NONE":
                yield entry

    def endpoints(self, backend: Backend) -> list[EntryEndpoint]:
        """What serves one port of a ServiceEntry."""
        spec = backend.resource.object.spec
        port = next(one for one in spec.ports or () if one.number == backend.port)
        found = []
        for workload in self._workloads(backend.resource):
            if spec.resolution == "STATIC" and not _is_ip(workload.address) and not workload.network:
                continue
            number = workload.ports.get(port.name or "") or port.target_port or backend.port
            found.append(EntryEndpoint(workload.address, number, workload))
        return found

    def _workloads(self, entry: Resource[Any]) -> Iterator[Workload]:
        spec = entry.object.spec
        if selects(entry):
            yield from self._selected(entry)
            return
        for inline in spec.endpoints or ():
            yield _of_entry(inline, {})
        if spec.resolution in DNS_RESOLUTIONS and not spec.endpoints:
            from kgwctl.api.istio.entries import WorkloadEntrySpec

            for host in spec.hosts or ():
                yield _of_entry(WorkloadEntrySpec(address=host), {})

    def _selected(self, entry: Resource[Any]) -> Iterator[Workload]:
        wanted = entry.object.spec.workload_selector.labels
        for pod in self._namespaces.seen(self._objects.of(POD)):
            if pod.namespace == entry.namespace:
                place, labels = pod_place(pod, self._objects)
                if has_all(wanted, labels):
                    yield Workload(_pod_address(pod), place, labels, labels.get(NETWORK, ""))
        for workload in self._namespaces.seen(self._objects.of(WORKLOAD_ENTRY)):
            # The selector sees the metadata's labels only, the endpoint has those of the spec, too.
            if workload.namespace == entry.namespace and has_all(wanted, workload.labels):
                yield _of_entry(workload.object.spec, workload.labels)


def selects(entry: Resource[Any]) -> bool:
    """Whether a ServiceEntry's endpoints are workloads that it selects, which Envoy is told of at run time."""
    spec = entry.object.spec
    return spec.resolution == "STATIC" and bool(spec.workload_selector and spec.workload_selector.labels)


def _of_entry(spec: WorkloadEntrySpec, metadata_labels: Mapping[str, str]) -> Workload:
    labels = {**metadata_labels, **(spec.labels or {})}
    network = spec.network or labels.get(NETWORK, "")
    if network:
        labels[NETWORK] = network
    place = _place_of_text(spec.locality) if spec.locality else place_of(labels)
    labels |= place.labels
    return Workload(spec.address or "", place, labels, network, spec.weight or 0, spec.ports or {})


def _place_of_text(text: str) -> Place:
    parts = [*text.split("/"), "", ""]
    return Place(*parts[:3]) if text else NOWHERE


def _pod_address(pod: Resource[Any]) -> str:
    status = pod.object.status
    if status is None:
        return ""
    return next((one.ip for one in status.pod_ips or () if one.ip), status.pod_ip or "")


def _is_ip(text: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True
