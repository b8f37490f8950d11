"""Manifests of the other data plane and of waypoints are not measured with Envoy's yardstick."""

from __future__ import annotations

from kgwctl.diagnostics import Finding
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings


def findings(text: str) -> list[Finding]:
    return list(check([Source("x.yaml", text.encode())], Options(Settings())).findings)


AGENTGATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: tools}
spec:
  rules:
  - backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: mcp}]
"""
BACKEND = """\
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayBackend
metadata: {name: mcp}
spec: {static: {host: mcp.example.com, port: 443}}
"""
WAYPOINT = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint}
spec:
  gatewayClassName: kgateway-waypoint
  listeners: [{name: proxy, port: 15088, protocol: istio.io/PROXY}]
"""


def test_backends_of_agentgateway_are_backends() -> None:
    assert findings(AGENTGATEWAY + BACKEND) == []


def test_missing_backends_of_agentgateway_are_missing() -> None:
    assert [one.rule for one in findings(AGENTGATEWAY)] == ["KGW0201"]


def test_waypoints_may_use_their_protocol() -> None:
    assert findings(WAYPOINT) == []
    refused = findings(WAYPOINT.replace("kgateway-waypoint", "kgateway"))
    assert [one.rule for one in refused] == ["KGW0303"]
