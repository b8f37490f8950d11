"""Gateways and routes that agentgateway's controller refuses or loses, at their places."""

from __future__ import annotations

from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings
from tests.envoy.tls_data import tls_secret

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: agentgateway
  allowedListeners: {namespaces: {from: Same}}
  listeners: [%s]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
"""
HTTP = "{name: http, port: 80, protocol: HTTP}"
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [%s]
  rules: [{backendRefs: [{name: web, port: 80%s}]}]
"""
SET = """\
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: more}
spec:
  parentRef: {name: edge}
  listeners: [{name: http, port: 81, protocol: HTTP}]
---
"""
TO_SET = "{group: gateway.networking.x-k8s.io, kind: XListenerSet, name: more}"


def told(text: str) -> list[tuple[str, str, tuple[str | int, ...]]]:
    checked = check([Source("x.yaml", text.encode())], Options(Settings()))
    return [(one.rule, one.message, one.path) for one in checked.findings]


def test_a_filter_on_a_backend_that_rules_only_take() -> None:
    filters = (
        ", filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {remove: [x]}}, {type: CORS, cors: {}}]"
    )
    assert told(GATEWAY % HTTP + ROUTE % ("{name: edge}", filters)) == [
        (
            "KGW0726",
            "agentgateway takes no CORS on a backend: no rule of the route is served",
            ("spec", "rules", 0, "backendRefs", 0, "filters", 1, "type"),
        )
    ]


def test_a_second_certificate() -> None:
    refs = "tls: {certificateRefs: [{name: one}, {name: two}]}"
    secrets = "---\n".join(tls_secret(name) for name in ("one", "two"))
    assert told(GATEWAY % f"{{name: https, port: 443, protocol: HTTPS, {refs}}}" + secrets) == [
        (
            "KGW0727",
            "listener https: exactly 1 certificateRefs should be present for TLS termination: connections are refused",
            ("spec", "listeners", 0, "tls", "certificateRefs", 1),
        )
    ]


def test_a_missing_certificate_is_told_once() -> None:
    listener = "{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: none}]}}"
    assert [rule for rule, _, _ in told(GATEWAY % listener)] == ["KGW0307"]


def test_the_gateways_route_is_lost_to_a_set_with_the_same_section() -> None:
    assert told(GATEWAY % HTTP + SET + ROUTE % (f"{{name: edge}}, {TO_SET}", "")) == [
        (
            "KGW0728",
            "the listener http of Gateway default/edge loses the route to that of XListenerSet default/more",
            ("spec", "parentRefs", 0),
        )
    ]


def test_envoys_gateways_are_not_measured_so() -> None:
    text = GATEWAY.replace("agentgateway", "kgateway") % HTTP + SET + ROUTE % (f"{{name: edge}}, {TO_SET}", "")
    assert told(text) == []
