from __future__ import annotations

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

POLICY = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: dr, namespace: default}
spec: {status: 418, body: teapot}
"""
REF = "filters: [{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: DirectResponse, name: dr}}]"


def test_answers_instead_of_a_backend() -> None:
    result = rendered(GATEWAY, POLICY, http_route(REF))
    assert result.route["directResponse"] == {"status": 418, "body": {"inlineString": "teapot"}}
    (status,) = result.statuses["policies"].values()
    assert [one["reason"] for one in status["ancestors"][0]["conditions"]] == ["Valid", "Attached"]


def test_conflicts_with_a_backend() -> None:
    result = rendered(GATEWAY, SERVICE, POLICY, http_route(f"{REF}, backendRefs: [{{name: web, port: 80}}]"))
    assert result.route["directResponse"]["status"] == 500
    assert "route" not in result.route
    reason, message = result.route_condition("Accepted")
    assert reason == "RouteRuleReplaced"
    assert "DirectResponse cannot be applied to route with existing action" in message


def test_missing_policy_replaces_the_rule() -> None:
    result = rendered(GATEWAY, SERVICE, http_route(f"{REF}, backendRefs: [{{name: web, port: 80}}]"))
    assert result.route["directResponse"]["status"] == 500
    message = "Replaced Rule (0): gateway.kgateway.dev/DirectResponse/default/dr: policy not found"
    assert result.route_condition("Accepted") == ("RouteRuleReplaced", message)
