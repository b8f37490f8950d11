"""Which routes serve which hostname: the virtual hosts of one filter chain, before translation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.envoy import names
from kgwctl.envoy.routes.flatten import flatten
from kgwctl.envoy.routes.precedence import precedence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.envoy.route_entry import RouteEntry
    from kgwctl.resolve.model import AttachedPolicies, AttachedRoute, Listener
    from kgwctl.status.reporter import Reporter


class PlannedVirtualHost(NamedTuple):
    """A virtual host with its routes in order.

    ``listener`` is the one whose policies count for it and whose status tells of their errors; only
    plain-text chains, which several listeners share, have policies here. ``stem`` is what the names of its
    routes begin with, if not with its own.
    """

    name: str
    hostname: str
    entries: Sequence[RouteEntry]
    policies: AttachedPolicies
    listener: Listener
    stem: str = ""


_Ranked = list[tuple[tuple[Any, ...], "RouteEntry"]]


def routes_by_host(routes: Iterable[AttachedRoute], reporter: Reporter, by_host: dict[str, _Ranked]) -> None:
    """Flatten routes and add their entries, with their precedence, to the hosts that they serve."""
    for attached in routes:
        root = attached.route.resource
        entries = flatten(attached, reporter)
        ranked = [(precedence(entry, root, index), entry) for index, entry in enumerate(entries)]
        if ranked:
            for host in attached.hostnames or ("*",):
                by_host.setdefault(host, []).extend(ranked)


def plan_shared(chain: str, listeners: Sequence[Listener], reporter: Reporter) -> list[PlannedVirtualHost]:
    """The virtual hosts of a plain-text chain, which the HTTP listeners of one port share."""
    by_host: dict[str, _Ranked] = {}
    for listener in listeners:
        routes_by_host(listener.routes, reporter, by_host)
    return _plan(chain, by_host, lambda host: _closest(host, listeners))


def plan_own(chain: str, listener: Listener, reporter: Reporter) -> list[PlannedVirtualHost]:
    """The virtual hosts of a chain that one HTTPS listener has for itself."""
    by_host: dict[str, _Ranked] = {}
    routes_by_host(listener.routes, reporter, by_host)
    return [host._replace(policies={}) for host in _plan(chain, by_host, lambda _: listener)]


def _plan(chain: str, by_host: dict[str, _Ranked], listener_of: Any) -> list[PlannedVirtualHost]:
    planned: dict[str, PlannedVirtualHost] = {}
    for host, ranked in by_host.items():
        # Names lose their dots, so two hosts may want one name: the first keeps it.
        name = names.virtual_host_name(chain, host)
        if name in planned:
            continue
        ranked.sort(key=_rank)
        listener = listener_of(host)
        planned[name] = PlannedVirtualHost(name, host, [entry for _, entry in ranked], listener.policies, listener)
    return [planned[name] for name in sorted(planned)]


def _rank(ranked: tuple[tuple[Any, ...], RouteEntry]) -> tuple[Any, ...]:
    return ranked[0]


def _closest(host: str, listeners: Sequence[Listener]) -> Listener:
    """The listener whose hostname says most about ``host``; the first of equals."""
    matching = (listener for listener in listeners if _contains(listener.hostname, host))
    return max(matching, key=lambda listener: len(listener.hostname or ""), default=listeners[0])


def _contains(hostname: str | None, host: str) -> bool:
    if hostname is None or host == hostname:
        return True
    return hostname.startswith("*.") and host.endswith(hostname[1:])
