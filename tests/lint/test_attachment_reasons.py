"""Why a route does not attach, at the field that keeps it out; parents of listener sets; policies of other planes."""

from __future__ import annotations

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: a}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: raw, port: 9000, protocol: TCP}
---
"""


def found(text: str, *rules: str) -> list[tuple[str, str]]:
    findings = check([Source("x.yaml", text.encode())], Options()).findings
    return [
        (format_path(one.path), one.message.split(": ", 1)[1] if ": " in one.message else one.message)
        for one in findings
        if one.rule in rules
    ]


def route(parent: str, namespace: str = "a", kind: str = "HTTPRoute") -> str:
    return (
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: r, namespace: {namespace}}}\n"
        f"spec: {{parentRefs: [{{name: edge, namespace: a{parent}}}], rules: [{{}}]}}\n"
    )


@pytest.mark.parametrize(
    ("text", "path", "why"),
    [
        (route(", sectionName: https"), "spec.parentRefs[0].sectionName", "there is no listener https"),
        (route(", sectionName: http, port: 81"), "spec.parentRefs[0].port", "no listener of that name has port 81"),
        (
            route(", sectionName: raw", kind="GRPCRoute"),
            "spec.parentRefs[0].sectionName",
            "listener raw does not take a GRPCRoute, only TCPRoute",
        ),
        (route(", port: 9000"), "spec.parentRefs[0]", "listener raw does not take a HTTPRoute, only TCPRoute"),
        (route("", namespace="b"), "spec.parentRefs[0]", "no listener takes routes from namespace b"),
    ],
)
def test_why_not(text: str, path: str, why: str) -> None:
    assert found(GATEWAY + text, "KGW0302") == [(path, why)]


def test_the_parent_of_a_listener_set() -> None:
    text = (
        "apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XListenerSet\nmetadata: {name: s, namespace: a}\n"
        "spec: {parentRef: {name: edgy}, listeners: [{name: a, port: 81, protocol: HTTP}]}\n"
    )
    assert found(GATEWAY + text, "KGW0301") == [("spec.parentRef.name", "Gateway a/edgy does not exist here")]


@pytest.mark.parametrize(
    ("secret", "reference", "path", "why"),
    [
        (
            "",
            "{kind: ConfigMap, name: c}",
            "kind",
            "a certificate comes from a Secret, not from a ConfigMap of group core",
        ),
        ("", "{group: a.b, name: c}", "group", "a certificate comes from a Secret, not from a Secret of group a.b"),
        (
            "---\napiVersion: v1\nkind: Secret\nmetadata: {name: c, namespace: a}\nstringData: {a: b}\n",
            "{name: c}",
            "name",
            "invalid TLS secret a/c: tls: failed to find any PEM data in certificate input",
        ),
    ],
)
def test_certificates_at_their_reference(secret: str, reference: str, path: str, why: str) -> None:
    listener = f"  - {{name: s, port: 443, protocol: HTTPS, tls: {{certificateRefs: [{reference}]}}}}\n"
    text = GATEWAY.removesuffix("---\n") + listener + secret
    assert found(text, "KGW0704") == [(f"spec.listeners[2].tls.certificateRefs[0].{path}", why)]


def test_options_that_cannot_be_read() -> None:
    listener = "  - {name: s, port: 443, protocol: HTTPS, tls: {options: {kgateway.dev/min-tls-version: '2'}}}\n"
    ((path, why),) = found(GATEWAY.removesuffix("---\n") + listener, "KGW0704")
    assert (path, why) == (
        "spec.listeners[2].tls.options",
        "its TLS options cannot be read: invalid minimum tls version: 2",
    )


def agentgateway_policy(kind: str, name: str) -> str:
    return (
        "---\napiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayPolicy\nmetadata: {name: p, namespace: a}\n"
        f"spec: {{targetRefs: [{{group: gateway.networking.k8s.io, kind: {kind}, name: {name}}}],"
        " traffic: {timeouts: {request: 1s}}}\n"
    )


def test_policies_of_the_other_plane() -> None:
    on_gateway, on_route = agentgateway_policy("Gateway", "edge"), route("") + agentgateway_policy("HTTPRoute", "r")
    for text in (on_gateway, on_route):
        assert [path for path, _ in found(GATEWAY + text, "KGW0310")] == ["spec.targetRefs[0].name"]
        other = GATEWAY.replace("gatewayClassName: kgateway", "gatewayClassName: agentgateway")
        assert found(other + text, "KGW0310") == []
    assert found(on_route, "KGW0310") == []
