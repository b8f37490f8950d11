from __future__ import annotations

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

WEBSOCKET = """
apiVersion: v1
kind: Service
metadata: {name: ws, namespace: default}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/ws}]}
"""
HEADERS = "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}], remove: [c]}}]"
SET = [{"header": {"key": "a", "value": "b"}, "appendAction": "OVERWRITE_IF_EXISTS_OR_ADD"}]


def test_one_backend_is_the_cluster_and_configures_the_route() -> None:
    own = "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: z, value: y}]}}]"
    rule = f"{own}, backendRefs: [{{name: web, port: 80, weight: 7, {HEADERS}}}]"
    route = rendered(GATEWAY, SERVICE, http_route(rule)).route
    assert route["route"] == {
        "cluster": "kube_default_web_80",
        "clusterNotFoundResponseCode": "INTERNAL_SERVER_ERROR",
    }
    assert route["requestHeadersToAdd"] == [{"header": {"key": "z", "value": "y"}}, *SET]
    assert route["requestHeadersToRemove"] == ["c"]


def test_several_backends_are_weighted_and_configure_their_share() -> None:
    rule = f"backendRefs: [{{name: web, port: 80, weight: 7, {HEADERS}}}, {{name: none, port: 80}}]"
    result = rendered(GATEWAY, SERVICE, http_route(rule))
    assert result.route["route"]["weightedClusters"]["clusters"] == [
        {
            "name": "kube_default_web_80",
            "weight": 7,
            "requestHeadersToAdd": SET,
            "requestHeadersToRemove": ["c"],
        },
        {"name": "blackhole-cluster", "weight": 1},
    ]
    assert "requestHeadersToAdd" not in result.route
    assert result.route_condition("ResolvedRefs") == ("BackendNotFound", "Service default/none not found")


def test_websocket_backend_allows_the_upgrade_once() -> None:
    rule = "backendRefs: [{name: ws, port: 80}, {name: ws, port: 80}, {name: web, port: 80}]"
    route = rendered(GATEWAY, SERVICE, WEBSOCKET, http_route(rule)).route
    assert route["route"]["upgradeConfigs"] == [{"upgradeType": "websocket"}]


def test_rule_that_does_nothing_is_replaced() -> None:
    result = rendered(GATEWAY, http_route("matches: [{path: {value: /a}}]"))
    assert result.route["directResponse"]["body"]["inlineString"].startswith("invalid route configuration detected")
    assert result.route_condition("Accepted") == ("RouteRuleReplaced", "Replaced Rule (0): no action specified")
