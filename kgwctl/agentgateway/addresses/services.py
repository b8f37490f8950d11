"""Services as addresses: those of Kubernetes, of ServiceEntries and of InferencePools.

Source: Istio's ``serviceregistry/kube/controller/ambient/services.go`` (the version that kgateway v2.2.0 builds with);
``agentgatewaysyncer/service.go:inferencePoolBuilder@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.addresses.protocols import app_protocol, service_port_protocol
from kgwctl.agentgateway.environment import pool_hostname, service_hostname
from kgwctl.agentgateway.resources.generated.workload import LoadBalancing, NetworkAddress, Port, Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.objects.resource import ObjectKey, Resource

_TRAFFIC_DISTRIBUTION = "networking.istio.io/traffic-distribution"


class PortName(NamedTuple):
    """The names of a service's port: its own, and that of the port of the workloads if they tell it by name."""

    name: str
    target: str = ""


class KnownService(NamedTuple):
    """A service with what it takes to find its workloads."""

    source: ObjectKey
    record: Service
    port_names: Mapping[int, PortName] = {}
    selector: Mapping[str, str] = {}

    @property
    def name(self) -> str:
        """``namespace/hostname``."""
        return f"{self.record.namespace}/{self.record.hostname}"


def known_services(
    services: Iterable[Resource[Any]], entries: Iterable[Resource[Any]], pools: Iterable[Resource[Any]]
) -> list[KnownService]:
    """All services. A ServiceEntry's host that a Service has, or an older entry of its namespace, is left out."""
    found = [one for one in map(_of_service, services) if one is not None]
    taken = {one.record.hostname for one in found}
    of_entries: dict[str, KnownService] = {}
    for entry in sorted(entries, key=lambda one: one.age):
        for one in _of_entry(entry):
            if one.record.hostname not in taken:
                of_entries.setdefault(one.name, one)
    return [*found, *of_entries.values(), *map(_of_pool, pools)]


def _of_service(service: Resource[Any]) -> KnownService | None:
    """A Service; none that is an alias for a name elsewhere."""
    spec = service.object.spec
    if spec.type == "ExternalName":
        return None
    ips = spec.cluster_ips or (spec.cluster_ip,)
    addresses = [network_address(ip) for ip in ips if ip and ip != "None"]
    if None in addresses:
        return None
    record = Service(
        name=service.name,
        namespace=service.namespace,
        hostname=service_hostname(service.namespace, service.name),
        addresses=[one for one in addresses if one is not None],
        ports=[
            Port(
                service_port=port.port,
                target_port=port.target_port if isinstance(port.target_port, int) else 0,
                app_protocol=service_port_protocol(port),
            )
            for port in spec.ports or ()
        ],
        load_balancing=_balancing(spec, service.annotations),
    )
    _set_families(record, spec.ip_families or ())
    names = {
        port.port: PortName(port.name or "", port.target_port if isinstance(port.target_port, str) else "")
        for port in spec.ports or ()
    }
    return KnownService(service.key, record, names, spec.selector or {})


def _set_families(record: Service, families: tuple[str, ...]) -> None:
    if len(families) == 2:
        record.ip_families = "DUAL"
    elif families == ("IPv4",):
        record.ip_families = "IPV4_ONLY"
    elif len(families) == 1:
        record.ip_families = "IPV6_ONLY"


def _balancing(spec: Any, annotations: Mapping[str, str]) -> LoadBalancing | None:
    if spec.internal_traffic_policy == "Local":
        made: LoadBalancing | None = LoadBalancing(routing_preference=["NODE"], mode="STRICT")
    else:
        made = _distribution(spec.traffic_distribution, annotations)
    if spec.publish_not_ready_addresses:
        made = made or LoadBalancing()
        made.health_policy = "ALLOW_ALL"
    return made


def _distribution(given: str | None, annotations: Mapping[str, str]) -> LoadBalancing | None:
    """Preference for endpoints nearby; the annotation counts where the field says nothing known."""
    asked = (given or "").lower() if given in ("PreferClose", "PreferSameZone", "PreferSameNode") else ""
    match asked or annotations.get(_TRAFFIC_DISTRIBUTION, "").lower():
        case "preferclose" | "prefersamezone":
            return LoadBalancing(routing_preference=["NETWORK", "REGION", "ZONE"], mode="FAILOVER")
        case "prefersamenode":
            nearest = LoadBalancing(mode="FAILOVER")
            nearest.routing_preference = ["NETWORK", "REGION", "ZONE", "SUBZONE", "NODE"]
            return nearest
    return None


def _of_entry(entry: Resource[Any]) -> list[KnownService]:
    """One service for each host; none if an address is neither an IP nor a range of one."""
    spec = entry.object.spec
    addresses = [network_address(text) for text in spec.addresses or ()]
    if None in addresses:
        return []
    ports = [
        Port(
            service_port=port.number,
            target_port=port.target_port or port.number,
            app_protocol=app_protocol(port.protocol or ""),
        )
        for port in spec.ports or ()
    ]
    balancing = _distribution(None, entry.annotations)
    if (spec.resolution or "NONE") == "NONE":
        balancing = LoadBalancing(mode="PASSTHROUGH", health_policy="ALLOW_ALL")
    names = {port.number: PortName(port.name or "") for port in spec.ports or ()}
    selector = (spec.workload_selector.labels if spec.workload_selector is not None else None) or {}
    return [
        KnownService(
            entry.key,
            Service(
                name=entry.name,
                namespace=entry.namespace,
                hostname=host,
                addresses=[one for one in addresses if one is not None],
                ports=ports,
                subject_alt_names=list(spec.subject_alt_names or ()),
                load_balancing=balancing,
            ),
            names,
            selector,
        )
        for host in spec.hosts or ()
    ]


def _of_pool(pool: Resource[Any]) -> KnownService:
    port = pool.object.spec.target_ports[0].number
    record = Service(
        name=pool.name,
        namespace=pool.namespace,
        hostname=pool_hostname(pool.namespace, pool.name),
        ports=[Port(service_port=port, target_port=port, app_protocol="HTTP11")],
    )
    return KnownService(pool.key, record, {}, pool.object.spec.selector.match_labels)


def network_address(text: str) -> NetworkAddress | None:
    """An IP, or the IP of a range that is only one, on the network without a name; ``None`` for anything else."""
    packed = packed_ip(text)
    return None if packed is None else NetworkAddress(address=packed)


def packed_ip(text: str) -> str | None:
    """The bytes of an IP as proto-JSON has them; ``None`` if it is not one."""
    from ipaddress import ip_address, ip_network

    from kgwctl.golang.forms import proto_bytes

    try:
        if "/" in text:
            network = ip_network(text, strict=False)
            return proto_bytes(network.network_address.packed) if network.num_addresses == 1 else None
        return proto_bytes(ip_address(text).packed)
    except ValueError:
        return None
