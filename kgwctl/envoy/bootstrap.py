"""One self-contained bootstrap from the resources a Gateway compiles to.

A proxy in a cluster fetches routes, endpoints and secrets from the controller. Here they are all
written into the file, so that a stock Envoy runs it alone: RDS becomes inline routes, EDS becomes
static endpoints or the Service's name in DNS, SDS becomes static secrets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kgwctl.diagnostics import Finding
from kgwctl.envoy.catalogue import SECRET_FROM_OUTSIDE
from kgwctl.envoy.messages.generated.bootstrap import Admin, Bootstrap
from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.envoy.messages.generated.core import Address, DataSource, GrpcService, HttpUri, Node, SocketAddress
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment, Endpoint, LbEndpoint, LocalityLbEndpoints
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
from kgwctl.envoy.messages.generated.listener import Listener
from kgwctl.envoy.messages.generated.route import (
    DirectResponseAction,
    Route,
    RouteAction,
    RouteConfiguration,
    WeightedCluster,
)
from kgwctl.envoy.messages.generated.tcp_proxy import TcpProxy
from kgwctl.envoy.messages.generated.tls import CertificateValidationContext, SdsSecretConfig, Secret
from kgwctl.envoy.messages.message import M, Message
from kgwctl.envoy.messages.tree import changed, rewritten, walk
from kgwctl.envoy.resources import XdsResources
from kgwctl.envoy.stock_filters import StockFilters

LOOPBACK = "127.0.0.1"
#: The secret kgateway's proxy image makes of the system's CA bundle, and where Debian keeps that.
SYSTEM_CA_SECRET, SYSTEM_CA_FILE = "SYSTEM_CA_CERT", "/etc/ssl/certs/ca-certificates.crt"
#: Where messages name clusters.
CLUSTER_REFERENCES: tuple[tuple[type[Message], str], ...] = (
    (RouteAction, "cluster"),
    (RouteAction.RequestMirrorPolicy, "cluster"),
    (WeightedCluster.ClusterWeight, "name"),
    (TcpProxy, "cluster"),
    (TcpProxy.WeightedCluster.ClusterWeight, "name"),
    (GrpcService.EnvoyGrpc, "cluster_name"),
    (HttpUri, "cluster"),
)
#: The message of access logs in files, which most inputs do not load; and a file that keeps nothing.
FILE_LOG, NOWHERE = "envoy.extensions.access_loggers.file.v3.FileAccessLog", "/dev/null"
#: What Envoy answers when a route names a cluster that does not exist.
NOT_FOUND_STATUS = {"SERVICE_UNAVAILABLE": 503, "NOT_FOUND": 404, "INTERNAL_SERVER_ERROR": 500}


class Loopback(NamedTuple):
    """Keeps everything on this machine: listeners bind free loopback ports, clusters lead to given ones.

    ``ports`` maps cluster names to a port on 127.0.0.1, or to several. Other clusters have no endpoints.
    """

    ports: Mapping[str, int | tuple[int, ...]]


class BuiltBootstrap(NamedTuple):
    """A bootstrap, and what is missing in it compared with the cluster's proxy."""

    bootstrap: Bootstrap
    findings: tuple[Finding, ...]


class Surroundings(NamedTuple):
    """What the bootstrap assumes about where it runs."""

    node_id: str = "kgwctl"
    admin_port: int | None = None
    cluster_domain: str = "cluster.local"
    system_ca_file: str = SYSTEM_CA_FILE
    loopback: Loopback | None = None


#: A pod of the cluster, which can resolve its Services.
IN_CLUSTER = Surroundings()


