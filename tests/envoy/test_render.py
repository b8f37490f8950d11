from __future__ import annotations

import json

from kgwctl.cli.bootstraps import bootstraps
from kgwctl.envoy.render import render
from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered
from tests.resolve.inputs import resolved

OTHER = GATEWAY.replace("name: gw", "name: another").replace("namespace: default", "namespace: zone")
POLICY = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: p}
spec: {targetRefs: [{group: '', kind: Service, name: web}], tls: {secretRef: {name: gone}}}
"""
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


def test_envoy_is_not_given_what_leads_nowhere() -> None:
    (result,) = render(resolved(GATEWAY, SERVICE, SERVICE.replace("name: web", "name: calls"), POLICY))
    assert [one.name for one in result.resources.clusters] == ["kube_default_calls_80", "kube_default_web_80"]
    assert [one.name for one in result.served.clusters] == ["kube_default_calls_80"]
    assert result.blackholed == {"kube_default_web_80"}


def test_a_bootstrap_answers_500_for_a_backend_that_is_taken_away() -> None:
    (built,) = bootstraps(render(resolved(GATEWAY, SERVICE, http_route(), POLICY)))
    resources = json.loads(built.text)["staticResources"]
    assert "kube_default_web_80" not in [one["name"] for one in resources.get("clusters", ())]
    (chain,) = resources["listeners"][0]["filterChains"]
    (host,) = chain["filters"][0]["typedConfig"]["routeConfig"]["virtualHosts"]
    assert [one["directResponse"] for one in host["routes"]] == [{"status": 500}]
