"""Which services a waypoint stands in front of, and what it says of itself. Whole outputs: ``tests/conformance``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.envoy.rendering import Rendered
from tests.envoy.rendering import rendered as render

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: way, namespace: infra}
spec:
  gatewayClassName: kgateway-waypoint
  listeners: [{name: proxy, port: 15088, protocol: istio.io/PROXY}]
"""
SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {name: svc, namespace: apps, labels: {istio.io/use-waypoint: way, istio.io/use-waypoint-namespace: infra}}
spec: {clusterIP: 1.2.3.4, ports: [{port: 80, name: http-web}, {port: 5432, name: db}]}
"""
ALLOW = """\
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow, namespace: apps}
spec: {rules: [], targetRefs: [{kind: Service, name: svc}]}
"""


def rendered(text: str, *settings: str) -> Rendered:
    return render(text, settings=("KGW_ENABLE_WAYPOINT=true", *settings))


def listener(result: Rendered) -> dict[str, Any]:
    (only,) = result.listeners.values()
    found: dict[str, Any] = only
    return found


def gateway_status(result: Rendered) -> dict[str, Any]:
    found: dict[str, Any] = result.statuses["gateways"]["infra/way"]
    return found


def test_a_chain_for_each_port() -> None:
    http, tcp = listener(rendered(GATEWAY + SERVICE))["filterChains"]
    assert (http["name"], tcp["name"]) == ("fc_http_80_svc_apps", "fc_tcp_5432_svc_apps")
    match = {"destinationPort": 5432, "prefixRanges": [{"addressPrefix": "1.2.3.4", "prefixLen": 32}]}
    assert tcp["filterChainMatch"] == match
    assert [one["name"] for one in tcp["filters"]] == ["proxy_protocol_authority", "envoy.filters.network.tcp_proxy"]
    assert tcp["filters"][1]["typedConfig"]["cluster"] == "kube_apps_svc_5432"


@pytest.mark.parametrize(
    "change",
    [
        ("istio.io/use-waypoint: way", "istio.io/use-waypoint: none"),
        ("istio.io/use-waypoint: way", "istio.io/use-waypoint: other"),
        (", istio.io/use-waypoint-namespace: infra", ""),
        ("clusterIP: 1.2.3.4", "clusterIP: None"),
        ("{name: way, namespace: infra}", "{name: way, namespace: infra, labels: {istio.io/waypoint-for: workload}}"),
    ],
)
def test_no_listener_without_services(change: tuple[str, str]) -> None:
    text = GATEWAY + SERVICE
    assert change[0] in text
    assert not rendered(text.replace(*change)).listeners


def test_only_with_the_setting() -> None:
    result = rendered(GATEWAY + SERVICE, "KGW_ENABLE_WAYPOINT=false")
    assert not result.listeners
    accepted = {one["type"]: one for one in gateway_status(result)["conditions"]}["Accepted"]
    assert accepted["reason"] == "ListenersNotValid"


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ((), "::"),
        (("KGW_WAYPOINT_LOCAL_BINDING=true",), "::ffff:127.0.0.1"),
        (("KGW_LISTENER_BIND_IPV6=false",), "0.0.0.0"),
        (("KGW_LISTENER_BIND_IPV6=false", "KGW_WAYPOINT_LOCAL_BINDING=true"), "127.0.0.1"),
    ],
)
def test_address(settings: tuple[str, ...], address: str) -> None:
    assert listener(rendered(GATEWAY + SERVICE, *settings))["address"]["socketAddress"]["address"] == address


def test_a_policy_without_rules_allows_nothing_and_is_for_http_alone() -> None:
    http, tcp = listener(rendered(GATEWAY + SERVICE + ALLOW))["filterChains"]
    rbac = http["filters"][-1]["typedConfig"]["httpFilters"][0]["typedConfig"]
    assert rbac["rules"]["policies"]["ns[apps]-policy[allow]-rule[0]"]["permissions"] == [{"notRule": {"any": True}}]
    assert "rbac" not in json.dumps(tcp)


def test_filters_log_then_deny_then_allow() -> None:
    policies = [
        ALLOW.replace("name: allow", f"name: {action.lower()}").replace(
            "{rules: []", f"{{action: {action}, rules: [{{}}]"
        )
        for action in ("ALLOW", "DENY", "AUDIT", "CUSTOM")
    ]
    http, _ = listener(rendered(GATEWAY + SERVICE + "".join(policies)))["filterChains"]
    filters = http["filters"][-1]["typedConfig"]["httpFilters"]
    assert [one["typedConfig"]["rules"].get("action", "ALLOW") for one in filters[:-1]] == ["LOG", "DENY", "ALLOW"]


def test_other_listeners_are_refused() -> None:
    text = GATEWAY.replace("[{name: proxy", "[{name: web, port: 80, protocol: HTTP}, {name: proxy")
    web, proxy = gateway_status(rendered(text + SERVICE))["listeners"]
    accepted = {one["type"]: one for one in web["conditions"]}["Accepted"]
    assert (accepted["status"], accepted["reason"]) == ("False", "Invalid")
    assert accepted["message"].startswith("Only a 'istio.io/PROXY' listener")
    assert (web["supportedKinds"], len(proxy["supportedKinds"])) == ([], 1)


def test_without_a_listener_for_the_mesh() -> None:
    result = rendered(GATEWAY.replace("istio.io/PROXY", "HTTP") + SERVICE)
    accepted = {one["type"]: one for one in gateway_status(result)["conditions"]}["Accepted"]
    assert (accepted["status"], accepted["reason"]) == ("False", "ListenersNotValid")
    assert not result.listeners
