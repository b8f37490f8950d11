"""Attaching routes to listeners: kinds, namespaces, sectionName, port, hostnames.

Source: kgateway's route queries. The order of the checks decides which reason a route gets that
attaches nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.resolve.delegation import NO_DELEGATIONS
from kgwctl.resolve.hostnames import HostnameIndex
from kgwctl.resolve.model import AttachedRoute, HttpRoute, RouteProblem
from kgwctl.resolve.namespaces import Namespaces, nowhere, rule_of, same
from kgwctl.resolve.routes import parent_of
from kgwctl.resolve.selectors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.delegation import Delegations
    from kgwctl.resolve.model import Delegation, ParentRef
    from kgwctl.resolve.namespaces import NamespaceRule
    from kgwctl.resolve.routes import Route

_HTTP_KINDS = frozenset({"HTTPRoute", "GRPCRoute"})
#: Kinds that a listener takes where its ``allowedRoutes`` names none. Protocols unknown here take HTTPRoutes.
_KINDS_BY_PROTOCOL: Mapping[str, frozenset[str]] = {
    "HTTP": _HTTP_KINDS,
    "HTTPS": _HTTP_KINDS,
    "TLS": frozenset({"TLSRoute", "TCPRoute"}),
    "TCP": frozenset({"TCPRoute"}),
    "UDP": frozenset(),
}
#: Kinds without hostnames: they attach whatever the listener's is.
_WITHOUT_HOSTNAMES = frozenset({"TCPRoute"})


class Door(NamedTuple):
    """A listener as attachment sees it: what it lets in. ``problem``: nothing, as the rules can't be read."""

    name: str
    port: int
    hostname: str | None
    kinds: frozenset[str]
    namespaces: NamespaceRule
    problem: str = ""


class Attachments(NamedTuple):
    """What attached to the listeners of one parent, listener by listener, and what did not."""

    routes: tuple[tuple[AttachedRoute, ...], ...]
    problems: tuple[RouteProblem, ...]


def door_of(listener: Any, parent_namespace: str, namespaces: Namespaces) -> Door:
    """The rules of a listener as written. Kinds count by name, whatever their group."""
    allowed = listener.allowed_routes
    kinds = _KINDS_BY_PROTOCOL.get(listener.protocol, frozenset({"HTTPRoute"}))
    if allowed is not None and allowed.kinds is not None:
        kinds = frozenset(kind.kind for kind in allowed.kinds)
    problem = ""
    own = same(parent_namespace)
    try:
        rule = rule_of(allowed.namespaces if allowed is not None else None, own, parent_namespace, namespaces)
    except SelectorError as error:
        rule, problem = nowhere, str(error)
    return Door(listener.name, listener.port or 0, listener.hostname, kinds, rule, problem)


def attach(parent: ObjectKey, doors: Sequence[Door], routes: Sequence[Route], delegations: Delegations) -> Attachments:
    """Attach routes that name ``parent`` to its listeners."""
    return _Parent(parent, doors, delegations).attach(routes)


class _Parent:
    """One Gateway or ListenerSet while routes attach to it."""

    __slots__ = ("_admitting", "_delegations", "_doors", "_indexes", "_key", "_routes", "_scoped")

    def __init__(self, key: ObjectKey, doors: Sequence[Door], delegations: Delegations) -> None:
        self._key = key
        self._doors = doors
        self._delegations = delegations
        self._routes: list[list[AttachedRoute]] = [[] for _ in doors]
        #: Places of the listeners that admit routes of a kind and namespace: the same for all of them.
        self._admitting: dict[tuple[str, str], tuple[int, ...]] = {}
        #: The same, of one listener name.
        self._scoped: dict[tuple[str, str, str], tuple[int, ...]] = {}
        #: Hostnames of groups of listeners.
        self._indexes: dict[tuple[int, ...], HostnameIndex] = {}

    def attach(self, routes: Sequence[Route]) -> Attachments:
        problems = []
        for route in routes:
            for ref in route.parent_refs:
                if parent_of(ref, route.key.namespace) == self._key:
                    reason = self._attach(route, ref)
                    if reason:
                        problems.append(RouteProblem(route=route, parent_ref=ref, reason=reason))
        return Attachments(tuple(map(tuple, self._routes)), tuple(problems))

    def _attach(self, route: Route, ref: ParentRef) -> str:
        """Attach a route by one of its references; returns the reason if no listener takes it."""
        kind, namespace = route.key.kind, route.key.namespace
        if not self._admits(kind, namespace):
            return "NotAllowedByListeners"
        places = self._named(kind, namespace, ref.section_name)
        if ref.port is not None:
            places = tuple(place for place in places if self._doors[place].port == ref.port)
        if not places:
            return "NoMatchingParent"
        attached = False
        for place, hostnames in self._meeting(route, places):
            attached = True
            self._routes[place].append(
                AttachedRoute(
                    route=route,
                    parent_ref=ref,
                    listener_parent_ref=ref,
                    hostnames=hostnames,
                    delegations=self._below(route, ref),
                )
            )
        return "" if attached else "NoMatchingListenerHostname"

    def _admits(self, kind: str, namespace: str) -> tuple[int, ...]:
        key = (kind, namespace)
        places = self._admitting.get(key)
        if places is None:
            places = self._admitting[key] = tuple(
                place for place, door in enumerate(self._doors) if kind in door.kinds and door.namespaces(namespace)
            )
        return places

    def _named(self, kind: str, namespace: str, section_name: str | None) -> tuple[int, ...]:
        if section_name is None:
            return self._admits(kind, namespace)
        key = (kind, namespace, section_name)
        places = self._scoped.get(key)
        if places is None:
            places = self._scoped[key] = tuple(
                place for place in self._admits(kind, namespace) if self._doors[place].name == section_name
            )
        return places

    def _meeting(self, route: Route, places: tuple[int, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Those of the listeners that have a hostname in common with the route, and which."""
        if route.key.kind in _WITHOUT_HOSTNAMES:
            return ((place, ()) for place in places)
        index = self._indexes.get(places)
        if index is None:
            index = self._indexes[places] = HostnameIndex([self._doors[place].hostname for place in places])
        return ((places[position], shared) for position, shared in index.meeting(route.hostnames))

    def _below(self, route: Route, ref: ParentRef) -> Mapping[ObjectKey, Delegation]:
        if not isinstance(route, HttpRoute):
            return NO_DELEGATIONS
        if all(backend.delegate is None for rule in route.rules for backend in rule.backends):
            return NO_DELEGATIONS
        return self._delegations.of(route, ref)
