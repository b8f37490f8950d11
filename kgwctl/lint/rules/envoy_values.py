"""Values of routes, TLS settings and policies that only Envoy refuses: KGW0804 to KGW0806.

The API server takes them, and so does kgateway. Envoy refuses the whole resource that holds one, and the proxy
goes on with what it had before: every later change of the Gateway is lost, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import (
    BACKEND_CONFIG_POLICY,
    GATEWAY,
    GATEWAY_EXTENSION,
    GRPC_ROUTE,
    HTTP_ROUTE,
    TRAFFIC_POLICY,
    X_LISTENER_SET,
)
from kgwctl.diagnostics import Rule, Severity
from kgwctl.envoy_values.headers import name_problem, value_problem
from kgwctl.lint.findings import finding
from kgwctl.planes.envoy import ENVOY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.resolved import ResolvedPlanes

_ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  rules:
  - filters:
    - type: RequestRedirect
      requestRedirect: {scheme: https}
    - type: RequestHeaderModifier
      requestHeaderModifier: {set: [{name: x-share, value: 50%%}]}
"""
_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls: {options: {kgateway.dev/ecdh-curves: X25519}}
"""
_TOKENS = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: tokens}
spec:
  jwt:
    providers:
    - name: own
      jwks: {remote: {url: https://keys.example.com/keys, backendRef: {name: keys, port: 443}}}
---
apiVersion: v1
kind: Service
metadata: {name: keys}
spec: {ports: [{port: 443}]}
"""

VALUE_REFUSED = Rule(
    id="KGW0804",
    name="value-refused-by-envoy",
    severity=Severity.ERROR,
    summary="A header, format or regular expression of a route or TrafficPolicy that Envoy refuses.",
    explanation="Values of headers are formats: %% is a percent sign, %NAME(parameters):length% an operator. Host and "
    "pseudo-headers cannot be changed. Regular expressions are RE2's: no look-ahead, no back references. Envoy "
    "refuses all routes of the Gateway's port for one such value.",
    bad=_ROUTE.replace("50%%", "50%"),
    good=_ROUTE,
)
TLS_REFUSED = Rule(
    id="KGW0805",
    name="tls-setting-refused-by-envoy",
    severity=Severity.ERROR,
    summary="A cipher suite or curve that Envoy does not know.",
    explanation="kgateway passes the names on as they are. Envoy refuses the listener or cluster that has one it does "
    "not know. Suites of TLS 1.3 are always on, and a list of them alone is refused as empty.",
    bad=_GATEWAY.replace("X25519", "P256"),
    good=_GATEWAY,
)
URL_REFUSED = Rule(
    id="KGW0806",
    name="url-refused-by-envoy",
    severity=Severity.ERROR,
    summary="A URL that Envoy should call is not absolute, or not of HTTP.",
    explanation="Envoy refuses the listeners that use the GatewayExtension.",
    bad=_TOKENS.replace("https://", ""),
    good=_TOKENS,
)
RULES: tuple[Rule, ...] = (VALUE_REFUSED, TLS_REFUSED, URL_REFUSED)

_REGEX = "RegularExpression"


def envoy_value_findings(planes: ResolvedPlanes) -> Iterator[Finding]:
    """Values that Envoy refuses, wherever kgateway passes one on to it."""
    objects = planes.of(ENVOY).objects
    for kind in (HTTP_ROUTE, GRPC_ROUTE):
        for route in objects.of(kind):
            if planes.may_serve(ENVOY, route.key):
                yield from _found(VALUE_REFUSED, route, _of_route(route))
    for policy in objects.of(TRAFFIC_POLICY):
        yield from _found(VALUE_REFUSED, policy, _of_traffic_policy(policy.object.spec))
    foreign = _other_parents(planes)
    for parent_kind in (GATEWAY, X_LISTENER_SET):
        for parent in objects.of(parent_kind):
            if parent.key not in foreign:
                yield from _found(TLS_REFUSED, parent, _of_listeners(parent.object.spec.listeners or ()))
    for config in objects.of(BACKEND_CONFIG_POLICY):
        yield from _found(TLS_REFUSED, config, _of_parameters(config.object.spec))
    for extension in objects.of(GATEWAY_EXTENSION):
        yield from _found(URL_REFUSED, extension, _of_key_sets(extension.object.spec))


def _found(rule: Rule, resource: Resource[Any], problems: Iterator[tuple[FieldPath, str]]) -> Iterator[Finding]:
    for path, problem in problems:
        yield finding(rule, resource, ("spec", *path), f"Envoy refuses the configuration: {problem}")


def _other_parents(planes: ResolvedPlanes) -> frozenset[ObjectKey]:
    """Gateways, and their listener sets, that another plane serves."""
    gateways = [one for one in planes.gateways if one.plane is not ENVOY]
    sets = (one for gateway in gateways for one in (*gateway.allowed_listener_sets, *gateway.denied_listener_sets))
    return frozenset({*(one.key for one in gateways), *(one.key for one in sets)})


