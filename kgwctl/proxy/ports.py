"""The ports that a proxy opens: those of its Gateway's listeners and of the listener sets that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.model import Port
from kgwctl.resolve.conflicts import port_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.resolve.model import Gateway


def listener_ports(gateway: Gateway) -> list[int]:
    """Ports of listeners in ascending order, without those the proxy keeps for itself.

    Listener sets that the Gateway does not allow count, too.
    Source: ``pkg/krtcollections/policy.go:GatewaysForDeployerTransformationFunc@v2.2.0``.
    """
    numbers = {listener.port or 0 for listener in gateway.resource.object.spec.listeners or ()}
    for one in (*gateway.allowed_listener_sets, *gateway.denied_listener_sets):
        listeners = one.resource.object.spec.listeners or ()
        numbers |= {port for port in (port_of(each.protocol, each.port) for each in listeners) if port}
    return sorted(numbers - gateway.plane.listeners.reserved_ports)


def with_service_ports(numbers: Sequence[int], service: Any) -> list[Port]:
    """The ports of the proxy, where ``service`` (JSON data of GatewayParameters) adds some or sets node ports."""
    configured = service.get("ports") or []
    node_ports: dict[int, int | None] = {}
    if service.get("type") == "NodePort":
        for one in reversed(configured):
            node_ports[one["port"]] = one.get("nodePort")
    ordered = dict.fromkeys((*numbers, *(one["port"] for one in configured)))
    return [Port(number, node_ports.get(number)) for number in ordered]
