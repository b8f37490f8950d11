"""Objects that are there and have errors of their own are not called missing."""

from __future__ import annotations

from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  rules:
  - filters: [{type: RequestMirror, requestMirror: {backendRef: {name: shop, port: 80}}}]
    backendRefs: [{name: shop, port: 80}]
"""
SERVICE = "---\napiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{port: 80, protocol: WRONG}]}\n"
POLICY = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: shop}
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  connectTimeout: 5s
"""


def found(text: str) -> list[tuple[str, str]]:
    return [(one.rule, one.subject) for one in check([Source("x.yaml", text.encode())], Options()).findings]


def test_a_service_with_errors_is_not_missing() -> None:
    assert found(ROUTE + SERVICE + POLICY) == [("KGW0104", "Service default/shop")]
    missing = found(ROUTE + POLICY)
    assert [rule for rule, _ in missing] == ["KGW0201", "KGW0201", "KGW0305"]


def test_nor_is_a_route_that_is_delegated_to() -> None:
    root = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
---
"""
    broken = ROUTE.replace("rules:", "hostnames: [not a name]\n  rules:")
    assert [one for one in found(root + broken) if one[1] == "HTTPRoute default/root"] == []
