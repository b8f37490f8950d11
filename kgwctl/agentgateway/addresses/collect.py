"""All addresses of a run. Waypoints are not looked for: they exist in a running mesh only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.addresses.networks import network_gateways
from kgwctl.agentgateway.addresses.services import known_services
from kgwctl.agentgateway.environment import INFERENCE_GROUP, service_hostname
from kgwctl.agentgateway.resources.generated.workload import Address
from kgwctl.api.kinds import ENDPOINT_SLICE, GATEWAY, NODE, POD, SERVICE, SERVICE_ENTRY, WORKLOAD_ENTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgwctl.agentgateway.addresses.services import KnownService
    from kgwctl.agentgateway.resources.generated.workload import Workload
    from kgwctl.objects.resource import Resource


def collect_addresses(objects: Callable[[str, str], list[Resource[Any]]]) -> list[Address]:
    """Services and workloads, in the order of their names. ``objects`` lists a kind by namespace and name."""
    services = known_services(objects(*SERVICE), objects(*SERVICE_ENTRY), objects(INFERENCE_GROUP, "InferencePool"))
    named = {one.name: Address(service=one.record) for one in services}
    named |= {one.uid: Address(workload=one) for one in _Workloads(objects, services).all()}
    return [named[name] for name in sorted(named)]


class _Workloads:
    """Finds the workloads of a run."""

    def __init__(self, objects: Callable[[str, str], list[Resource[Any]]], services: list[KnownService]) -> None:
        self._objects = objects
        self._services = {one.name: one for one in services}
        self._in_namespace: dict[str, list[KnownService]] = {}
        for one in services:
            self._in_namespace.setdefault(one.record.namespace, []).append(one)
        self._gateways = network_gateways(objects(*GATEWAY))
        self._slices = objects(*ENDPOINT_SLICE)

    def all(self) -> Iterator[Workload]:
        yield from self._of_pods()
        yield from self._of_entries()
        if self._slices:
            from kgwctl.agentgateway.addresses.workloads import slice_workloads

            for one in self._slices:
                yield from slice_workloads(one, self._services)
        yield from (one.workload for one in self._gateways)

    def _of_entries(self) -> Iterator[Workload]:
        service_entries = self._objects(*SERVICE_ENTRY)
        workload_entries = self._objects(*WORKLOAD_ENTRY)
        if not service_entries and not workload_entries:
            return
        from kgwctl.agentgateway.addresses.workloads import entry_workloads, workload_entry_workload

        for entry in workload_entries:
            yield workload_entry_workload(entry, self._in_namespace.get(entry.namespace, ()), self._gateways)
        for entry in service_entries:
            own = [one for one in self._in_namespace.get(entry.namespace, ()) if one.source == entry.key]
            yield from entry_workloads(entry, own, self._gateways)

    def _of_pods(self) -> Iterator[Workload]:
        pods = self._objects(*POD)
        if not pods:
            return
        from kgwctl.agentgateway.addresses.pods import pod_workload
        from kgwctl.agentgateway.addresses.workloads import selects

        nodes = {one.name: one for one in self._objects(*NODE)}
        without_selector = self._by_slices()
        for pod in pods:
            chosen = [one for one in self._in_namespace.get(pod.namespace, ()) if selects(one, pod.labels)]
            known = {one.record.hostname for one in chosen}
            listed = without_selector.get((pod.namespace, pod.name), ())
            chosen += [one for one in listed if one.record.hostname not in known]
            made = pod_workload(pod, chosen, nodes)
            if made is not None:
                yield made

    def _by_slices(self) -> dict[tuple[str, str], list[KnownService]]:
        """Services by the Pods that EndpointSlices name for them."""
        from kgwctl.agentgateway.addresses.workloads import SERVICE_NAME

        found: dict[tuple[str, str], list[KnownService]] = {}
        for piece in self._slices:
            name = piece.labels.get(SERVICE_NAME)
            if name is None or piece.object.address_type == "FQDN":
                continue
            service = self._services.get(f"{piece.namespace}/{service_hostname(piece.namespace, name)}")
            if service is None or service.source.kind != "Service":
                continue
            for endpoint in piece.object.endpoints or ():
                target = endpoint.target_ref
                if target is not None and target.kind == "Pod":
                    found.setdefault((target.namespace or "", target.name or ""), []).append(service)
        return found
