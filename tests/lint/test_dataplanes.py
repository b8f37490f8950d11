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


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [LISTENERS]
---
"""
SERVED = AGENTGATEWAY.replace("spec:\n", "spec:\n  parentRefs: [{name: edge}]\n")
DELEGATING = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: team}
spec:
  rules:
  - matches: [{path: {type: PathPrefix, value: /a/b}}]
    filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]
"""


def on(gateway_class: str, text: str, listeners: str = "{name: a, port: 80, protocol: HTTP}") -> list[tuple[str, str]]:
    """Rule and path of what is found where a Gateway of that class stands beside ``text``."""
    gateway = GATEWAY.replace("gatewayClassName: kgateway", f"gatewayClassName: {gateway_class}")
    found = findings(gateway.replace("LISTENERS", listeners) + text)
    return [(one.rule, ".".join(map(str, one.path))) for one in found]


def test_each_plane_has_backends_of_its_own() -> None:
    assert on("agentgateway", SERVED + BACKEND) == []
    assert on("kgateway", SERVED + BACKEND) == [("KGW0203", "spec.rules.0.backendRefs.0.kind")]


def test_only_envoy_delegates() -> None:
    assert on("kgateway", DELEGATING) == []
    assert on("agentgateway", DELEGATING) == [("KGW0203", "spec.rules.0.backendRefs.0.kind")]


def test_listeners_are_measured_with_the_yardstick_of_their_plane() -> None:
    both = "{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: TCP}"
    assert on("agentgateway", "", both) == []
    assert ("KGW0303", "spec.listeners.1") in on("kgateway", "", both)
    own = "{name: a, port: 15021, protocol: HTTP}"
    assert on("agentgateway", "", own) == [("KGW0303", "spec.listeners.0.port")]
    assert on("kgateway", "", own) == []


def test_a_route_of_both_planes_is_judged_by_both() -> None:
    other = GATEWAY.replace("name: edge", "name: ai").replace(
        "gatewayClassName: kgateway", "gatewayClassName: agentgateway"
    )
    text = other.replace("LISTENERS", "{name: a, port: 80, protocol: HTTP}") + SERVED + BACKEND
    both = text.replace("[{name: edge}]", "[{name: edge}, {name: ai}]")
    assert on("kgateway", both) == [("KGW0203", "spec.rules.0.backendRefs.0.kind")]


def test_services_without_the_port_on_agentgateway() -> None:
    service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{port: 80}]}\n"
    plain = SERVED.replace("group: agentgateway.dev, kind: AgentgatewayBackend, name: mcp", "name: shop, port: PORT")
    assert on("agentgateway", plain.replace("PORT", "80") + service) == []
    assert on("agentgateway", plain.replace("PORT", "81") + service) == [("KGW0201", "spec.rules.0.backendRefs.0.port")]


PORT_OF_A_SERVICE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: %s, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{name: https, port: 443}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: tls}
spec:
  targetRefs: [{group: "", kind: Service, name: web, sectionName: "%s"}]
  validation: {hostname: web.example.com, wellKnownCACertificates: System}
"""


def test_agentgateway_names_ports_of_services_by_number() -> None:
    """``pkg/agentgateway/utils/utils.go:ServiceTargetWithHostname``: a name is port 0."""
    assert findings(PORT_OF_A_SERVICE % ("agentgateway", "443")) == []
    (refused,) = findings(PORT_OF_A_SERVICE % ("agentgateway", "https"))
    assert (refused.rule, refused.message, refused.hint) == (
        "KGW0306",
        "Service default/web has no https",
        "it has 443",
    )


def test_kgateway_names_them_by_name_and_does_nothing_with_it() -> None:
    assert [one.rule for one in findings(PORT_OF_A_SERVICE % ("kgateway", "https"))] == ["KGW0501"]
    assert sorted(one.rule for one in findings(PORT_OF_A_SERVICE % ("kgateway", "443"))) == ["KGW0306", "KGW0501"]
