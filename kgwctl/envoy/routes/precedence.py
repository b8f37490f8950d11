"""The order of routes in a virtual host: Envoy takes the first match, so the most specific go first.

Order (Gateway API, HTTPRouteRule, with kgateway's additions): weight of the route, Exact before
RegularExpression before PathPrefix, longer path first (regular expressions are not compared by
length), a method match, more header matches, more query parameter matches, then the older route at
the top of the delegation tree and its name, the same of the delegated route, and the place in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.verdicts.delegated_matches import path_of

if TYPE_CHECKING:
    from kgwctl.envoy.route_entry import RouteEntry
    from kgwctl.objects.resource import Resource

_PATH_RANK = {"Exact": 0, "RegularExpression": 1, "PathPrefix": 2}


def precedence(entry: RouteEntry, root: Resource[Any], index: int) -> tuple[Any, ...]:
    """Sort key of an entry. ``root`` is the route attached to the listener, ``index`` the entry's place
    among those of that route. Total: entries that compare equal are one rule attached twice.
    """
    match = entry.match
    kind, value = path_of(match.path)
    own = entry.route.resource if entry.delegating_parent is not None else root
    return (
        -entry.route.weight,
        _PATH_RANK.get(kind, 3),
        0 if kind == "RegularExpression" else -len(value if value.isascii() else value.encode()),
        match.method is None,
        -len(match.headers or ()),
        -len(match.query_params or ()),
        root.age,
        f"{root.namespace}/{root.name}",
        own.age,
        f"{own.namespace}/{own.name}",
        index,
    )
