"""Checks of a translated route that Envoy's management server would otherwise refuse.

Source: kgateway's ``validateEnvoyRoute``; run whatever the validation mode.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.envoy.messages.generated.route import Route

_PATH_PATTERN = r"^(?:([A-Za-z0-9/:@._~!$&'()*+,:=;-]*|[%][0-9a-fA-F]{2}))*$"
#: The same language as the pattern above, which is only shown, without its nested repetition.
_PATH = re.compile(r"(?:[A-Za-z0-9/:@._~!$&'()*+,=;-]|%[0-9a-fA-F]{2})*")
_FORBIDDEN = ("//", "/./", "/../", "%2f", "%2F", "#")
_FORBIDDEN_ENDS = ("/..", "/.")
#: Paths made of these alone, with single slashes, need no further look.
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*/?")

_ALL_WEIGHTS_ZERO = (
    "All backend weights are 0. At least one backendRef in the HTTPRoute rule must specify a non-zero weight"
)


def route_error(route: Route) -> str:
    """The controller's error text for a route, or nothing."""
    errors = list(_errors(route))
    joined = "\n".join(errors)
    return f"invalid route configuration: error {route.name}: {joined}" if errors else ""


def _errors(route: Route) -> Iterator[str]:
    match, action, redirect = route.match, route.route, route.redirect
    if match is not None:
        for path in (match.path, match.prefix, match.path_separated_prefix):
            if path and not _PLAIN_PATH.fullmatch(path):
                yield from _path(path)
    if redirect is not None:
        for path in (redirect.path_redirect, redirect.host_redirect, redirect.scheme_redirect):
            if path:
                yield from _path(path)
    if action is not None and action.prefix_rewrite:
        yield from _rewrite(action.prefix_rewrite)
    if redirect is not None and redirect.prefix_rewrite:
        yield from _rewrite(redirect.prefix_rewrite)
    if action is not None and action.weighted_clusters is not None:
        clusters = action.weighted_clusters.clusters
        if clusters and not any(cluster.weight for cluster in clusters):
            yield _ALL_WEIGHTS_ZERO


def _path(path: str) -> Iterator[str]:
    error = path_error(path)
    if error:
        yield f'the "{path}" path is invalid: {error}'


def _rewrite(rewrite: str) -> Iterator[str]:
    error = rewrite_error(rewrite)
    if error:
        yield f"the rewrite {rewrite} is invalid: {error}"


def path_error(path: str) -> str:
    """What is wrong with a path as RFC 3986 and kgateway have it, or nothing."""
    if not _PATH.fullmatch(path):
        return f"must only contain valid characters matching pattern {_PATH_PATTERN}"
    for sequence in _FORBIDDEN:
        if sequence in path:
            return f"path [{path}] cannot contain [{sequence}]"
    for end in _FORBIDDEN_ENDS:
        if path.endswith(end):
            return f"path [{path}] cannot end with [{end}]"
    return ""


def rewrite_error(rewrite: str) -> str:
    """What is wrong with a prefix rewrite, read as a URL whose path counts, or nothing."""
    from kgwctl.golang.urls import UrlError, parse_url

    try:
        path = parse_url(rewrite).path
    except UrlError as error:
        return str(error)
    return path_error(path)
