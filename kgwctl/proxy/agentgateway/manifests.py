"""The manifests of a Gateway of agentgateway, from its AgentgatewayParameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.proxy.addresses import load_balancer_ip
from kgwctl.proxy.agentgateway.config_map import ca_config_map, config_map
from kgwctl.proxy.agentgateway.deployment import deployment
from kgwctl.proxy.agentgateway.settings import proxy_settings
from kgwctl.proxy.controller import xds_server
from kgwctl.proxy.model import Port
from kgwctl.proxy.parameters import agentgateway_parameters
from kgwctl.proxy.ports import listener_ports
from kgwctl.proxy.service import service
from kgwctl.proxy.service_account import service_account

if TYPE_CHECKING:
    from kgwctl.proxy.model import Identity, Manifest
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved


def agentgateway_manifests(gateway: Gateway, identity: Identity, resolved: Resolved) -> list[Manifest] | None:
    """The objects that the controller makes for the Gateway; None for one without any port.

    Raises :class:`~kgwctl.proxy.model.DeploymentRefused`.
    """
    parameters = agentgateway_parameters(gateway, resolved)
    ports = [Port(number) for number in listener_ports(gateway)]
    if not ports:
        return None
    spec = {"type": "LoadBalancer", "loadBalancerIP": load_balancer_ip(gateway)}
    settings = proxy_settings(parameters.in_order)
    xds = xds_server(resolved, agentgateway=True)
    return [
        service_account(identity),
        config_map(identity, settings),
        *([ca_config_map(identity, xds.ca)] if xds.ca is not None else []),
        service(identity, ports, spec),
        deployment(identity, settings, xds),
    ]
