"""What a Gateway compiles to, changed so that it works on this machine, and on loopback alone."""

from __future__ import annotations

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.envoy.bootstrap import FILE_LOG, LOOPBACK, NOWHERE, referenced_clusters
from kgwctl.envoy.messages.generated.core import Address, SocketAddress
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment, Endpoint, LbEndpoint, LocalityLbEndpoints
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
from kgwctl.envoy.messages.tree import changed, rewritten, walk
from kgwctl.envoy.stock_filters import StockFilters
from kgwctl.xds.protobuf import CLUSTER, ENDPOINTS, LISTENER, ROUTES, SECRET, plain
from kgwctl.xds.server import ResourceId

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.control_plane.ports import LocalPorts
    from kgwctl.control_plane.stand_in import StandIns
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.envoy.messages.generated.listener import Listener
    from kgwctl.envoy.messages.message import M, Message
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.envoy.resources import XdsResources

#: Seconds that a backend has to take a connection, and for which that is remembered.
_PATIENCE, _MEMORY = 0.3, 10.0
_TERMINAL = ("/dev/stdout", "/dev/stderr", NOWHERE)
_SERVICE = re.compile(r"(kube|backend)_([^_]+)_([^_]+)_(\d+)")


class Localized(NamedTuple):
    """What to serve, as proto-JSON; the local port of each port of the Gateway; what is left out."""

    resources: dict[ResourceId, dict[str, Any]]
    ports: dict[int, int]
    stand_ins: dict[str, str]
    stock: StockFilters


class Localizer:
    """Makes resources local. Keeps what it found out about backends for a while."""

    def __init__(self, ports: LocalPorts, stand_ins: StandIns | None) -> None:
        self._ports = ports
        self._stand_ins = stand_ins
        self._reachable: dict[tuple[str, int], tuple[float, bool]] = {}

    def localized(self, result: GatewayResult) -> Localized:
        """The resources of a Gateway: listeners on loopback, and, if wanted, stand-ins for absent backends."""
        xds = result.served
        stock = StockFilters()
        replaced = self._replaced(xds)
        ports: dict[int, int] = {}
        resources: dict[ResourceId, dict[str, Any]] = {}
        for cluster in xds.clusters:
            local = replaced.get(cluster.name, cluster)
            resources[ResourceId(CLUSTER, cluster.name)] = plain(_tidied(local, stock))
        for assignment in xds.endpoints:
            resources[ResourceId(ENDPOINTS, assignment.cluster_name)] = plain(assignment)
        for secret in xds.secrets:
            resources[ResourceId(SECRET, secret.name)] = plain(secret)
        for routes in xds.routes:
            resources[ResourceId(ROUTES, routes.name)] = plain(_tidied(routes, stock))
        for listener in xds.listeners:
            resources[ResourceId(LISTENER, listener.name)] = plain(self._bound(listener, result, ports, stock))
        self._ports.keep(result.gateway, ports)
        meant = {name: _meant(name) for name in replaced}
        return Localized(resources, ports, meant, stock)

    def _bound(self, listener: Listener, result: GatewayResult, ports: dict[int, int], stock: StockFilters) -> Listener:
        socket_address = listener.address.socket_address if listener.address is not None else None
        port = socket_address.port_value or 0 if socket_address is not None else 0
        ports[port] = self._ports.local(result.gateway, port)
        return _tidied(changed(listener, address=_address(ports[port])), stock)

    def _replaced(self, xds: XdsResources) -> dict[str, Cluster]:
        """Stand-ins for the clusters that something leads to, and whose endpoints cannot be reached."""
        if self._stand_ins is None:
            return {}
        wanted = set(referenced_clusters([xds.routes, xds.listeners, xds.clusters]))
        endpoints = {one.cluster_name: one for one in xds.endpoints}
        candidates = [one for one in xds.clusters if one.name in wanted and one.cluster_type is None]
        addresses = {one.name: _addresses(one, endpoints) for one in candidates}
        self._look(address for found in addresses.values() for address in found)
        return {
            one.name: _stand_in(one, self._stand_ins.port_of(_meant(one.name)))
            for one in candidates
            if not any(self._reachable[address][1] for address in addresses[one.name])
        }

    def _look(self, addresses: Iterable[tuple[str, int]]) -> None:
        now = time.monotonic()
        asked = [one for one in set(addresses) if now - self._reachable.get(one, (-_MEMORY, False))[0] >= _MEMORY]
        if not asked:
            return
        with ThreadPoolExecutor(max_workers=32) as pool:
            answers = zip(asked, pool.map(_answers, asked), strict=True)
            self._reachable.update((one, (now, found)) for one, found in answers)


def _answers(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(address, timeout=_PATIENCE):
            return True
    except (OSError, UnicodeError):
        return False


def _addresses(cluster: Cluster, endpoints: Mapping[str, ClusterLoadAssignment]) -> list[tuple[str, int]]:
    eds = cluster.eds_cluster_config
    assignment = cluster.load_assignment or endpoints.get((eds and eds.service_name) or cluster.name)
    return [
        (one.address, one.port_value)
        for one in walk(assignment)
        if isinstance(one, SocketAddress) and one.address and one.port_value
    ]


def _stand_in(cluster: Cluster, port: int) -> Cluster:
    """The cluster with the stand-in as its only endpoint: plain HTTP/1.1, without probes."""
    endpoint = LbEndpoint(endpoint=Endpoint(address=_address(port)))
    assignment = ClusterLoadAssignment(
        cluster_name=cluster.name, endpoints=[LocalityLbEndpoints(lb_endpoints=[endpoint])]
    )
    return changed(
        cluster,
        type="STATIC",
        eds_cluster_config=None,
        load_assignment=assignment,
        transport_socket=None,
        transport_socket_matches=[],
        typed_extension_protocol_options={},
        health_checks=[],
        dns_lookup_family="AUTO",
    )


def _meant(cluster: str) -> str:
    """The backend that a cluster was made of, for people."""
    found = _SERVICE.fullmatch(cluster)
    if found is None:
        return cluster
    kind = "Service" if found[1] == "kube" else "Backend"
    return f"{kind} {found[2]}/{found[3]}" + (f" port {found[4]}" if found[1] == "kube" else "")


def _tidied(message: M, stock: StockFilters) -> M:
    """Without filters that Envoy lacks; logs go to the terminal or nowhere, since paths are those of a container."""

    def change(one: Message) -> Message:
        if one.PROTO == FILE_LOG:
            return _log(one)
        if isinstance(one, HttpConnectionManager):
            return stock.without_filters(one)
        return stock.without_settings(one)

    return rewritten(message, change)


def _log(log: Any) -> Message:
    return log if log.path in _TERMINAL or not log.path else changed(log, path=NOWHERE)  # type: ignore[no-any-return]


def _address(port: int) -> Address:
    return Address(socket_address=SocketAddress(address=LOOPBACK, port_value=port))
