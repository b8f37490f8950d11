"""Matches that never see a request, because another rule has the same one: KGW1003."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.model import HttpRoute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.resolve.model import AttachedRoute, Listener
    from kgwctl.resolve.resolved import Resolved

_WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.example.com]
  rules:
  - matches: [{path: {type: PathPrefix, value: /cart}}]
    backendRefs: [{name: shop, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /items}}]
    backendRefs: [{name: shop, port: 80}]
"""

SHADOWED = Rule(
    id="KGW1003",
    name="match-shadowed",
    severity=Severity.WARNING,
    summary="A rule has exactly the match of another one, which comes first and gets all its requests.",
    explanation="Between routes the older one comes first, then the name decides; in a route the earlier rule.",
    bad=_WORLD.replace("/items", "/cart"),
    good=_WORLD,
)
RULES: tuple[Rule, ...] = (SHADOWED,)

#: Route, rule and match by their numbers.
_Place = tuple[str, int, int]


class _Tally:
    """How often a match could be reached, how often another one stands before it, and which."""

    __slots__ = ("first", "reached", "route")

    def __init__(self, route: HttpRoute) -> None:
        self.route = route
        self.reached = False
        self.first: _Place | None = None


def shadowed_match_findings(resolved: Resolved) -> Iterator[Finding]:
    """Matches that are shadowed on every listener and hostname where their route attaches."""
    tallies: dict[_Place, _Tally] = {}
    for gateway in resolved.gateways:
        for listener in gateway.valid_listeners:
            _count(listener, tallies, weighted=resolved.settings.weighted_route_precedence)
    for place, tally in tallies.items():
        if not tally.reached and tally.first is not None:
            route, rule, _ = tally.first
            other = f"rule {rule} of the same route" if route == place[0] else f"rule {rule} of {route}"
            message = f"{other} has the same match and comes first, so this one gets no requests"
            yield finding(SHADOWED, tally.route.resource, _path(tally.route, place), message)


def _count(listener: Listener, tallies: dict[_Place, _Tally], *, weighted: bool) -> None:
    owners: dict[tuple[Any, ...], _Place] = {}
    for attached in sorted(listener.routes, key=lambda one: _order(one, weighted=weighted)):
        route = attached.route
        if not isinstance(route, HttpRoute):
            continue
        for index, rule in enumerate(route.rules):
            for number, match in enumerate(rule.matches):
                place = (str(route.key), index, number)
                tally = tallies.setdefault(place, _Tally(route))
                key = _identity(match)
                for hostname in attached.hostnames or ("*",):
                    owner = owners.setdefault((hostname, *key), place)
                    if owner == place:
                        tally.reached = True
                    elif tally.first is None:
                        tally.first = owner


def _order(attached: AttachedRoute, *, weighted: bool) -> tuple[Any, ...]:
    route = attached.route
    heavy = -route.weight if weighted and isinstance(route, HttpRoute) else 0
    return (heavy, route.resource.age, route.key.namespace, route.key.name)


def _identity(match: Any) -> tuple[Any, ...]:
    path = match.path
    return (
        (path.type or "PathPrefix", path.value or "/") if path is not None else ("PathPrefix", "/"),
        match.method,
        _conditions(match.headers, lower=True),
        _conditions(match.query_params, lower=False),
    )


def _conditions(entries: Iterable[Any] | None, *, lower: bool) -> frozenset[tuple[str, str, str]]:
    return frozenset((one.name.lower() if lower else one.name, one.type or "Exact", one.value) for one in entries or ())


def _path(route: HttpRoute, place: _Place) -> FieldPath:
    _, rule, match = place
    written = route.resource.object.spec.rules
    matches = written[rule].matches if written and rule < len(written) else None
    return ("spec", "rules", rule, "matches", match) if matches else ("spec", "rules", rule)
