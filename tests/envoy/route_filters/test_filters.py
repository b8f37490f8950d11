"""Built-in filters on one route: what each field becomes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

BACKEND = "backendRefs: [{name: web, port: 80}]"


def route_with(
    *filters: str, backend: str = BACKEND, match: str = "", settings: tuple[str, ...] = ()
) -> dict[str, Any]:
    rule = f"filters: [{', '.join(f'{{{one}}}' for one in filters)}]"
    rule += f", matches: [{{path: {{{match}}}}}]" if match else ""
    rule += f", {backend}" if backend else ""
    return rendered(GATEWAY, SERVICE, http_route(rule), settings=settings).route


def test_header_modifiers_accumulate_added_before_set() -> None:
    route = route_with(
        "type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: s, value: v}], add: [{name: a, value: v}]}",
        "type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: b, value: v}], remove: [x]}",
        "type: ResponseHeaderModifier, responseHeaderModifier: {remove: [y, z]}",
    )
    assert [one["header"]["key"] for one in route["requestHeadersToAdd"]] == ["a", "s", "b"]
    assert [one.get("appendAction", "APPEND") for one in route["requestHeadersToAdd"]] == [
        "APPEND",
        "OVERWRITE_IF_EXISTS_OR_ADD",
        "APPEND",
    ]
    assert route["requestHeadersToRemove"] == ["x"]
    assert route["responseHeadersToRemove"] == ["y", "z"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("", {"responseCode": "FOUND", "portRedirect": 80}),
        ("scheme: https", {"responseCode": "FOUND", "portRedirect": 443, "httpsRedirect": True}),
        ("scheme: http, statusCode: 301", {"portRedirect": 80, "schemeRedirect": "http"}),
        ("port: 8443, hostname: h", {"responseCode": "FOUND", "portRedirect": 8443, "hostRedirect": "h"}),
        (
            "path: {type: ReplaceFullPath, replaceFullPath: /n}, statusCode: 308",
            {"responseCode": "PERMANENT_REDIRECT", "portRedirect": 80, "pathRedirect": "/n"},
        ),
        (
            "path: {type: ReplacePrefixMatch}, statusCode: 307",
            {"responseCode": "TEMPORARY_REDIRECT", "portRedirect": 80, "prefixRewrite": "/"},
        ),
        ("statusCode: 303", {"responseCode": "SEE_OTHER", "portRedirect": 80}),
    ],
)
def test_redirect(spec: str, expected: dict[str, Any]) -> None:
    route = route_with(f"type: RequestRedirect, requestRedirect: {{{spec}}}")
    assert route["redirect"] == expected
    assert "route" not in route


def test_first_redirect_wins() -> None:
    redirects = [f"type: RequestRedirect, requestRedirect: {{port: {port}}}" for port in (1, 2)]
    assert route_with(*redirects, backend="")["redirect"]["portRedirect"] == 1


def test_redirect_goes_to_the_port_of_each_listener() -> None:
    gateway = GATEWAY + "  - {name: other, port: 8080, protocol: HTTP}\n"
    result = rendered(gateway, http_route("filters: [{type: RequestRedirect, requestRedirect: {hostname: h}}]"))
    assert [route["redirect"]["portRedirect"] for route in result.routes] == [80, 8080]


@pytest.mark.parametrize(
    ("annotation", "rule_name", "outcome"),
    [
        ("307", "", "TEMPORARY_REDIRECT"),
        ("a=301, b=308", "b", "PERMANENT_REDIRECT"),
        ("a=307, 303", "b", "SEE_OTHER"),
        ("a=307", "b", "FOUND"),
        ("a=307", "", "TEMPORARY_REDIRECT"),
        ("", "", "missing value"),
        ("x", "", "invalid redirect status code: x; must be one of 301, 302, 303, 307, 308"),
        ("200", "", "invalid redirect status code: 200; must be one of 301, 302, 303, 307, 308"),
    ],
)
def test_redirect_annotation(annotation: str, rule_name: str, outcome: str) -> None:
    name = f"name: {rule_name}, " if rule_name else ""
    text = http_route(f"{name}filters: [{{type: RequestRedirect, requestRedirect: {{}}}}]")
    text = text.replace(
        "{name: r,", f"{{name: r, annotations: {{kgateway.dev/http-redirect-status-code: '{annotation}'}},"
    )
    result = rendered(GATEWAY, text)
    if "redirect" in result.route:
        assert result.route["redirect"].get("responseCode", "MOVED_PERMANENTLY") == outcome
    else:
        reason, message = result.route_condition("Accepted")
        assert reason == "RouteRuleReplaced"
        assert outcome in message


@pytest.mark.parametrize(
    ("match", "spec", "expected"),
    [
        ("value: /a", "hostname: h", {"hostRewriteLiteral": "h"}),
        (
            "value: /a",
            "path: {type: ReplaceFullPath, replaceFullPath: /n}",
            {"regexRewrite": {"pattern": {"regex": ".*"}, "substitution": "/n"}},
        ),
        ("value: /a", "path: {type: ReplacePrefixMatch, replacePrefixMatch: /n}", {"prefixRewrite": "/n"}),
        (
            "value: /a",
            "path: {type: ReplacePrefixMatch, replacePrefixMatch: /}",
            {"regexRewrite": {"pattern": {"regex": "^/a\\/*"}, "substitution": "/"}},
        ),
        ("type: RegularExpression, value: /a", "path: {type: ReplacePrefixMatch}", {"prefixRewrite": "/"}),
    ],
)
def test_url_rewrite(match: str, spec: str, expected: dict[str, Any]) -> None:
    action = route_with(f"type: URLRewrite, urlRewrite: {{{spec}}}", match=match)["route"]
    assert {key: action[key] for key in action if "ewrite" in key} == expected


def test_url_rewrite_that_is_no_url_replaces_the_route() -> None:
    spec = "type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: '/%zz'}}"
    assert route_with(spec)["directResponse"]["status"] == 500


@pytest.mark.parametrize(
    ("spec", "fraction"),
    [
        ("", None),
        ("percent: 30", {"numerator": 30}),
        ("fraction: {numerator: 1, denominator: 3}", {"numerator": 333333, "denominator": "MILLION"}),
        ("fraction: {numerator: 5}", {"numerator": 50000, "denominator": "MILLION"}),
    ],
)
def test_mirror(spec: str, fraction: dict[str, Any] | None) -> None:
    mirror = f"type: RequestMirror, requestMirror: {{backendRef: {{name: web, port: 80}}{', ' * bool(spec)}{spec}}}"
    policy = {"cluster": "kube_default_web_80"}
    expected = policy if fraction is None else {**policy, "runtimeFraction": {"defaultValue": fraction}}
    assert route_with(mirror, mirror)["route"]["requestMirrorPolicies"] == [expected, expected]


def test_mirror_to_nowhere_is_dropped() -> None:
    route = route_with("type: RequestMirror, requestMirror: {backendRef: {name: none, port: 80}}")
    assert "requestMirrorPolicies" not in route["route"]


def test_cors_needs_the_experimental_channel() -> None:
    fields = "allowOrigins: ['https://a.example.com', '*'], allowMethods: [GET, PUT], allowCredentials: true"
    spec = f"type: CORS, cors: {{{fields}}}"
    rule = f"filters: [{{{spec}}}], {BACKEND}"
    result = rendered(GATEWAY, SERVICE, http_route(rule))
    policy = result.route["typedPerFilterConfig"]["envoy.filters.http.cors"]
    assert policy["allowMethods"] == "GET, PUT"
    assert policy["allowCredentials"] is True
    assert policy["allowOriginStringMatch"] == [{"exact": "https://a.example.com"}, {"safeRegex": {"regex": "^.*$"}}]
    assert result.filters() == ["envoy.filters.http.cors", "envoy.filters.http.router"]
    off = rendered(GATEWAY, SERVICE, http_route(rule), settings=["KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES=false"])
    assert "typedPerFilterConfig" not in off.route
    assert off.filters() == ["envoy.filters.http.router"]
