"""Expressions, logins and tokens that are accepted and do not do what they say; the real Envoy is the judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.envoy.binary import validate
from kgwctl.envoy.bootstrap import build_bootstrap
from kgwctl.lint.check import check
from kgwctl.lint.rules.access_policies import EXPRESSION_REFUSED, LOGIN_REFUSED, NO_SUCH_REQUIREMENT
from kgwctl.manifests import Source
from kgwctl.output.json_writer import to_json
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings
from tests.e2e.manifests import at, rendered, route, services, traffic_policy

GATEWAY = (
    "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw}\n"
    "spec: {gatewayClassName: kgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}\n"
    + services("web")
    + route("shop", at("/shop"))
)
EXPRESSIONS = [
    ("request.method in ['GET'] && !(a.b > 1.5) || c[0] ? -1 : {'k': [2u]}", ""),
    ("has(request.headers.a) && size(request.path) + request.path.size() > 1", ""),
    ("request.path.matches('^/[a-z]+$') || matches(request.path, p)", ""),
    ("request.time.getHours() < 9 && request.time.getFullYear('Europe/Paris') > 2000", ""),
    ("duration('1s') < int(a) && dyn(b) == type(c) && bool(d) && bytes(e) == f", ""),
    ("a.startsWith('x') && endsWith(a, 'y') && a.contains('z')", ""),
    ("[1].exists(x, x > 0)", "macros like all(), exists(), filter() and map() are switched off there"),
    ("a && b.map(x, x)[0]", "macros like all(), exists(), filter() and map() are switched off there"),
    ("request.path.split('/')[1] == 'a'", "it knows no method split() with 1 argument"),
    ("a == string(1)", "it knows no function string() with 1 argument"),
    ("a.size(1) == 1", "it knows no method size() with 1 argument"),
    ("[a.int()]", "it knows no method int() with 0 arguments"),
    ("getHours(request.time) == 1", "it knows no function getHours() with 1 argument"),
    ("a.startsWith('b', 'c')", "it knows no method startsWith() with 2 arguments"),
    ("{'a': b.lowerAscii()}", "it knows no method lowerAscii() with 0 arguments"),
    ("a ? pkg.Message{} : b", "it knows no message pkg.Message"),
    ("request.path.matches('[')", "the regular expression '[' is invalid: missing closing ]: `[`"),
]


def found(text: str, rule: str) -> list[tuple[str, str]]:
    checked = check([Source("x.yaml", text.encode())], Options(Settings()))
    return [(format_path(one.path), one.message) for one in checked.findings if one.rule == rule]


@pytest.mark.parametrize(("expression", "problem"), EXPRESSIONS)
def test_expressions(expression: str, problem: str) -> None:
    rbac = f"rbac: {{policy: {{matchExpressions: ['true', {json.dumps(expression)}, ')']}}}}"
    text = GATEWAY + traffic_policy("p", "kind: HTTPRoute, name: shop", rbac)
    path = "spec.rbac.policy.matchExpressions[1]"
    expected = [(path, f"Envoy refuses the configuration: {problem}")] if problem else []
    assert found(text, EXPRESSION_REFUSED.id) == expected


@pytest.mark.parametrize(("expression", "problem"), EXPRESSIONS)
def test_envoy_says_the_same(expression: str, problem: str, envoy: Path) -> None:
    rbac = f"rbac: {{policy: {{matchExpressions: [{json.dumps(expression)}]}}}}"
    result = rendered(GATEWAY + traffic_policy("p", "kind: HTTPRoute, name: shop", rbac))
    verdict = validate(to_json(build_bootstrap(result.resources).bootstrap, show_secrets=True), envoy)
    assert verdict.ok == (not problem), verdict.message


@pytest.mark.parametrize(
    ("end", "scopes", "refused"),
    [
        ("https://a.example.com/end", "[openid]", False),
        ("https://a.example.com/end", "[email]", True),
        ("https://a.example.com/end", "", True),
        ("", "[email]", False),
    ],
)
def test_logins(end: str, scopes: str, refused: bool, envoy: Path) -> None:
    more = (f", endSessionEndpoint: {end}" if end else "") + (f", scopes: {scopes}" if scopes else "")
    text = (
        GATEWAY
        + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: client}\nstringData: {client-secret: a}\n"
        + "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {name: login}\n"
        + "spec: {oauth2: {backendRef: {name: web, port: 80}, authorizationEndpoint: https://a.example.com/a, "
        + "tokenEndpoint: https://a.example.com/t, credentials: {clientID: a, clientSecretRef: {name: client}}"
        + f"{more}}}}}\n"
        + traffic_policy("p", "kind: HTTPRoute, name: shop", "oauth2: {extensionRef: {name: login}}")
    )
    paths = [path for path, _ in found(text, LOGIN_REFUSED.id)]
    assert paths == (["spec.oauth2.endSessionEndpoint"] if refused else [])
    verdict = validate(to_json(build_bootstrap(rendered(text).resources).bootstrap, show_secrets=True), envoy)
    assert verdict.ok == (not refused), verdict.message


@pytest.mark.parametrize(
    ("spec", "namespace", "paths"),
    [
        ("jwt: {providers: []}", "other", ["spec.jwtAuth.extensionRef.namespace"]),
        ("jwt: {providers: []}", "default", []),
        # Another type, which is refused anyway.
        ("extAuth: {grpcService: {backendRef: {name: web, port: 80}}}", "other", []),
    ],
)
def test_tokens_of_another_namespace(spec: str, namespace: str, paths: list[str]) -> None:
    text = (
        GATEWAY
        + "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\n"
        + f"metadata: {{name: tokens, namespace: {namespace}}}\nspec: {{{spec}}}\n"
        + traffic_policy(
            "p", "kind: HTTPRoute, name: shop", f"jwtAuth: {{extensionRef: {{name: tokens, namespace: {namespace}}}}}"
        )
    )
    assert [path for path, _ in found(text, NO_SUCH_REQUIREMENT.id)] == paths
