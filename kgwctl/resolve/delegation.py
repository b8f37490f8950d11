"""Delegation: which child routes the rules of an HTTPRoute hand over to.

Only the graph is made here. Which matches of a child survive under the parent's rule, and what a
child may not say, is decided where routes are flattened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import HTTP_ROUTE
from kgwctl.resolve.model import AttachedRoute, Delegation, HttpRoute, ParentRef
from kgwctl.resolve.reasons import CyclicReference, DelegationTooLarge, Reason, UnresolvedReference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import HttpRouteRule
    from kgwctl.resolve.routes import Routes

#: Bounds against input that only means harm; the controller has none. Levels of nesting, and routes
#: visited below one root where routes form cycles (elsewhere every route is visited once).
MAX_DEPTH = 150
MAX_VISITS = 20_000

#: A route without delegations has this.
NO_DELEGATIONS: Mapping[ObjectKey, Delegation] = {}


class _Reference(NamedTuple):
    """One delegating backendRef: the child routes it names and accepts, and what is wrong with it."""

    target: ObjectKey
    children: tuple[HttpRoute, ...]
    problem: Reason | None


class Delegations:
    """The delegation graph below the routes of a run."""

    __slots__ = ("_known", "_routes", "_visits", "_wildcard_namespace")

    def __init__(self, routes: Routes, wildcard_namespace: str) -> None:
        self._routes = routes
        self._wildcard_namespace = wildcard_namespace
        self._known: dict[tuple[ObjectKey, ParentRef], Mapping[ObjectKey, Delegation]] = {}
        self._visits = 0

    def of(self, route: HttpRoute, listener_parent_ref: ParentRef) -> Mapping[ObjectKey, Delegation]:
        """What each delegating backendRef of a route leads to, down to the leaves."""
        self._visits = 0
        return self._below(route, listener_parent_ref, {})[0]

    def _below(
        self, route: HttpRoute, listener_parent_ref: ParentRef, path: dict[ObjectKey, None]
    ) -> tuple[Mapping[ObjectKey, Delegation], bool]:
        """The delegations of a route reached along ``path``, and whether no cycle was met below it.

        Without one they are the same on every path, so they are remembered.
        """
        known = self._known.get((route.key, listener_parent_ref))
        if known is not None:
            return known, True
        found: dict[ObjectKey, Delegation] = {}
        straight = True
        self._visits += 1
        path[route.key] = None
        for rule in route.rules:
            straight &= self._add_rule(route, rule, listener_parent_ref, path, found)
        del path[route.key]
        if straight:
            self._known[route.key, listener_parent_ref] = found
        return found, straight

    def _add_rule(
        self,
        route: HttpRoute,
        rule: HttpRouteRule,
        listener_parent_ref: ParentRef,
        path: dict[ObjectKey, None],
        found: dict[ObjectKey, Delegation],
    ) -> bool:
        references = [self._reference(route, one.delegate, path) for one in rule.backends if one.delegate is not None]
        parent_ref = ParentRef(*HTTP_ROUTE, route.key.namespace, route.key.name)
        # A quirk kept from the controller: children add up along the backendRefs of a rule, so the
        # second one leads to those of the first as well.
        children: list[AttachedRoute] = []
        straight = True
        for position, reference in enumerate(references):
            straight &= reference.problem is None or isinstance(reference.problem, UnresolvedReference)
            if reference.problem is None or position + 1 < len(references):
                for child in reference.children:
                    delegations, straight_child = self._below(child, listener_parent_ref, path)
                    straight &= straight_child
                    children.append(
                        AttachedRoute(
                            route=child,
                            parent_ref=parent_ref,
                            listener_parent_ref=listener_parent_ref,
                            delegations=delegations,
                        )
                    )
            earlier = found.get(reference.target)
            problem = reference.problem or (earlier.problem if earlier is not None else None)
            found[reference.target] = Delegation(children=() if problem else tuple(children), problem=problem)
        return straight

    def _reference(self, route: HttpRoute, target: ObjectKey, path: dict[ObjectKey, None]) -> _Reference:
        named = self._named(target)
        if not named:
            return _Reference(target, (), UnresolvedReference(target))
        accepting = [child for child in named if accepts(child, route.key)]
        children = tuple(child for child in accepting if child.key not in path)
        problem: Reason | None = None
        for child in accepting:
            if child.key in path:
                problem = CyclicReference(target, route.key, child.key)
        if problem is None and children and (len(path) >= MAX_DEPTH or self._visits >= MAX_VISITS):
            return _Reference(target, (), DelegationTooLarge(target))
        return _Reference(target, children, problem)

    def _named(self, target: ObjectKey) -> list[HttpRoute]:
        """The routes a reference names: by label, all of a namespace (``*`` or no name), or by name."""
        if target[:2] != HTTP_ROUTE:
            anywhere = target.namespace == self._wildcard_namespace
            return self._routes.http_labelled(target.name, None if anywhere else target.namespace)
        if target.name in ("", "*"):
            return self._routes.http_in(target.namespace)
        return self._routes.http_named(target.namespace, target.name)


def accepts(child: HttpRoute, parent: ObjectKey) -> bool:
    """Whether a route lets that HTTPRoute delegate to it: it names it as parent, or names no parents."""
    if not child.parent_refs:
        return True
    return any(
        (ref.group, ref.kind) == HTTP_ROUTE
        and ref.name == parent.name
        and (child.key.namespace if ref.namespace is None else ref.namespace) == parent.namespace
        for ref in child.parent_refs
    )
