from __future__ import annotations

from kgwctl.envoy.render import render
from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered
from tests.resolve.inputs import resolved

OTHER = GATEWAY.replace("name: gw", "name: another").replace("namespace: default", "namespace: zone")
AGENT = (
    GATEWAY.replace("name: gw", "name: agent")
    .replace("className: kgateway", "className: agentgateway")
    .replace("ClassName: kgateway", "ClassName: agentgateway")
)


def names(only: set[str] | None = None) -> list[str]:
    return [result.gateway.namespaced_name for result in render(resolved(OTHER, AGENT, GATEWAY), only)]


def test_envoy_gateways_in_order() -> None:
    assert names() == ["default/gw", "zone/another"]


def test_limited_to_some() -> None:
    assert names({"zone/another", "default/none"}) == ["zone/another"]


def test_statuses_are_of_that_gateway_only() -> None:
    first, second = render(resolved(OTHER, GATEWAY, SERVICE, http_route()))
    assert list(first.statuses["httpRoutes"]) == ["default/r"]
    assert "httpRoutes" not in second.statuses


def test_lists_are_sorted_by_name() -> None:
    services = [SERVICE.replace("name: web", f"name: {name}") for name in ("z", "a")]
    assert list(rendered(GATEWAY, *services).clusters) == ["kube_default_a_80", "kube_default_z_80"]
