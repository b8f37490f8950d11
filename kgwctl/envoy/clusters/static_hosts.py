"""``spec.static`` of a Backend: a list of addresses or DNS names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.clusters.errors import ClusterError
from kgwctl.envoy.messages.generated.core import Address, SocketAddress
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment, Endpoint, LbEndpoint, LocalityLbEndpoints

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend import Host, StaticBackend
    from kgwctl.envoy.messages.generated.cluster import Cluster


def configure(cluster: Cluster, static: StaticBackend) -> None:
    """Give the cluster its hosts. One DNS name among them makes Envoy look up all of them."""
    for host in static.hosts:
        if not host.host:
            raise ClusterError("addr cannot be empty for host")
        if not host.port:
            raise ClusterError("port cannot be empty for host")
    cluster.type = "STATIC" if all(_is_address(host.host) for host in static.hosts) else "STRICT_DNS"
    if static.hosts:
        locality = LocalityLbEndpoints(lb_endpoints=[_endpoint(host) for host in static.hosts])
        cluster.load_assignment = ClusterLoadAssignment(cluster_name=cluster.name, endpoints=[locality])


def socket_address(host: str, port: int) -> Address:
    """A TCP address."""
    return Address(socket_address=SocketAddress(address=host, port_value=port))


def _endpoint(host: Host) -> LbEndpoint:
    return LbEndpoint(
        endpoint=Endpoint(
            hostname=host.host,
            address=socket_address(host.host, host.port),
            health_check_config=Endpoint.HealthCheckConfig(hostname=host.host),
        )
    )


def _is_address(host: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(host)
    except ValueError:
        return False
    return True
