"""Which matches of a delegated route count under the match that delegates to it.

Without ``delegation.kgateway.dev/inherit-parent-matcher`` a child's match must be at least as narrow
as the parent's; with it the parent's match is merged into the child's.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, TypeVar

import msgspec

from kgwctl.api.gateway_api.http_route import (
    HTTPHeaderMatch,
    HTTPPathMatch,
    HTTPQueryParamMatch,
    HTTPRouteMatch,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.resolve.model import HttpRoute, HttpRouteRule

Named = TypeVar("Named", HTTPHeaderMatch, HTTPQueryParamMatch)


def path_of(path: HTTPPathMatch | None) -> tuple[str, str]:
    """Type and value of a path match, with the defaults of unset fields."""
    if path is None:
        return "PathPrefix", "/"
    return path.type or "PathPrefix", "/" if path.value is None else path.value


def rules_under(parent: HTTPRouteMatch, child: HttpRoute) -> Iterable[tuple[HttpRouteRule, Sequence[HTTPRouteMatch]]]:
    """The rules of ``child`` that apply under ``parent``, each with its effective matches.

    Rules and matches that the parent does not cover are left out without a word, as upstream does.
    """
    for rule in child.rules:
        if not child.inherit_parent_matcher:
            matches = [match for match in rule.matches if _covers(parent, match)]
        elif rule.matches:
            matches = [_merged(parent, match) for match in rule.matches]
        else:
            matches = [parent]
        if matches:
            yield rule, matches


def _covers(parent: HTTPRouteMatch, child: HTTPRouteMatch) -> bool:
    """Both must say their path type; the parent's path is compared as plain text, not by segments."""
    if parent.path is None or parent.path.type != "PathPrefix" or child.path is None or child.path.type is None:
        return False
    return (
        path_of(child.path)[1].startswith(path_of(parent.path)[1])
        and _has_all(parent.headers or (), child.headers or ())
        and _has_all(parent.query_params or (), child.query_params or ())
        and (parent.method is None or parent.method == child.method)
    )


def _has_all(wanted: Sequence[Named], given: Sequence[Named]) -> bool:
    return all(one in given for one in wanted)


def _merged(parent: HTTPRouteMatch, child: HTTPRouteMatch) -> HTTPRouteMatch:
    path = child.path or HTTPPathMatch(type="PathPrefix", value="")
    _, above = path_of(parent.path)
    below = path_of(child.path)[1] if child.path is not None else ""
    return HTTPRouteMatch(
        path=msgspec.structs.replace(path, value=join_paths(above, below)),
        headers=_union(parent.headers, child.headers),
        query_params=_union(parent.query_params, child.query_params),
        method=parent.method if parent.method is not None else child.method,
    )


def join_paths(above: str, below: str) -> str:
    """Join and clean two paths as Go's ``path.Join`` does: no double, dot or trailing slashes."""
    joined = "/".join(part for part in (above, below) if part)
    if not joined:
        return ""
    # posixpath keeps exactly two leading slashes, which Go does not.
    cleaned = posixpath.normpath(joined)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _union(parent: tuple[Named, ...] | None, child: tuple[Named, ...] | None) -> tuple[Named, ...]:
    """Matches of both by name, the parent's where both have one, in order of name."""
    by_name = {one.name: one for one in parent or ()}
    for one in child or ():
        by_name.setdefault(one.name, one)
    return tuple(by_name[name] for name in sorted(by_name))
