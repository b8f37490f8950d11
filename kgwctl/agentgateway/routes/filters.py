"""Filters of rules and of backends.

Source: ``translator/conversion.go@v2.2.0``: ``BuildAgwTrafficPolicyFilters``, ``BuildAgwBackendPolicyFilters``;
``agw.go``: ``CreateAgwRedirectFilter``, ``CreateAgwRewriteFilter``, ``CreateAgwMirrorFilter``,
``BuildAgwGRPCTrafficPolicies``, ``BuildAgwGRPCBackendPolicies``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from kgwctl.agentgateway.resources.generated.resource import (
    CORS,
    BackendPolicySpec,
    Header,
    HeaderModifier,
    RequestMirrors,
    RequestRedirect,
    TrafficPolicySpec,
    UrlRewrite,
)
from kgwctl.agentgateway.routes.problem import Problem, RouteError, unaccepted
from kgwctl.golang.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.routes.destinations import Destinations
    from kgwctl.api.gateway_api.http_filters import HTTPCORSFilter, HTTPRequestRedirectFilter, HTTPURLRewriteFilter
    from kgwctl.api.gateway_api.route import HTTPHeaderFilter, HTTPRequestMirrorFilter
    from kgwctl.objects.resource import ObjectKey

Spec: TypeAlias = TrafficPolicySpec | BackendPolicySpec
S = TypeVar("S", TrafficPolicySpec, BackendPolicySpec)

_INCOMPATIBLE = "IncompatibleFilters"
_COMMON = ("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror")
#: Filters that a kind of place takes.
_OF_RULE = (*_COMMON, "RequestRedirect", "URLRewrite", "CORS", "ExternalAuth", "ExtensionRef")
_OF_BACKEND = (*_COMMON, "RequestRedirect")


def backend_filters(kind: str) -> tuple[str, ...]:
    """The types of filters that backends of a kind of route may have."""
    return _OF_BACKEND if kind == "HTTPRoute" else _COMMON


class FilterReader:
    """Translates lists of filters of one route."""

    def __init__(self, route: ObjectKey, destinations: Destinations) -> None:
        self._route = route
        self._destinations = destinations

    def of_rule(self, filters: Iterable[Any]) -> tuple[list[TrafficPolicySpec], Problem | None]:
        """The policies of a rule, and the problem that keeps the route from being sent.

        Raises :class:`RouteError` for filters that are not supported there.
        """
        kinds = _OF_RULE if self._route.kind == "HTTPRoute" else _COMMON
        return self._read(filters, kinds, TrafficPolicySpec)

    def of_backend(self, filters: Iterable[Any]) -> list[BackendPolicySpec]:
        """The policies of one backend. Raises :class:`RouteError`."""
        made, problem = self._read(filters, backend_filters(self._route.kind), BackendPolicySpec)
        if problem is not None:
            raise RouteError(problem)
        return made

    def _read(self, filters: Iterable[Any], kinds: tuple[str, ...], spec: type[S]) -> tuple[list[S], Problem | None]:
        """Header modifiers and mirrors are merged and come last. The first problem counts, save that of a redirect."""
        made: list[S] = []
        problem: Problem | None = None
        request = HeaderModifier()
        response = HeaderModifier()
        mirrors: list[RequestMirrors.Mirror] = []
        redirected = False
        given = list(filters)
        for one in given:
            if one.type not in kinds:
                raise unaccepted(_INCOMPATIBLE, f"unsupported filter type {quote(one.type)}")
            match one.type:
                case "RequestHeaderModifier":
                    _merge(request, one.request_header_modifier)
                case "ResponseHeaderModifier":
                    _merge(response, one.response_header_modifier)
                case "RequestMirror":
                    mirror, failure = self._mirror(one.request_mirror)
                    if mirror is not None:
                        mirrors.append(mirror)
                    elif self._route.kind == "GRPCRoute" or problem is None:
                        problem = failure
                case "RequestRedirect" if redirected:
                    problem = _two_redirects()
                case "RequestRedirect":
                    made.append(spec(request_redirect=_redirect(one.request_redirect)))
                    redirected = True
                case _:
                    policy, failure = self._only_of_rules(one)
                    if policy is not None:
                        made.append(policy)  # type: ignore[arg-type] # Such filters are of rules only.
                    problem = problem or failure
        types = {one.type for one in given}
        if "RequestHeaderModifier" in types:
            made.append(spec(request_header_modifier=request))
        if "ResponseHeaderModifier" in types:
            made.append(spec(response_header_modifier=response))
        if mirrors:
            made.append(spec(request_mirror=RequestMirrors(mirrors=mirrors)))
        return made, problem

    def _only_of_rules(self, one: Any) -> tuple[TrafficPolicySpec | None, Problem | None]:
        match one.type:
            case "URLRewrite":
                return TrafficPolicySpec(url_rewrite=_rewrite(one.url_rewrite)), None
            case "CORS":
                return TrafficPolicySpec(cors=_cors(one.cors)), None
            case "ExternalAuth":
                from kgwctl.agentgateway.routes.external_auth import external_auth

                backend, failure = self._destination(one.external_auth.backend_ref)
                if failure is not None or backend is None:
                    return None, failure
                return TrafficPolicySpec(ext_authz=external_auth(one.external_auth, backend)), None
        ref = one.extension_ref
        return None, Problem("Accepted", _INCOMPATIBLE, f"unsupported ExtensionRef: {ref.group}/{ref.kind}")

    def _mirror(self, spec: HTTPRequestMirrorFilter) -> tuple[RequestMirrors.Mirror | None, Problem | None]:
        """A mirror; one of no requests at all is an empty entry."""
        backend, failure = self._destination(spec.backend_ref)
        if failure is not None:
            return None, failure
        share: float = 100
        if spec.fraction is not None:
            denominator = 100 if spec.fraction.denominator is None else spec.fraction.denominator
            share = 100 * spec.fraction.numerator / denominator
        elif spec.percent is not None:
            share = spec.percent
        if share == 0:
            return RequestMirrors.Mirror(), None
        return RequestMirrors.Mirror(backend=backend, percentage=int(share) if share == int(share) else share), None

    def _destination(self, ref: Any) -> tuple[Any, Problem | None]:
        """Where a filter sends requests; any problem counts."""
        try:
            found, problem = self._destinations.find(self._route, ref)
        except RouteError as error:
            return None, error.problem
        return (found.backend if found is not None else None), problem


def _two_redirects() -> Problem:
    text = (
        "Cannot combine multiple terminal filters: RequestRedirect and RequestRedirect are mutually exclusive. "
        "Only one terminal filter is allowed per route rule."
    )
    return Problem("Accepted", _INCOMPATIBLE, text)


def _merge(into: HeaderModifier, spec: HTTPHeaderFilter) -> None:
    into.add = [*into.add, *(Header(name=one.name, value=one.value) for one in spec.add or ())]
    into.set = [*into.set, *(Header(name=one.name, value=one.value) for one in spec.set or ())]
    into.remove = [*into.remove, *(spec.remove or ())]


def _redirect(spec: HTTPRequestRedirectFilter) -> RequestRedirect:
    made = RequestRedirect(
        scheme=spec.scheme or "", host=spec.hostname or "", port=spec.port or 0, status=spec.status_code or 0
    )
    made.full, made.prefix = _path(spec.path)
    return made


def _rewrite(spec: HTTPURLRewriteFilter) -> UrlRewrite:
    made = UrlRewrite(host=spec.hostname or "")
    made.full, made.prefix = _path(spec.path)
    return made


def _path(spec: Any) -> tuple[str | None, str | None]:
    """The whole path or its prefix that a filter sets, without one slash at the end."""
    if spec is None:
        return None, None
    if spec.type == "ReplacePrefixMatch":
        return None, (spec.replace_prefix_match or "").removesuffix("/")
    return (spec.replace_full_path or "").removesuffix("/"), None


def _cors(spec: HTTPCORSFilter) -> CORS:
    return CORS(
        allow_credentials=bool(spec.allow_credentials),
        allow_headers=list(spec.allow_headers or ()),
        allow_methods=list(spec.allow_methods or ()),
        allow_origins=list(spec.allow_origins or ()),
        expose_headers=list(spec.expose_headers or ()),
        max_age=f"{spec.max_age or 0}s",
    )
