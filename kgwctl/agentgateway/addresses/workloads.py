"""Workloads of ServiceEntries, WorkloadEntries and EndpointSlices.

Source: Istio's ``ambient/workloads.go``: ``serviceEntryWorkloadBuilder``, ``workloadEntryWorkloadBuilder``,
``endpointSlicesBuilder``, ``constructServicesFromWorkloadEntry``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.addresses.identity import CLUSTER, canonical_service, set_tunnel
from kgwctl.agentgateway.addresses.networks import gateway_to, set_address
from kgwctl.agentgateway.addresses.services import packed_ip
from kgwctl.agentgateway.environment import service_hostname
from kgwctl.agentgateway.resources.generated.workload import Locality, Port, PortList, Workload
from kgwctl.api.istio.entries import WorkloadEntrySpec
from kgwctl.api.kinds import ISTIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.agentgateway.addresses.networks import NetworkGateway
    from kgwctl.agentgateway.addresses.services import KnownService
    from kgwctl.objects.resource import Resource

SERVICE_NAME = "kubernetes.io/service-name"
_BY_DNS = ("DNS", "DNS_ROUND_ROBIN")
_GROUP = ISTIO


def entry_workloads(
    entry: Resource[Any], services: Sequence[KnownService], gateways: Sequence[NetworkGateway]
) -> Iterator[Workload]:
    """The endpoints of a ServiceEntry; its hosts themselves where it has none and DNS finds them.

    ``services`` are those of the entry; without any it was left out in favour of others.
    """
    spec = entry.object.spec
    given = spec.endpoints or ()
    implicit = not given and spec.resolution in _BY_DNS and spec.workload_selector is None
    endpoints = [(one, services) for one in given]
    if implicit:
        endpoints = [(WorkloadEntrySpec(address=one.record.hostname), [one]) for one in services]
    network = ""
    for endpoint, of_endpoint in endpoints if services else ():
        # A network holds for the endpoints after it, too, until another is named.
        network = endpoint.network or network
        made = _of_entry_spec(endpoint, of_endpoint, network, gateways)
        address = endpoint.address or ""
        made.uid = f"{CLUSTER}/{_GROUP}/ServiceEntry/{entry.namespace}/{entry.name}/{address}"
        made.name, made.namespace = entry.name, entry.namespace
        _set_identity(made, entry.labels, entry.annotations, entry.name)
        yield made


def workload_entry_workload(
    entry: Resource[Any], services: Iterable[KnownService], gateways: Sequence[NetworkGateway]
) -> Workload:
    """A WorkloadEntry; ``services`` are all of its namespace."""
    spec = entry.object.spec
    labels = {**entry.labels, **(spec.labels or {})}
    chosen = [one for one in services if selects(one, labels)]
    made = _of_entry_spec(spec, chosen, spec.network or "", gateways)
    made.uid = f"{CLUSTER}/{_GROUP}/WorkloadEntry/{entry.namespace}/{entry.name}"
    made.name, made.namespace = entry.name, entry.namespace
    name = entry.annotations.get("istio.io/autoRegistrationGroup") or labels.get(
        "service.istio.io/workload-name", entry.name
    )
    _set_identity(made, labels, entry.annotations, name)
    return made


def _of_entry_spec(
    spec: WorkloadEntrySpec, services: Iterable[KnownService], network: str, gateways: Sequence[NetworkGateway]
) -> Workload:
    made = Workload(
        network=network,
        network_gateway=gateway_to(network, gateways),
        cluster_id=CLUSTER,
        service_account=spec.service_account or "",
        services={one.name: PortList(ports=_entry_ports(spec, one)) for one in services},
        locality=_locality(spec.locality or ""),
        capacity=spec.weight or None,
    )
    set_address(made, spec.address or "")
    return made


def _set_identity(made: Workload, labels: Mapping[str, str], annotations: Mapping[str, str], name: str) -> None:
    made.workload_name, made.workload_type = name, "POD"
    made.canonical_name, made.canonical_revision = canonical_service(labels, name)
    set_tunnel(made, labels, annotations)


def selects(service: KnownService, labels: Mapping[str, str]) -> bool:
    """Whether a service selects a workload; one without a selector selects none."""
    wanted = service.selector
    return bool(wanted) and all(labels.get(key) == value for key, value in wanted.items())


def _entry_ports(spec: WorkloadEntrySpec, service: KnownService) -> list[Port]:
    """The ports of a service on an entry, which may say by name where they are."""
    named = spec.ports or {}
    of_kubernetes = service.source.kind == "Service"
    made = []
    for port in service.record.ports:
        target = port.target_port
        names = service.port_names.get(port.service_port)
        if names is not None and of_kubernetes and names.target:
            if names.target not in named:
                continue
            target = named[names.target]
        elif names is not None and names.name in named:
            target = named[names.name]
        elif names is not None and not of_kubernetes:
            target = target or port.service_port
        made.append(Port(service_port=port.service_port, target_port=target))
    return made


def _locality(text: str) -> Locality | None:
    """``region/zone/subzone`` taken apart."""
    region, zone, subzone, *_ = [*text.split("/"), "", ""]
    return Locality(region=region, zone=zone, subzone=subzone) if region or zone or subzone else None


def slice_workloads(piece: Resource[Any], services: Mapping[str, KnownService]) -> Iterator[Workload]:
    """The endpoints of an EndpointSlice that are no Pods; ``services`` are all by name."""
    spec = piece.object
    name = piece.labels.get(SERVICE_NAME)
    if name is None or spec.address_type == "FQDN":
        return
    service = services.get(f"{piece.namespace}/{service_hostname(piece.namespace, name)}")
    if service is None or service.source.kind != "Service":
        return
    ports = PortList(ports=_slice_ports(spec.ports or (), service))
    seen: set[str] = set()
    for endpoint in spec.endpoints or ():
        if (endpoint.target_ref is not None and endpoint.target_ref.kind == "Pod") or not endpoint.addresses:
            continue
        first = endpoint.addresses[0]
        packed = [packed_ip(text) for text in endpoint.addresses if "/" not in text]
        if first in seen or None in packed or len(packed) < len(endpoint.addresses):
            continue
        seen.add(first)
        made = Workload(
            uid=f"{CLUSTER}/discovery.k8s.io/EndpointSlice/{piece.namespace}/{piece.name}/{first}",
            name=piece.name,
            namespace=piece.namespace,
            addresses=[one for one in packed if one is not None],
            services={service.name: ports},
            cluster_id=CLUSTER,
            network_mode="HOST_NETWORK",
        )
        if endpoint.conditions is not None and endpoint.conditions.ready is False:
            made.status = "UNHEALTHY"
        yield made


def _slice_ports(ports: Iterable[Any], service: KnownService) -> list[Port]:
    """The TCP ports of a slice, matched to those of the service by name."""
    made = []
    for port in ports:
        if port.name is None or port.port is None or port.protocol != "TCP":
            continue
        for of_service in service.record.ports:
            if service.port_names[of_service.service_port].name == port.name:
                made.append(Port(service_port=of_service.service_port, target_port=port.port))
                break
    return made