def build_bootstrap(xds: XdsResources, surroundings: Surroundings = IN_CLUSTER) -> BuiltBootstrap:
    """One static bootstrap that serves what ``xds`` describes. ``xds`` is left as it is.

    The admin interface is on loopback, and only where ``surroundings`` gives it a port. Every
    cluster a message names is defined; those that do not exist have no endpoints.
    """
    secrets = _static_secrets(xds, surroundings)
    clusters = [_StaticClusters(xds.endpoints, surroundings).static(cluster) for cluster in xds.clusters]
    inliner = _Inliner({cluster.name for cluster in clusters}, {secret.name for secret in secrets})
    routes = {route.name: inliner.inlined(route) for route in xds.routes}
    inliner.routes = routes
    listeners = [inliner.inlined(_bound(listener, surroundings.loopback)) for listener in xds.listeners]
    clusters = [inliner.inlined(cluster) for cluster in clusters]
    defined = {cluster.name for cluster in clusters}
    missing = sorted({name for name in referenced_clusters([listeners, clusters]) if name not in defined})
    bootstrap = Bootstrap(
        node=Node(id=surroundings.node_id, cluster=surroundings.node_id),
        static_resources=Bootstrap.StaticResources(
            listeners=listeners,
            clusters=clusters + [_empty_cluster(name) for name in missing],
            secrets=secrets,
        ),
        admin=_admin(surroundings.admin_port),
    )
    return BuiltBootstrap(bootstrap, (*inliner.stock.findings(), *_outside_secrets(bootstrap)))


def without_log_files(bootstrap: Bootstrap) -> Bootstrap:
    """``bootstrap`` with all access logs thrown away.

    Envoy opens the files of logs, and makes them, even where it only judges; and refuses paths that are
    there in the proxy's container but not here.
    """

    def change(message: Any) -> Any:
        # A path that is empty stays: Envoy refuses it anywhere.
        return changed(message, path=NOWHERE) if message.PROTO == FILE_LOG and message.path else message

    return rewritten(bootstrap, change)


def referenced_clusters(value: Any) -> Iterator[str]:
    """The name of every cluster that a record below ``value`` refers to."""
    references = dict(CLUSTER_REFERENCES)
    for message in walk(value):
        attribute = references.get(type(message))
        if attribute is not None and getattr(message, attribute):
            yield getattr(message, attribute)


def _address(host: str, port: int) -> Address:
    return Address(socket_address=SocketAddress(address=host, port_value=port))


def _admin(port: int | None) -> Admin | None:
    return None if port is None else Admin(address=_address(LOOPBACK, port))


def _bound(listener: Listener, loopback: Loopback | None) -> Listener:
    return listener if loopback is None else changed(listener, address=_address(LOOPBACK, 0))


def _static_secrets(xds: XdsResources, surroundings: Surroundings) -> list[Secret]:
    """The given secrets, and the system's CA bundle where something asks for it."""
    given = {secret.name for secret in xds.secrets}
    asked = {found.name for found in walk([xds.clusters, xds.listeners]) if isinstance(found, SdsSecretConfig)}
    if SYSTEM_CA_SECRET not in asked - given:
        return list(xds.secrets)
    bundle = CertificateValidationContext(trusted_ca=DataSource(filename=surroundings.system_ca_file))
    return [*xds.secrets, Secret(name=SYSTEM_CA_SECRET, validation_context=bundle)]


def _outside_secrets(bootstrap: Bootstrap) -> Iterator[Finding]:
    asked = {found.name for found in walk(bootstrap) if isinstance(found, SdsSecretConfig) and found.sds_config}
    for name in sorted(asked):
        yield Finding(
            rule=SECRET_FROM_OUTSIDE.id,
            severity=SECRET_FROM_OUTSIDE.severity,
            message=f"the bootstrap asks for the certificate {name}, which only a running agent provides",
        )


