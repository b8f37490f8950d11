"""Rules of routes that are replaced by a direct response with status 500."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import DIRECT_RESPONSE
from kgwctl.resolve.model import HttpRoute
from kgwctl.verdicts.verdict import Refused, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.resolve.model import AttachedRoute, HttpRouteRule
    from kgwctl.resolve.resolved import Resolved


def rule_verdicts(resolved: Resolved) -> Iterator[Verdict]:
    """What is wrong with the rules of routes that are served, apart from references and policies."""
    for route in _served(resolved):
        for rule in route.rules:
            here: FieldPath = ("spec", "rules", rule.index)
            for path, message in _of_rule(rule, route):
                yield Verdict(Refused(message, message), route.resource, (*here, *path))


def _served(resolved: Resolved) -> Iterator[HttpRoute]:
    """The routes that Gateways of Envoy serve, those that others delegate to included."""
    seen: set[int] = set()
    waiting: list[AttachedRoute] = []
    for gateway in resolved.gateways:
        waiting += (attached for listener in gateway.valid_listeners for attached in listener.routes)
    while waiting:
        attached = waiting.pop()
        route = attached.route
        if id(route) in seen or not isinstance(route, HttpRoute):
            continue
        seen.add(id(route))
        yield route
        waiting += (child for delegation in attached.delegations.values() for child in delegation.children)


def _of_rule(rule: HttpRouteRule, route: HttpRoute) -> Iterator[tuple[FieldPath, str]]:
    """Paths below the rule, and what is wrong there."""
    yield from _actions(rule)
    # The weight of a single backend means nothing.
    if len(rule.backends) > 1 and not any(backend.ref is None or backend.ref.weight for backend in rule.backends):
        yield ("backendRefs",), "the weights of all backends are 0"
    for index, match in enumerate(rule.matches):
        path = match.path
        if path is not None and path.value and path.type != "RegularExpression":
            problem = _path_problem(path.value)
            if problem:
                yield ("matches", index, "path", "value"), problem
    for index, one in enumerate(rule.spec.filters or ()):
        if one.type in ("RequestRedirect", "URLRewrite"):
            for below, problem in _of_filter(one, rule, route):
                yield ("filters", index, *below), problem


def _actions(rule: HttpRouteRule) -> Iterator[tuple[FieldPath, str]]:
    redirects = [one for one in rule.spec.filters or () if one.type == "RequestRedirect"]
    responses = rule.extension_refs.get(DIRECT_RESPONSE, ())
    if responses and (rule.backends or redirects or len(responses) > 1):
        yield ("filters",), "a DirectResponse needs a rule of its own: without backends, redirect or another response"
    elif not rule.backends and not redirects and not responses and not rule.extension_problems:
        yield (), "the rule has no backend, no redirect and no direct response"


def _of_filter(one: Any, rule: HttpRouteRule, route: HttpRoute) -> Iterator[tuple[FieldPath, str]]:
    from kgwctl.envoy.routes.validation import rewrite_error

    if one.type == "RequestRedirect" and one.request_redirect is not None:
        from kgwctl.envoy.route_filters.redirect import RedirectError, redirect

        field, spec = "requestRedirect", one.request_redirect
        try:
            redirect(spec, rule.spec.name, route.resource.annotations)
        except RedirectError as error:
            yield (field,), str(error)
        for name, text in (("hostname", spec.hostname), ("path", spec.path and spec.path.replace_full_path)):
            problem = _path_problem(text) if text else ""
            if problem:
                yield (field, name), problem
    elif one.url_rewrite is not None:
        field, spec = "urlRewrite", one.url_rewrite
    else:
        return
    prefix = spec.path.replace_prefix_match if spec.path is not None else None
    problem = rewrite_error(prefix) if prefix else ""
    if problem:
        yield (field, "path", "replacePrefixMatch"), f"the rewrite {prefix} is invalid: {problem}"


def _path_problem(path: str) -> str:
    from kgwctl.envoy.routes.validation import path_error

    error = path_error(path)
    return f'the path "{path}" is invalid: {error}' if error else ""
