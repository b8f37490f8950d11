"""Endpoints of Service clusters, from EndpointSlices, by locality of their nodes.

A Service's ``trafficDistribution`` ranks endpoints by how much of the proxy's own place they share.
Where the proxy runs is not known offline, so it has no place, as upstream's test client has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.envoy import names
from kgwctl.envoy.clusters.service import traffic_distribution
from kgwctl.envoy.clusters.static_hosts import socket_address
from kgwctl.envoy.messages.generated.core import Locality
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment, Endpoint, LbEndpoint, LocalityLbEndpoints
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.resolve import endpoints as resolved_endpoints
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_REGION = "topology.kubernetes.io/region"
_ZONE = "topology.kubernetes.io/zone"
_SUBZONE = "topology.istio.io/subzone"
_HOSTNAME = "kubernetes.io/hostname"
_NETWORK = "topology.istio.io/network"
#: Upstream compares this older label for the region, which nothing sets.
_OLD_REGION = "failure-domain.beta.kubernetes.io/region"

#: Labels in which endpoint and proxy should agree, the most important first.
_PRIORITY_LABELS = {
    "PreferSameZone": (_NETWORK, _OLD_REGION, _ZONE),
    "PreferSameNode": (_NETWORK, _OLD_REGION, _ZONE, _SUBZONE, _HOSTNAME),
    "PreferNetwork": (_NETWORK,),
}


class _Place(NamedTuple):
    region: str = ""
    zone: str = ""
    sub_zone: str = ""


def load_assignment(backend: Backend, resolved: Resolved) -> ClusterLoadAssignment | None:
    """The endpoints of a Service port, ``None`` where no EndpointSlice tells of any."""
    found = resolved.endpoints(backend)
    if not found:
        return None
    preferred = _PRIORITY_LABELS.get(traffic_distribution(backend.resource), ())
    groups: dict[tuple[_Place, int], list[LbEndpoint]] = {}
    for endpoint in found:
        place, labels = _where(endpoint, resolved)
        group = groups.setdefault((place, _priority(preferred, labels)), [])
        address = socket_address(endpoint.address, endpoint.port)
        group.append(LbEndpoint(endpoint=Endpoint(address=address), load_balancing_weight=1))
    return ClusterLoadAssignment(
        cluster_name=names.cluster_name(backend),
        endpoints=[_locality(place, priority, groups[place, priority]) for place, priority in sorted(groups)],
    )


def _locality(place: _Place, priority: int, endpoints: list[LbEndpoint]) -> LocalityLbEndpoints:
    made = LocalityLbEndpoints(lb_endpoints=endpoints, load_balancing_weight=len(endpoints))
    if place != _Place():
        made.locality = Locality(region=place.region, zone=place.zone, sub_zone=place.sub_zone)
    if priority:
        made.priority = priority
    return made


def _priority(preferred: Iterable[str], labels: Mapping[str, str]) -> int:
    """0 where all labels agree with the proxy's, which has none; more the earlier they differ."""
    names_in_order = tuple(preferred)
    for index, label in enumerate(names_in_order):
        if labels.get(label, ""):
            return len(names_in_order) - index
    return 0


def _where(endpoint: resolved_endpoints.Endpoint, resolved: Resolved) -> tuple[_Place, Mapping[str, str]]:
    """The locality of the node that an endpoint's Pod runs on, and the Pod's labels with it."""
    pod = resolved.objects.get(endpoint.pod) if endpoint.pod is not None else None
    if pod is None:
        return _Place(), {}
    labels = dict(pod.labels)
    spec: Any = pod.object.spec
    node_name: str = (spec.node_name if spec is not None else None) or ""
    node = resolved.objects.get(ObjectKey("", "Node", "", node_name))
    if node is None:
        return _Place(), labels
    place = _Place(*(node.labels.get(label, "") for label in (_REGION, _ZONE, _SUBZONE)))
    labels.update({label: value for label, value in zip((_REGION, _ZONE, _SUBZONE), place, strict=True) if value})
    labels[_HOSTNAME] = node_name
    return place, labels
