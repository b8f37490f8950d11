"""Pods as workloads. Where a Pod is stands in its status, so only a dump of a cluster tells.

Source: Istio's ``ambient/workloads.go``: ``podWorkloadBuilder``, ``constructServices``,
``matchingServicesWithoutSelectors``; ``kube/util.go:GetDeployMetaFromPod``; ``ambient/nodes.go``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.addresses.identity import CLUSTER, canonical_service, set_tunnel
from kgwctl.agentgateway.addresses.services import packed_ip
from kgwctl.agentgateway.resources.generated.workload import Locality, Port, PortList, Workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.agentgateway.addresses.services import KnownService
    from kgwctl.objects.resource import Resource

_CRON_JOB = re.compile(r"(.+)-[0-9]{8,10}$")


def pod_workload(
    pod: Resource[Any], services: Iterable[KnownService], nodes: Mapping[str, Resource[Any]]
) -> Workload | None:
    """A running Pod with the services that it is part of; ``None`` for one that has ended or has no IP yet."""
    spec, status = pod.object.spec, pod.object.status
    if status is None or status.phase in ("Failed", "Succeeded"):
        return None
    ips = [one.ip or "" for one in status.pod_ips or ()] or ([status.pod_ip] if status.pod_ip else [])
    packed = [packed_ip(ip) for ip in ips]
    if not packed or None in packed:
        return None
    made = Workload(
        uid=f"{CLUSTER}//Pod/{pod.namespace}/{pod.name}",
        name=pod.name,
        namespace=pod.namespace,
        cluster_id=CLUSTER,
        addresses=[one for one in packed if one is not None],
        service_account=spec.service_account_name or "",
        node=spec.node_name or "",
        services={one.name: PortList(ports=_ports(spec, one)) for one in services},
        locality=_locality(nodes.get(spec.node_name or "")),
    )
    if not _ready(status) or pod.object.metadata.deletion_timestamp is not None:
        made.status = "UNHEALTHY"
    if spec.host_network:
        made.network_mode = "HOST_NETWORK"
    made.workload_name, made.workload_type = _owner_name(pod), "POD"
    made.canonical_name, made.canonical_revision = canonical_service(pod.labels, made.workload_name)
    set_tunnel(made, pod.labels, pod.annotations)
    return made


def _ready(status: Any) -> bool:
    return any(one.type == "Ready" and one.status == "True" for one in status.conditions or ())


def _ports(spec: Any, service: KnownService) -> list[Port]:
    """The ports of a service on a Pod; those that name a port it does not have are left out."""
    made = []
    for port in service.record.ports:
        target = port.target_port
        names = service.port_names.get(port.service_port)
        if names is not None and names.target:
            found = _container_port(spec, names.target)
            if found is None:
                continue
            target = found
        elif names is not None and service.source.kind == "ServiceEntry" and names.name:
            target = _container_port(spec, names.name) or target or port.service_port
        made.append(Port(service_port=port.service_port, target_port=target))
    return made


def _container_port(spec: Any, name: str) -> int | None:
    for container in spec.containers or ():
        for port in container.ports or ():
            if port.name == name and port.protocol in (None, "TCP"):
                return int(port.container_port)
    return None


def _locality(node: Resource[Any] | None) -> Locality | None:
    if node is None:
        return None
    labels = node.labels
    region, zone = (labels.get(f"topology.kubernetes.io/{name}", "") for name in ("region", "zone"))
    subzone = labels.get("topology.istio.io/subzone", "")
    return Locality(region=region, zone=zone, subzone=subzone) if region or zone or subzone else None


def _owner_name(pod: Resource[Any]) -> str:
    """What a Pod belongs to: guessed from the object that made it, whose own maker is not asked."""
    metadata = pod.object.metadata
    owner = next((one for one in metadata.owner_references or () if one.controller), None)
    if not metadata.generate_name or owner is None:
        return pod.name
    for label in ("pod-template-hash", "rollouts-pod-template-hash"):
        template = pod.labels.get(label)
        if owner.kind == "ReplicaSet" and template and owner.name.endswith(template):
            return str(owner.name.removesuffix(f"-{template}"))
    if owner.kind == "ReplicationController" and pod.labels.get("deploymentconfig"):
        return pod.labels["deploymentconfig"]
    if owner.kind == "Job" and (cron := _CRON_JOB.fullmatch(owner.name)):
        return cron[1]
    return str(owner.name)
