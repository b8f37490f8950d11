"""What an object means to others: the object without what only concerns itself.

Files are remembered in this form. What a route matches, waits for and does to headers is not in it, so
that a change there leaves everything that hangs on several files as it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from kgwctl.resolve.kinds import GATEWAY_GROUP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kgwctl.objects.resource import Resource

#: Paths that nobody refuses; whether others are depends on who serves the route.
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)*/?")
_OWN_CONCERNS = ("request_header_modifier", "response_header_modifier", "cors")


def related(resource: Resource[Any]) -> Any:
    """The typed object of ``resource`` without what no other object's check looks at."""
    strip = _STRIP.get(resource.key[:2])
    return resource.object if strip is None else strip(resource.object)


def _route(route: Any) -> Any:
    rules = route.spec.rules
    if not rules:
        return route
    return replace(route, spec=replace(route.spec, rules=tuple(map(_rule, rules))))


def _rule(rule: Any) -> Any:
    changes: dict[str, Any] = {
        name: None for name in ("timeouts", "retry", "session_persistence") if getattr(rule, name, None) is not None
    }
    if rule.matches:
        changes["matches"] = tuple(map(_match, rule.matches))
    if rule.filters:
        changes["filters"] = tuple(map(_filter, rule.filters))
    if rule.backend_refs and any(ref.filters for ref in rule.backend_refs):
        changes["backend_refs"] = tuple(map(_backend, rule.backend_refs))
    return replace(rule, **changes) if changes else rule


def _match(match: Any) -> Any:
    path = getattr(match, "path", None)
    if path is not None and not _PLAIN_PATH.fullmatch(path.value or ""):
        return type(match)(path=path)
    return type(match)()


def _filter(one: Any) -> Any:
    changes = {name: None for name in _OWN_CONCERNS if getattr(one, name, None) is not None}
    return replace(one, **changes) if changes else one


def _backend(ref: Any) -> Any:
    return replace(ref, filters=tuple(map(_filter, ref.filters))) if ref.filters else ref


_STRIP: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    (GATEWAY_GROUP, "HTTPRoute"): _route,
    (GATEWAY_GROUP, "GRPCRoute"): _route,
}
