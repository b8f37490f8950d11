"""Which listeners of a Gateway are served: protocols, route kinds, ports and conflicts between them.

Which of the checks a controller makes, and with which tables, its plane says. Listeners come in precedence
order: the Gateway's own, then those of listener sets.

Source: ``pkg/kgateway/translator/listener/validation.go:validateGateway@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY_API, GroupKind
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

    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.model import Listener

USUAL_PORTS: Mapping[str, int] = {"HTTP": 80, "HTTPS": 443}


def port_of(protocol: str, port: int | None) -> int:
    """The port of a listener, the usual one of its protocol if it has none, or 0."""
    return port or USUAL_PORTS.get(protocol, 0)


def route_kinds(spec: Any, plane: Plane) -> tuple[GroupKind, ...] | None:
    """The route kinds that a listener's protocol can carry; ``None`` if the plane does not serve it."""
    tls = spec.tls
    return plane.route_kinds(spec.protocol, passthrough=tls is not None and tls.mode == "Passthrough")


def supported_kinds(spec: Any, plane: Plane) -> tuple[GroupKind, ...]:
    """The route kinds that a listener takes: those it names, as far as its protocol can carry them."""
    possible = route_kinds(spec, plane) or ()
    named = _named_kinds(spec)
    if not named:
        return possible
    if plane.listeners.wrong_kinds_refuse:
        return tuple(kind for kind in named if kind in possible)
    return tuple(kind for kind in possible if kind in named)


def wrong_kinds(spec: Any, plane: Plane) -> InvalidRouteKinds | None:
    """The kinds that a listener names and its protocol cannot carry, if any."""
    possible = route_kinds(spec, plane) or ()
    wrong = tuple(kind.kind for kind in _named_kinds(spec) if kind not in possible)
    return InvalidRouteKinds(wrong) if wrong else None


def problems(listeners: Sequence[Listener], plane: Plane) -> list[Reason | None]:
    """For each listener the first thing that takes it out of translation, or None."""
    found = [_own_problem(listener, plane) for listener in listeners]
    if not plane.listeners.conflicts:
        return found
    by_port: dict[int, list[int]] = {}
    for place, listener in enumerate(listeners):
        if found[place] is None:
            by_port.setdefault(listener.port, []).append(place)
    reserved = plane.listeners.reserved_ports
    for port, places in by_port.items():
        conflicts = _conflicts([listeners[place] for place in places])
        for place, conflict in zip(places, conflicts, strict=True):
            found[place] = conflict or (PortReserved(port) if port in reserved else None)
    return found


def _own_problem(listener: Listener, plane: Plane) -> Reason | None:
    if route_kinds(listener.spec, plane) is None:
        return UnsupportedProtocol(listener.protocol)
    if plane.listeners.wrong_kinds_refuse and listener.wrong_kinds is not None:
        return listener.wrong_kinds
    return None if listener.port else PortRequired(listener.protocol)


def _named_kinds(spec: Any) -> tuple[GroupKind, ...]:
    allowed = spec.allowed_routes
    named = allowed.kinds if allowed is not None and allowed.kinds is not None else ()
    return tuple(GroupKind(GATEWAY_API if kind.group is None else kind.group, kind.kind) for kind in named)


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
