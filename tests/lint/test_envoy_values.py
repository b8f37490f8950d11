"""KGW0804 to KGW0806 in every field that they look at, each at its own path."""

from __future__ import annotations

import pytest

from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

RULES = ("KGW0804", "KGW0805", "KGW0806")


def found(text: str) -> list[tuple[str, str]]:
    """Rule and path (behind spec) of the findings that this module is about."""
    from kgwctl.diagnostics import format_path

    findings = check([Source("x.yaml", text.encode())], Options(Settings())).findings
    return [(one.rule, format_path(one.path[1:])) for one in findings if one.rule in RULES]


def route(rule: str, kind: str = "HTTPRoute", parents: str = "[{name: edge}]") -> str:
    return (
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: web}}\n"
        f"spec: {{parentRefs: {parents}, rules: [{{{rule}, backendRefs: [{{name: web, port: 80}}]}}]}}\n---\n"
    )


def gateway(name: str, class_name: str) -> str:
    return (
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: {name}}}\n"
        f"spec: {{gatewayClassName: {class_name}, listeners: [{{name: a, port: 80, protocol: HTTP}}]}}\n---\n"
    )


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("matches: [{path: {type: RegularExpression, value: '/(?!x)'}}]", "matches[0].path.value"),
        ("matches: [{headers: [{name: a, type: RegularExpression, value: '['}]}]", "matches[0].headers[0].value"),
        (
            "matches: [{queryParams: [{name: a, type: RegularExpression, value: '['}]}]",
            "matches[0].queryParams[0].value",
        ),
        (
            "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: 5%}]}}]",
            "filters[0].requestHeaderModifier.set[0].value",
        ),
        (
            "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: Host, value: a}]}}]",
            "filters[0].requestHeaderModifier.add[0].name",
        ),
        (
            "filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {remove: [Host]}}]",
            "filters[0].responseHeaderModifier.remove[0]",
        ),
    ],
)
def test_routes(rule: str, path: str) -> None:
    assert found(route(rule)) == [("KGW0804", f"rules[0].{path}")]


def test_grpc_methods() -> None:
    text = route("matches: [{method: {type: RegularExpression, service: '(', method: ')'}}]", "GRPCRoute")
    assert found(text) == [
        ("KGW0804", "rules[0].matches[0].method.service"),
        ("KGW0804", "rules[0].matches[0].method.method"),
    ]


def test_filters_of_a_backend() -> None:
    remove = "{type: RequestHeaderModifier, requestHeaderModifier: {remove: [host]}}"
    rule = f"backendRefs: [{{name: a, port: 80, filters: [{remove}]}}]"
    text = route("name: a").replace("backendRefs: [{name: web, port: 80}]", rule)
    assert found(text) == [("KGW0804", "rules[0].backendRefs[0].filters[0].requestHeaderModifier.remove[0]")]


def test_healthy_values() -> None:
    text = route(
        "matches: [{path: {type: RegularExpression, value: '/v[0-9]+/.*'}}],"
        "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: '%REQ(x)% 5%%'}]}}]"
    )
    assert found(text) == []


def test_routes_of_agentgateway_are_not_envoys() -> None:
    rule = "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Host, value: 5%}]}}]"
    assert found(gateway("edge", "agentgateway") + route(rule)) == []
    both = (
        gateway("edge", "agentgateway")
        + gateway("web", "kgateway")
        + route(rule, parents="[{name: edge}, {name: web}]")
    )
    assert len(found(both)) == 2


def policy(kind: str, spec: str) -> str:
    return f"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize(
    ("kind", "spec", "rule", "path"),
    [
        (
            "TrafficPolicy",
            "headerModifiers: {request: {add: [{name: a, value: 5%}]}}",
            "KGW0804",
            "headerModifiers.request.add[0].value",
        ),
        (
            "TrafficPolicy",
            "headerModifiers: {response: {set: [{name: Host, value: a}]}}",
            "KGW0804",
            "headerModifiers.response.set[0].name",
        ),
        (
            "TrafficPolicy",
            "csrf: {percentageEnabled: 100, additionalOrigins: [{safeRegex: '['}]}",
            "KGW0804",
            "csrf.additionalOrigins[0].safeRegex",
        ),
        (
            "BackendConfigPolicy",
            "tls: {wellKnownCACertificates: System, parameters: {cipherSuites: [AES128-SHA, X]}}",
            "KGW0805",
            "tls.parameters.cipherSuites[1]",
        ),
        (
            "BackendConfigPolicy",
            "tls: {wellKnownCACertificates: System, parameters: {ecdhCurves: [P256]}}",
            "KGW0805",
            "tls.parameters.ecdhCurves[0]",
        ),
    ],
)
def test_policies(kind: str, spec: str, rule: str, path: str) -> None:
    assert found(policy(kind, spec)) == [(rule, path)]


def test_removing_is_free_in_traffic_policies() -> None:
    assert found(policy("TrafficPolicy", "headerModifiers: {request: {remove: [Host]}}")) == []


def test_options_of_a_listener() -> None:
    text = gateway("edge", "kgateway").replace(
        "protocol: HTTP}", "protocol: HTTPS, tls: {options: {kgateway.dev/cipher-suites: 'AES128-SHA, RC4-SHA'}}}"
    )
    assert found(text) == [("KGW0805", "listeners[0].tls.options.kgateway.dev/cipher-suites")]
    assert found(text.replace("gatewayClassName: kgateway", "gatewayClassName: agentgateway")) == []