def _of_route(route: Resource[Any]) -> Iterator[tuple[FieldPath, str]]:
    for index, rule in enumerate(route.object.spec.rules or ()):
        path: FieldPath = ("rules", index)
        for place, match in enumerate(rule.matches or ()):
            yield from _of_match(match, (*path, "matches", place))
        for place, one in enumerate(rule.filters or ()):
            yield from _of_filter(one, (*path, "filters", place))
        for number, backend in enumerate(rule.backend_refs or ()):
            for place, one in enumerate(backend.filters or ()):
                yield from _of_filter(one, (*path, "backendRefs", number, "filters", place))


def _of_match(match: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    whole = getattr(match, "path", None)
    if whole is not None and whole.type == _REGEX:
        yield from _regex(whole.value, (*path, "path", "value"))
    method = match.method
    if getattr(method, "type", None) == _REGEX:
        yield from _regex(method.service, (*path, "method", "service"))
        yield from _regex(method.method, (*path, "method", "method"))
    for field, listed in (("headers", match.headers), ("queryParams", getattr(match, "query_params", None))):
        for place, one in enumerate(listed or ()):
            if one.type == _REGEX:
                yield from _regex(one.value, (*path, field, place, "value"))


def _regex(pattern: str | None, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if not pattern or pattern.isalnum():
        return
    from kgwctl.re2.syntax import PatternError, parse

    try:
        parse(pattern)
    except PatternError as error:
        yield path, f"it does not take the regular expression: {error}"


def _of_filter(one: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    for field, headers in (
        ("requestHeaderModifier", one.request_header_modifier),
        ("responseHeaderModifier", one.response_header_modifier),
    ):
        if headers is not None:
            yield from _of_headers(headers, (*path, field))
            for place, name in enumerate(headers.remove or ()):
                problem = name_problem(name)
                if problem:
                    yield (*path, field, "remove", place), problem


def _of_headers(headers: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    for field, listed in (("add", headers.add), ("set", headers.set)):
        for place, header in enumerate(listed or ()):
            for below, problem in (("name", name_problem(header.name)), ("value", value_problem(header.value or ""))):
                if problem:
                    yield (*path, field, place, below), problem


def _of_traffic_policy(spec: Any) -> Iterator[tuple[FieldPath, str]]:
    modifiers = spec.header_modifiers
    if modifiers is not None:
        # Removing is done by a filter that takes every name.
        for field, headers in (("request", modifiers.request), ("response", modifiers.response)):
            if headers is not None:
                yield from _of_headers(headers, ("headerModifiers", field))
    if spec.csrf is not None:
        for place, origin in enumerate(spec.csrf.additional_origins or ()):
            yield from _regex(origin.safe_regex, ("csrf", "additionalOrigins", place, "safeRegex"))
    if spec.url_rewrite is not None and spec.url_rewrite.path_regex is not None:
        yield from _regex(spec.url_rewrite.path_regex.pattern, ("urlRewrite", "pathRegex", "pattern"))


def _of_listeners(listeners: Any) -> Iterator[tuple[FieldPath, str]]:
    for index, listener in enumerate(listeners):
        options = (listener.tls.options if listener.tls is not None else None) or {}
        for name, problems_of in _tls_names():
            key = f"kgateway.dev/{name}"
            entries = [entry.strip() for entry in options.get(key, "").split(",")]
            for _, problem in problems_of(entries) if options.get(key) else ():
                yield ("listeners", index, "tls", "options", key), problem


def _of_parameters(spec: Any) -> Iterator[tuple[FieldPath, str]]:
    parameters = spec.tls.parameters if spec.tls is not None else None
    if parameters is None:
        return
    (_, suite_problems), (_, curve_problems) = _tls_names()
    for place, problem in suite_problems(parameters.cipher_suites or ()):
        yield ("tls", "parameters", "cipherSuites", place), problem
    for place, problem in curve_problems(parameters.ecdh_curves or ()):
        yield ("tls", "parameters", "ecdhCurves", place), problem


def _tls_names() -> tuple[tuple[str, Callable[[Sequence[str]], Iterator[tuple[int, str]]]], ...]:
    from kgwctl.envoy_values.tls import cipher_suite_problems, curve_problems

    return (("cipher-suites", cipher_suite_problems), ("ecdh-curves", curve_problems))


def _of_key_sets(spec: Any) -> Iterator[tuple[FieldPath, str]]:
    for index, provider in enumerate((spec.jwt.providers if spec.jwt is not None else None) or ()):
        remote = provider.jwks.remote
        if remote is not None:
            from kgwctl.envoy_values.urls import url_problem

            problem = url_problem(remote.url)
            if problem:
                yield ("jwt", "providers", index, "jwks", "remote", "url"), problem
