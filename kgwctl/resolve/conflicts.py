"""Which listeners of a Gateway are served: protocols, route kinds, ports and conflicts between them.

Source: kgateway's listener validation. Listeners come in precedence order: the Gateway's own, then
those of listener sets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.resolve.kinds import AGENTGATEWAY_CONTROLLER, ENVOY_CONTROLLER, GATEWAY_GROUP
from kgwctl.resolve.model import GroupKind
from kgwctl.resolve.reasons import (
    HostnameConflict,
    InvalidRouteKinds,
    PortRequired,
    PortReserved,
    ProtocolConflict,
    Reason,
    UnsupportedProtocol,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgwctl.resolve.model import Listener

#: Ports that a proxy itself listens on: metrics, readiness, administration.
RESERVED_PORTS: Mapping[str, frozenset[int]] = {
    ENVOY_CONTROLLER: frozenset({9091, 8082, 19000}),
    AGENTGATEWAY_CONTROLLER: frozenset({15020, 15021, 15000}),
}
USUAL_PORTS: Mapping[str, int] = {"HTTP": 80, "HTTPS": 443}


def _kinds(*kinds: str) -> tuple[GroupKind, ...]:
    return tuple(GroupKind(GATEWAY_GROUP, kind) for kind in kinds)


#: Route kinds by protocol, as statuses list them. Attachment itself also takes GRPCRoutes on HTTPS.
SUPPORTED_KINDS: Mapping[str, tuple[GroupKind, ...]] = {
    "HTTP": _kinds("HTTPRoute", "GRPCRoute"),
    "HTTPS": _kinds("HTTPRoute"),
    "TCP": _kinds("TCPRoute"),
    "TLS": _kinds("TLSRoute", "TCPRoute"),
    "HBONE": _kinds("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"),
}


def port_of(protocol: str, port: int | None) -> int:
    """The port of a listener, the usual one of its protocol if it has none, or 0."""
    return port or USUAL_PORTS.get(protocol, 0)


def supported_kinds(listener: Listener) -> tuple[GroupKind, ...]:
    """The route kinds that a listener takes: those it names, as far as its protocol can carry them."""
    possible = SUPPORTED_KINDS.get(listener.protocol, ())
    named = _named_kinds(listener)
    return tuple(kind for kind in named if kind in possible) if named else possible


def problems(listeners: Sequence[Listener], controller: str) -> list[Reason | None]:
    """For each listener the first thing that takes it out of translation, or None."""
    found = [_own_problem(listener) for listener in listeners]
    by_port: dict[int, list[int]] = {}
    for place, listener in enumerate(listeners):
        if found[place] is None:
            by_port.setdefault(listener.port, []).append(place)
    reserved = RESERVED_PORTS.get(controller, frozenset())
    for port, places in by_port.items():
        conflicts = _conflicts([listeners[place] for place in places])
        for place, conflict in zip(places, conflicts, strict=True):
            found[place] = conflict or (PortReserved(port) if port in reserved else None)
    return found


def _own_problem(listener: Listener) -> Reason | None:
    possible = SUPPORTED_KINDS.get(listener.protocol)
    if possible is None:
        return UnsupportedProtocol(listener.protocol)
    invalid = tuple(kind.kind for kind in _named_kinds(listener) if kind not in possible)
    if invalid:
        return InvalidRouteKinds(invalid)
    return None if listener.port else PortRequired(listener.protocol)


def _named_kinds(listener: Listener) -> tuple[GroupKind, ...]:
    allowed = listener.spec.allowed_routes
    named = allowed.kinds if allowed is not None and allowed.kinds is not None else ()
    return tuple(GroupKind(GATEWAY_GROUP if kind.group is None else kind.group, kind.kind) for kind in named)


def _conflicts(listeners: Sequence[Listener]) -> list[Reason | None]:
    """Conflicts among the listeners of one port.

    HTTPS and TLS are one protocol. Once there are two, only listeners with exactly the first one's
    protocol stay, so that TLS beside HTTPS falls too. A hostname belongs to its first listener even
    if that one falls by its protocol. Both are the controller's ways.
    """
    first = listeners[0]
    mixed = len({"TLS" if one.protocol == "HTTPS" else one.protocol for one in listeners}) > 1
    owners: dict[str, Listener] = {}
    found: list[Reason | None] = []
    for listener in listeners:
        owner = owners.setdefault(listener.hostname or "*", listener)
        if mixed and listener.protocol != first.protocol:
            found.append(ProtocolConflict(first.name))
        else:
            found.append(None if owner is listener else HostnameConflict(owner.name))
    return found
