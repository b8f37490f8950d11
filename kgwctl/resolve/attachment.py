"""Attaching routes to listeners: kinds, namespaces, sectionName, port, hostnames.

The plane says in which order a controller checks, which decides the reason that a route gets which attaches
nowhere.

Sources: ``pkg/kgateway/query/httproute.go:getRoutesForGateway@v2.2.0`` and, for agentgateway,
``pkg/agentgateway/translator/conversion.go:ReferenceAllowed@v2.2.0`` with
``route_collections.go:ProcessParentReferences@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import TCP_ROUTE
from kgwctl.resolve.conflicts import supported_kinds
from kgwctl.resolve.delegation import NO_DELEGATIONS
from kgwctl.resolve.hostnames import HostnameIndex
from kgwctl.resolve.model import AttachedRoute, HttpRoute, RouteProblem
from kgwctl.resolve.namespaces import Namespaces, nowhere, rule_of, same
from kgwctl.resolve.routes import parent_of
from kgwctl.resolve.selectors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgwctl.objects.resource import ObjectKey
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.delegation import Delegations
    from kgwctl.resolve.model import Delegation, ParentRef
    from kgwctl.resolve.namespaces import NamespaceRule
    from kgwctl.resolve.routes import Route

#: Kinds without hostnames: they attach whatever the listener's is.
_WITHOUT_HOSTNAMES = frozenset({TCP_ROUTE.kind})

NOT_ALLOWED = "NotAllowedByListeners"
NO_PARENT = "NoMatchingParent"
NO_HOSTNAME = "NoMatchingListenerHostname"


class Admission(NamedTuple):
    """What a listener lets in. ``problem``: nothing, as its rules cannot be read."""

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


class _Denial(NamedTuple):
    """Why a reference attaches nowhere, as :class:`RouteProblem` has it."""

    reason: str
    message: str = ""
    cause: str = ""


def admission_of(listener: Any, parent_namespace: str, namespaces: Namespaces, plane: Plane) -> Admission:
    """The rules of a listener as written."""
    problem = ""
    own = same(parent_namespace)
    allowed = listener.allowed_routes
    try:
        rule = rule_of(allowed.namespaces if allowed is not None else None, own, parent_namespace, namespaces)
    except SelectorError as error:
        rule, problem = nowhere, str(error)
    return Admission(listener.name, listener.port or 0, listener.hostname, _kinds(listener, plane), rule, problem)


def _kinds(listener: Any, plane: Plane) -> frozenset[str]:
    rules = plane.attachment
    if rules.kinds is None:
        return frozenset(kind.kind for kind in supported_kinds(listener, plane))
    allowed = listener.allowed_routes
    if allowed is not None and allowed.kinds is not None:
        # By name, whatever their group.
        return frozenset(kind.kind for kind in allowed.kinds)
    return rules.kinds.get(listener.protocol, rules.other_kinds)


def attach(
    parent: ObjectKey, admissions: Sequence[Admission], routes: Sequence[Route], delegations: Delegations, plane: Plane
) -> Attachments:
    """Attach routes that name ``parent`` to its listeners."""
    kind_first = plane.attachment.order == "kind first"
    return (_KindFirst if kind_first else _PlaceFirst)(parent, admissions, delegations).attach(routes)


class _Parent:
    """One Gateway or ListenerSet while routes attach to it."""

    __slots__ = ("_admissions", "_admitting", "_delegations", "_indexes", "_key", "_routes", "_scoped")

    def __init__(self, key: ObjectKey, admissions: Sequence[Admission], delegations: Delegations) -> None:
        self._key = key
        self._admissions = admissions
        self._delegations = delegations
        self._routes: list[list[AttachedRoute]] = [[] for _ in admissions]
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
                    denial = self._attach(route, ref)
                    if denial is not None:
                        problems.append(
                            RouteProblem(
                                route=route,
                                parent_ref=ref,
                                reason=denial.reason,
                                message=denial.message,
                                cause=denial.cause or denial.reason,
                            )
                        )
        return Attachments(tuple(map(tuple, self._routes)), tuple(problems))

    def _attach(self, route: Route, ref: ParentRef) -> _Denial | None:
        """Attach a route by one of its references; tells why if no listener takes it."""
        raise NotImplementedError

    def _add(self, place: int, route: Route, ref: ParentRef, hostnames: tuple[str, ...]) -> None:
        self._routes[place].append(
            AttachedRoute(
                route=route,
                parent_ref=ref,
                listener_parent_ref=ref,
                hostnames=hostnames,
                delegations=self._below(route, ref),
            )
        )

    def _admits(self, kind: str, namespace: str) -> tuple[int, ...]:
        key = (kind, namespace)
        places = self._admitting.get(key)
        if places is None:
            places = self._admitting[key] = tuple(
                place
                for place, admission in enumerate(self._admissions)
                if kind in admission.kinds and admission.namespaces(namespace)
            )
        return places

    def _shared_hostnames(self, route: Route, places: tuple[int, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Those of the listeners that have a hostname in common with the route, and which."""
        if route.key.kind in _WITHOUT_HOSTNAMES:
            return ((place, ()) for place in places)
        index = self._indexes.get(places)
        if index is None:
            index = self._indexes[places] = HostnameIndex([self._admissions[place].hostname for place in places])
        return ((places[position], shared) for position, shared in index.shared_with(route.hostnames))

    def _below(self, route: Route, ref: ParentRef) -> Mapping[ObjectKey, Delegation]:
        if not isinstance(route, HttpRoute):
            return NO_DELEGATIONS
        if all(backend.delegate is None for rule in route.rules for backend in rule.backends):
            return NO_DELEGATIONS
        return self._delegations.of(route, ref)


