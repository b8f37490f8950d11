"""Delegations between HTTPRoutes that lead nowhere, and routes that may not be delegated to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.gateway_api.http_route import HTTPRouteMatch
from kgwctl.resolve.model import HttpRoute
from kgwctl.resolve.reasons import ChildHostnames, NoRouteUnderMatch
from kgwctl.verdicts.delegated_matches import rules_under
from kgwctl.verdicts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import AttachedRoute, Delegation, Gateway, HttpRouteRule, ParentRef

ANY = HTTPRouteMatch()
#: A rule and those of its matches that count where it stands in the tree.
RuleUnder = tuple["HttpRouteRule", "Sequence[HTTPRouteMatch]"]


class Child(NamedTuple):
    """A route that is delegated to and applies under a match. ``refused``: it may not be, as it has hostnames."""

    attached: AttachedRoute
    route: HttpRoute
    rules: Sequence[RuleUnder]
    refused: ChildHostnames | None


def own_rules(route: HttpRoute) -> list[RuleUnder]:
    """The rules of a route that is attached to a listener, each with its matches."""
    return [(rule, rule.matches or (ANY,)) for rule in route.rules]


def children_under(match: HTTPRouteMatch, delegation: Delegation) -> Iterator[Child]:
    """The routes that a delegation leads to, as far as a rule of theirs applies under ``match``.

    Source: ``pkg/kgateway/translator/httproute/delegation_helpers.go:filterDelegatedChildren@v2.2.0``.
    """
    for attached in delegation.children:
        route = attached.route
        rules = list(rules_under(match, route)) if isinstance(route, HttpRoute) else []
        if rules and isinstance(route, HttpRoute):
            yield Child(attached, route, rules, ChildHostnames() if route.hostnames else None)


class _Place(NamedTuple):
    """A match of a rule, where the delegation tree brings it."""

    attached: AttachedRoute
    rule: HttpRouteRule
    match: HTTPRouteMatch


def delegation_verdicts(gateways: Iterable[Gateway]) -> Iterator[Verdict]:
    """What is wrong with delegations below the routes of ``gateways``, each thing at its field once.

    However many listeners and parents lead to a delegation, it is followed once for each of its matches.
    """
    said: set[tuple[ObjectKey, tuple[str | int, ...], type]] = set()
    waiting = [
        place
        for gateway in gateways
        for listener in gateway.listeners
        for attached in listener.routes
        if attached.delegations and isinstance(attached.route, HttpRoute)
        for place in _places(attached, own_rules(attached.route))
    ]
    followed: set[tuple[int, ObjectKey, int, HTTPRouteMatch]] = set()
    while waiting:
        place = waiting.pop()
        attached, rule, match = place
        mark = (id(attached.delegations), attached.route.key, rule.index, match)
        if mark in followed:
            continue
        followed.add(mark)
        for verdict in _of_place(place, waiting):
            key = (verdict.subject.key, verdict.path, type(verdict.reason))
            if key not in said:
                said.add(key)
                yield verdict


def _of_place(place: _Place, waiting: list[_Place]) -> Iterator[Verdict]:
    attached, rule, match = place
    for position, backend in enumerate(rule.backends):
        delegation = attached.delegations.get(backend.delegate) if backend.delegate is not None else None
        if backend.delegate is None or delegation is None:
            continue
        path = ("spec", "rules", rule.index, "backendRefs", position, "name")
        subject, parent = attached.route.resource, attached.parent_ref
        if delegation.problem is not None:
            yield Verdict(delegation.problem, subject, path, parent)
            continue
        taken = False
        for child in children_under(match, delegation):
            if child.refused is not None:
                yield _of_child(child, child.refused, child.attached.parent_ref)
                continue
            taken = True
            waiting += _places(child.attached, child.rules)
        if not taken:
            text = match.path.value if match.path is not None and match.path.value else "/"
            yield Verdict(NoRouteUnderMatch(backend.delegate, text), subject, path, parent)


def _of_child(child: Child, refused: ChildHostnames, parent: ParentRef) -> Verdict:
    return Verdict(refused, child.route.resource, ("spec", "hostnames"), parent)


def _places(attached: AttachedRoute, rules: Iterable[RuleUnder]) -> Iterator[_Place]:
    if not attached.delegations:
        return
    for rule, matches in rules:
        if any(backend.delegate is not None for backend in rule.backends):
            for match in matches:
                yield _Place(attached, rule, match)
