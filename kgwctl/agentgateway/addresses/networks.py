"""Gateways into other networks, which Istio's ``istio-remote`` class stands for.

Source: Istio's ``ambient/networks.go:localK8sGatewayToNetworkGateways``, ``workloads.go``: ``convertGateway``,
``getNetworkGatewayAddress``. Their addresses are in the Gateways' status, so only a dump of a cluster has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.addresses.services import packed_ip
from kgwctl.agentgateway.resources.generated.workload import (
    GatewayAddress,
    NamespacedHostname,
    NetworkAddress,
    Workload,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.objects.resource import Resource

NETWORK_LABEL = "topology.istio.io/network"
_CLASS = "istio-remote"
_SERVICE_ACCOUNT = "gateway.istio.io/service-account"


class NetworkGateway(NamedTuple):
    """The way into a network: an IP or a hostname, and the port for HBONE."""

    network: str
    address: str
    port: int
    namespace: str
    service_account: str

    @property
    def workload(self) -> Workload:
        """The gateway as a workload."""
        name = f"NetworkGateway/{self.network}/{self.address}/{self.port}"
        made = Workload(
            uid=name,
            name=name,
            namespace=self.namespace,
            network=self.network,
            service_account=self.service_account,
        )
        set_address(made, self.address)
        return made


def network_gateways(gateways: Iterable[Resource[Any]]) -> list[NetworkGateway]:
    """The gateways into other networks, in the order given; one for each address."""
    found = []
    for gateway in gateways:
        spec, status = gateway.object.spec, gateway.object.status
        network = gateway.labels.get(NETWORK_LABEL)
        port = next((one.port for one in spec.listeners if one.protocol == "HBONE"), 0)
        if not network or spec.gateway_class_name != _CLASS or not port or status is None:
            continue
        account = gateway.annotations.get(_SERVICE_ACCOUNT) or f"{gateway.name}-{_CLASS}"
        found += [
            NetworkGateway(network, one.value, port, gateway.namespace, account)
            for one in status.addresses or ()
            if one.type in ("IPAddress", "Hostname")
        ]
    return found


def gateway_to(network: str, gateways: Iterable[NetworkGateway]) -> GatewayAddress | None:
    """The first gateway into a network; ``None`` for the network without a name."""
    for one in gateways if network else ():
        if one.network != network:
            continue
        made = GatewayAddress(hbone_mtls_port=one.port)
        packed = packed_ip(one.address)
        if packed is None:
            made.hostname = NamespacedHostname(namespace=one.namespace, hostname=one.address)
        else:
            made.address = NetworkAddress(network=network, address=packed)
        return made
    return None


def set_address(workload: Workload, text: str) -> None:
    """Where a workload is: an IP, or a name to look up."""
    packed = packed_ip(text) if "/" not in text else None
    if packed is None:
        workload.hostname = text
    else:
        workload.addresses = [packed]