class _KindFirst(_Parent):
    """Kind and namespace, then section and port, then hostnames."""

    __slots__ = ()

    def _attach(self, route: Route, ref: ParentRef) -> _Denial | None:
        kind, namespace = route.key.kind, route.key.namespace
        if not self._admits(kind, namespace):
            return _Denial(NOT_ALLOWED)
        places = self._named(kind, namespace, ref.section_name)
        if ref.port is not None:
            places = tuple(place for place in places if self._admissions[place].port == ref.port)
        if not places:
            return _Denial(NO_PARENT)
        attached = False
        for place, hostnames in self._shared_hostnames(route, places):
            attached = True
            self._add(place, route, ref, hostnames)
        return None if attached else _Denial(NO_HOSTNAME)

    def _named(self, kind: str, namespace: str, section_name: str | None) -> tuple[int, ...]:
        if section_name is None:
            return self._admits(kind, namespace)
        key = (kind, namespace, section_name)
        places = self._scoped.get(key)
        if places is None:
            places = self._scoped[key] = tuple(
                place for place in self._admits(kind, namespace) if self._admissions[place].name == section_name
            )
        return places


class _PlaceFirst(_Parent):
    """Section and port, then hostnames, then kind and namespace. What is told is the last listener's reason.

    A reference into another namespace, or to a section or port, gets a reason of its own whatever the
    listener has against it.
    """

    __slots__ = ()

    def _attach(self, route: Route, ref: ParentRef) -> _Denial | None:
        places = tuple(
            place
            for place, admission in enumerate(self._admissions)
            if (not ref.section_name or admission.name == ref.section_name)
            and (not ref.port or admission.port == ref.port)
        )
        admitting = self._admits(route.key.kind, route.key.namespace)
        cause = NO_PARENT
        attached = False
        shared = dict(self._shared_hostnames(route, places)) if places else {}
        for place in places:
            if place not in shared:
                cause = NO_HOSTNAME
            elif place not in admitting:
                cause = NOT_ALLOWED
            else:
                attached = True
                self._add(place, route, ref, shared[place])
        return None if attached else self._denial(route, ref, cause)

    def _denial(self, route: Route, ref: ParentRef, cause: str) -> _Denial:
        if self._key.namespace != route.key.namespace:
            return _Denial(NOT_ALLOWED, "Parent listener not usable or not permitted", cause)
        if ref.section_name is not None or ref.port is not None:
            return _Denial(NO_PARENT, "No listener with the specified sectionName on the parent Gateway", cause)
        last = self._admissions[-1] if self._admissions else None
        if cause == NOT_ALLOWED and last is not None:
            if last.namespaces(route.key.namespace):
                return _Denial(NOT_ALLOWED, f"kind {_gvk(route)} is not allowed")
            message = f'namespace "{route.key.namespace}" is not allowed by the parent'
            return _Denial(NOT_ALLOWED, f'hostnames matched parent hostname "{last.hostname or ""}", but {message}')
        return _Denial(NO_HOSTNAME, f'no hostnames matched parent hostname "{(last and last.hostname) or ""}"')


def _gvk(route: Route) -> str:
    """A kind as Go prints it: ``group/version, Kind=kind``."""
    version = "v1" if isinstance(route, HttpRoute) else "v1alpha2"
    return f"{route.key.group}/{version}, Kind={route.key.kind}"
