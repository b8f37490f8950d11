"""What a healthy world may do without a word, and what each rule about sense says of it when it goes wrong."""

from __future__ import annotations

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: alt, port: 8080, protocol: HTTP, hostname: "*.example.com"}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{name: http, port: 80}, {name: tls, port: 443}, {name: web, port: 444, targetPort: 443}]}
---
"""


def found(text: str, only: str = "KGW10") -> list[tuple[str, str, str]]:
    findings = check([Source("x.yaml", text.encode())], Options(Settings())).findings
    return [(one.rule, one.subject, format_path(one.path)) for one in findings if one.rule.startswith(only)]


def route(
    name: str, rules: str, *, hostnames: str = "[a.example.com]", parent: str = "{name: edge}", created: int = 1
) -> str:
    return (
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
        f"metadata: {{name: {name}, creationTimestamp: '2026-01-0{created}T00:00:00Z'}}\n"
        f"spec: {{parentRefs: [{parent}], hostnames: {hostnames}, rules: [{rules}]}}\n---\n"
    )


def to(port: int = 80, match: str = "path: {value: /}") -> str:
    return f"{{matches: [{{{match}}}], backendRefs: [{{name: shop, port: {port}}}]}}"


def test_the_older_route_wins() -> None:
    text = GATEWAY + route("b", to(), created=1) + route("a", to(), created=2)
    assert found(text) == [("KGW1003", "HTTPRoute default/a", "spec.rules[0].matches[0]")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("path: {value: /a}", "path: {value: /a/}"),
        ("path: {value: /a}", "path: {type: Exact, value: /a}"),
        ("headers: [{name: a, value: b}]", "headers: [{name: a, value: c}]"),
        ("method: GET", "method: POST"),
        ("queryParams: [{name: a, value: b}]", "queryParams: [{name: A, value: b}]"),
    ],
)
def test_different_matches(one: str, other: str) -> None:
    assert found(GATEWAY + route("a", f"{to(match=one)}, {to(match=other)}")) == []


def test_names_of_headers_have_no_case_and_no_order() -> None:
    one = "headers: [{name: a, value: b}, {name: c, value: d}]"
    other = "headers: [{name: C, value: d}, {name: A, value: b}]"
    assert [path for _, _, path in found(GATEWAY + route("a", f"{to(match=one)}, {to(match=other)}"))] == [
        "spec.rules[1].matches[0]"
    ]


def test_one_hostname_that_is_free_is_enough() -> None:
    text = GATEWAY + route("a", to()) + route("b", to(), hostnames="[a.example.com, b.example.com]", created=2)
    assert found(text) == []


def test_other_listeners_are_other_places() -> None:
    first = route("a", to(), parent="{name: edge, sectionName: http}")
    assert found(GATEWAY + first + route("b", to(), parent="{name: edge, sectionName: alt}")) == []


def test_hostnames_that_are_served_nowhere() -> None:
    text = route("a", to(), hostnames="[a.example.com, b.example.org]", parent="{name: edge, sectionName: alt}")
    assert found(GATEWAY + text) == [("KGW1004", "HTTPRoute default/a", "spec.hostnames[1]")]
    elsewhere = text.replace("[{name: edge, sectionName: alt}]", "[{name: edge, sectionName: alt}, {name: away}]")
    assert found(GATEWAY + elsewhere) == []


def test_clear_text_to_tls() -> None:
    assert found(GATEWAY + route("a", to(443))) == [
        ("KGW1006", "HTTPRoute default/a", "spec.rules[0].backendRefs[0].name")
    ]
    assert found(GATEWAY + route("a", to(444))) == []
    policy = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: shop}\n"
        "spec: {targetRefs: [{group: '', kind: Service, name: shop}],"
        " validation: {hostname: shop.example.com, wellKnownCACertificates: System}}\n"
    )
    assert found(GATEWAY + route("a", to(443)) + policy) == []


@pytest.mark.parametrize(
    ("redirect", "loops"),
    [
        ("scheme: http", True),
        ("hostname: a.example.com", True),
        ("port: 80, scheme: http", True),
        ("scheme: https", False),
        ("hostname: b.example.com", False),
        ("path: {type: ReplaceFullPath, replaceFullPath: /b}", False),
        ("port: 81", False),
    ],
)
def test_redirects_to_themselves(redirect: str, loops: bool) -> None:
    rule = f"{{filters: [{{type: RequestRedirect, requestRedirect: {{{redirect}}}}}]}}"
    text = GATEWAY + route("a", rule, parent="{name: edge, sectionName: http}")
    assert [rule for rule, _, _ in found(text)] == ["KGW1008"] * loops


def test_classes_of_other_projects_are_left_alone() -> None:
    for name in ("istio", "envoy-gateway", "nginx", "cilium"):
        assert found(GATEWAY.replace("gatewayClassName: kgateway", f"gatewayClassName: {name}")) == []


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ("kgateway.dev/route-wight: '1'", "KGW1001"),
        ("agentgateway.dev/nothing: a", "KGW1001"),
        ("kgateway.dev/policy-weight: a", "KGW1002"),
        ("kgateway.dev/per-connection-buffer-limit: many", "KGW1002"),
        ("kgateway.dev/disable-istio-auto-mtls: perhaps", "KGW1002"),
        ("delegation.kgateway.dev/inherit-parent-matcher: maybe", "KGW1002"),
        ("delegation.kgateway.dev/inherited-policy-priority: DeepMergePreferParent", "KGW1012"),
        ("example.com/kgateway.dev: a", ""),
    ],
)
def test_annotations(entry: str, rule: str) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, annotations: {{{entry}}}}}\n"
    assert [one for one, _, _ in found(text)] == ([rule] if rule else [])
