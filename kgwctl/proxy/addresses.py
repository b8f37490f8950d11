"""The address that a Gateway asks its load balancer for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.proxy.model import DeploymentRefused

if TYPE_CHECKING:
    from kgwctl.resolve.model import Gateway


def load_balancer_ip(gateway: Gateway) -> str | None:
    """The one IP address of ``spec.addresses``, or None without any.

    Raises :class:`DeploymentRefused` for several addresses and for one that is no IP address.
    Source: ``pkg/deployer/values_helpers.go:GetLoadBalancerIPFromGatewayAddresses@v2.2.0``.
    """
    addresses = gateway.resource.object.spec.addresses or ()
    name = gateway.key.namespaced_name
    if len(addresses) > 1:
        raise DeploymentRefused(
            f"multiple addresses given, only one address is supported: gateway {name} has {len(addresses)} addresses",
            ("spec", "addresses"),
        )
    for address in addresses:
        if address.type in (None, "IPAddress") and _is_ip(address.value or ""):
            return str(address.value)
        raise DeploymentRefused(
            f"IP address in Gateway.spec.addresses not valid: gateway {name} has no valid IP address",
            ("spec", "addresses", 0),
        )
    return None


def _is_ip(text: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True
