"""Endpoints of clusters, by locality and priority.

Services have theirs in EndpointSlices, ServiceEntries select workloads or write them out.
Source: ``pkg/krtcollections/endpoints.go``, ``pkg/kgateway/endpoints@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import SERVICE_ENTRY
from kgwctl.envoy import names
from kgwctl.envoy.clusters.priorities import (
    NO_PREFERENCE,
    label_priority,
    of_distribution,
    of_setting,
    rank_by_distance,
)
from kgwctl.envoy.clusters.service import traffic_distribution
from kgwctl.envoy.clusters.static_hosts import socket_address
from kgwctl.envoy.messages.generated.core import Locality, Metadata
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment, Endpoint, LbEndpoint, LocalityLbEndpoints
from kgwctl.resolve.destination_rules import locality_setting
from kgwctl.resolve.localities import NOWHERE, Place, pod_place
from kgwctl.resolve.service_entries import selects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.envoy.clusters.priorities import Preference
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.proxies import Proxy
    from kgwctl.resolve.resolved import Resolved

#: Label of workloads that take part in the mesh's mutual TLS.
_TLS_MODE = "security.istio.io/tlsMode"


class _Located(NamedTuple):
    address: str
    port: int
    place: Place = NOWHERE
    labels: Mapping[str, str] = {}
    weight: int = 1
    in_mesh: bool = False


def load_assignment(backend: Backend, resolved: Resolved, proxy: Proxy) -> ClusterLoadAssignment | None:
    """The endpoints that Envoy is told of at run time; None where there is nothing to tell."""
    if backend.key[:2] == SERVICE_ENTRY:
        return _assigned(backend, _of_entry(backend, resolved), resolved, proxy) if selects(backend.resource) else None
    found = [*_of_service(backend, resolved)]
    return _assigned(backend, found, resolved, proxy) if found else None


def inline_assignment(backend: Backend, resolved: Resolved, proxy: Proxy) -> ClusterLoadAssignment:
    """The endpoints that stand in the cluster of a ServiceEntry itself."""
    return _assigned(backend, _of_entry(backend, resolved), resolved, proxy)


def _of_service(backend: Backend, resolved: Resolved) -> Iterable[_Located]:
    in_mesh = resolved.settings.enable_istio_auto_mtls
    for endpoint in resolved.endpoints(backend):
        pod = resolved.objects.get(endpoint.pod) if endpoint.pod is not None else None
        if pod is None:
            yield _Located(endpoint.address, endpoint.port)
        else:
            place, labels = pod_place(pod, resolved.objects)
            yield _Located(endpoint.address, endpoint.port, place, labels, in_mesh=in_mesh and _TLS_MODE in labels)


def _of_entry(backend: Backend, resolved: Resolved) -> list[_Located]:
    # Unlike those of Services, such workloads are told apart whatever the settings say.
    internal = backend.resource.object.spec.location == "MESH_INTERNAL"
    return [
        _Located(
            one.address,
            one.port,
            one.workload.place,
            one.workload.labels,
            one.workload.weight or 1,
            internal and _TLS_MODE in one.workload.labels,
        )
        for one in resolved.entry_endpoints(backend)
    ]


def _assigned(
    backend: Backend, endpoints: Iterable[_Located], resolved: Resolved, proxy: Proxy
) -> ClusterLoadAssignment:
    preference = _preference(backend, resolved, proxy)
    groups: dict[tuple[Place, int], list[LbEndpoint]] = {}
    for one in endpoints:
        key = (one.place, label_priority(preference, proxy, one.labels) if preference.labels else 0)
        if one.address:
            groups.setdefault(key, []).append(_endpoint(one))
        elif not preference.labels:
            # A workload without an address leaves its locality behind.
            groups.setdefault(key, [])
    localities = [(place, _locality(place, priority, groups[place, priority])) for place, priority in sorted(groups)]
    if preference.by_distance:
        rank_by_distance(localities, proxy, preference.failover)
    return ClusterLoadAssignment(
        cluster_name=names.cluster_name(backend), endpoints=[endpoints for _, endpoints in localities]
    )


def _preference(backend: Backend, resolved: Resolved, proxy: Proxy) -> Preference:
    policy = resolved.destination_rules.policy(backend.hostname, backend.port, proxy)
    setting = locality_setting(policy)
    if setting is not None:
        return of_setting(setting)
    distribution = traffic_distribution(backend.resource)
    return of_distribution(distribution) if distribution else NO_PREFERENCE


def _endpoint(one: _Located) -> LbEndpoint:
    made = LbEndpoint(
        endpoint=Endpoint(address=socket_address(one.address, one.port)), load_balancing_weight=one.weight
    )
    if one.in_mesh:
        made.metadata = Metadata(filter_metadata={"envoy.transport_socket_match": {"tlsMode": "istio"}})
    return made


def _locality(place: Place, priority: int, endpoints: list[LbEndpoint]) -> LocalityLbEndpoints:
    made = LocalityLbEndpoints(lb_endpoints=endpoints)
    weight = sum(one.load_balancing_weight or 0 for one in endpoints)
    if weight:
        made.load_balancing_weight = weight
    if place != NOWHERE:
        made.locality = Locality(region=place.region, zone=place.zone, sub_zone=place.sub_zone)
    if priority:
        made.priority = priority
    return made