class _StaticClusters:
    """Turns clusters whose endpoints come from the controller into ones that need nobody."""

    def __init__(self, endpoints: list[ClusterLoadAssignment], surroundings: Surroundings) -> None:
        self._endpoints = {assignment.cluster_name: assignment for assignment in endpoints}
        self._domain = surroundings.cluster_domain
        self._loopback = surroundings.loopback

    def static(self, cluster: Cluster) -> Cluster:
        """``cluster`` with its endpoints in it."""
        if cluster.cluster_type is not None:
            return cluster
        if self._loopback is not None:
            found = self._loopback.ports.get(cluster.name, ())
            ports = found if isinstance(found, tuple) else (found,)
            return _with_endpoints(cluster, "STATIC", _assignment(cluster.name, [(LOOPBACK, port) for port in ports]))
        if cluster.type == "EDS":
            return self._without_eds(cluster)
        return cluster if cluster.load_assignment else changed(cluster, load_assignment=_assignment(cluster.name, []))

    def _without_eds(self, cluster: Cluster) -> Cluster:
        config = cluster.eds_cluster_config
        known = self._endpoints.get((config and config.service_name) or cluster.name)
        if known is not None and any(locality.lb_endpoints for locality in known.endpoints):
            kind = "STATIC" if all(map(_is_ip, _hosts(known))) else "STRICT_DNS"
            return _with_endpoints(cluster, kind, changed(known, cluster_name=cluster.name))
        host = _dns_name(cluster.name, self._domain)
        if host is None:
            return _with_endpoints(cluster, "STATIC", _assignment(cluster.name, []))
        return _with_endpoints(cluster, "STRICT_DNS", _assignment(cluster.name, [host]))


def _with_endpoints(cluster: Cluster, kind: Any, assignment: ClusterLoadAssignment) -> Cluster:
    family = "V4_PREFERRED" if kind == "STRICT_DNS" else cluster.dns_lookup_family
    return changed(cluster, type=kind, load_assignment=assignment, eds_cluster_config=None, dns_lookup_family=family)


def _assignment(cluster: str, addresses: list[tuple[str, int]]) -> ClusterLoadAssignment:
    endpoints = [LbEndpoint(endpoint=Endpoint(address=_address(host, port))) for host, port in addresses]
    localities = [LocalityLbEndpoints(lb_endpoints=endpoints)] if endpoints else []
    return ClusterLoadAssignment(cluster_name=cluster, endpoints=localities)


def _empty_cluster(name: str) -> Cluster:
    return Cluster(name=name, connect_timeout="5s", load_assignment=_assignment(name, []))


def _hosts(assignment: ClusterLoadAssignment) -> Iterator[str]:
    for message in walk(assignment):
        if isinstance(message, SocketAddress):
            yield message.address


def _is_ip(host: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _dns_name(cluster: str, domain: str) -> tuple[str, int] | None:
    """Host and port that a cluster made from a Service or a ServiceEntry has in the cluster's DNS."""
    kind, *parts = cluster.split("_")
    if kind == "kube" and len(parts) == 3:
        namespace, service, port = parts
        return f"{service}.{namespace}.svc.{domain}", int(port)
    if kind == "istio-se" and len(parts) == 4:
        return parts[2], int(parts[3])
    return None


class _Inliner:
    """Rewrites messages so that they ask the controller for nothing, and leaves out what a stock Envoy lacks."""

    def __init__(self, clusters: set[str], secrets: set[str]) -> None:
        self.clusters = clusters
        self.secrets = secrets
        self.routes: dict[str, RouteConfiguration] = {}
        self.stock = StockFilters()

    def inlined(self, message: M) -> M:
        """``message`` without references to the controller."""
        return rewritten(message, self._change)

    def _change(self, message: Message) -> Message:
        if isinstance(message, SdsSecretConfig):
            return changed(message, sds_config=None) if message.name in self.secrets else message
        if isinstance(message, HttpConnectionManager):
            return self._with_routes(self.stock.without_filters(message))
        if isinstance(message, Route):
            message = self._answered(message)
        return self.stock.without_settings(message)

    def _with_routes(self, manager: HttpConnectionManager) -> HttpConnectionManager:
        if manager.rds is None:
            return manager
        name = manager.rds.route_config_name
        return changed(manager, rds=None, route_config=self.routes.get(name) or RouteConfiguration(name=name))

    def _answered(self, route: Route) -> Route:
        """A route to nowhere as the answer Envoy gives when a cluster does not exist.

        An empty cluster in its place would answer 503 whatever the route says.
        """
        action = route.route
        if action is None:
            return route
        weighted = action.weighted_clusters
        names = {action.cluster} if weighted is None else {choice.name for choice in weighted.clusters}
        if None in names or names & self.clusters:
            return route
        status = NOT_FOUND_STATUS[action.cluster_not_found_response_code]
        return changed(route, route=None, direct_response=DirectResponseAction(status=status))
