"""Policies above routes: which virtual host or configuration they land on, and what their errors replace."""

from __future__ import annotations

import pytest

from tests.envoy.rendering import SERVICE, http_route, rendered
from tests.envoy.tls_data import tls_secret

TLS = "tls: {mode: Terminate, certificateRefs: [{name: cert}]}"
GATEWAY = f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw, namespace: default}}
spec:
  gatewayClassName: kgateway
  listeners:
  - {{name: wide, port: 80, protocol: HTTP, hostname: '*.example.com'}}
  - {{name: close, port: 80, protocol: HTTP, hostname: '*.a.example.com'}}
  - {{name: https, port: 443, protocol: HTTPS, hostname: b.example.com, {TLS}}}
"""
FILTER = "envoy.filters.http.buffer"


def policy(section: str = "", buffer: str = "maxRequestSize: 1Ki", name: str = "p") -> str:
    target = f", sectionName: {section}" if section else ""
    return f"""
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {{name: {name}, namespace: default}}
spec:
  targetRefs: [{{group: gateway.networking.k8s.io, kind: Gateway, name: gw{target}}}]
  buffer: {{{buffer}}}
"""


#: Basic authentication without a user that can be read is an error of the policy.
INVALID = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: bad, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw%s}]
  basicAuth: {users: ['nonsense']}
"""
ROUTE = http_route(hostnames="[x.example.com, y.a.example.com, b.example.com]")
HOSTS = {
    "listener~80~x_example_com",
    "listener~80~y_a_example_com",
    "listener~80~b_example_com",
    "https~b_example_com",
}


@pytest.mark.parametrize(
    ("section", "hosts", "configs"),
    [
        ("", set(), {"listener~80", "https"}),
        ("wide", {"listener~80~x_example_com", "listener~80~b_example_com"}, set()),
        ("close", {"listener~80~y_a_example_com"}, set()),
        ("https", set(), {"https"}),
    ],
)
def test_placement(section: str, hosts: set[str], configs: set[str]) -> None:
    result = rendered(GATEWAY, SERVICE, tls_secret("cert"), ROUTE, policy(section))
    assert set(result.hosts) == HOSTS
    assert {name for name, host in result.hosts.items() if FILTER in host.get("typedPerFilterConfig", {})} == hosts
    found = {name for name, one in result.route_configs.items() if FILTER in one.get("typedPerFilterConfig", {})}
    assert found == configs
    assert (FILTER in result.filters()) == bool(hosts or "listener~80" in configs)


def test_error_on_an_http_listener_replaces_its_hosts() -> None:
    result = rendered(GATEWAY, SERVICE, tls_secret("cert"), ROUTE, INVALID % ", sectionName: close")
    (route,) = result.hosts["listener~80~y_a_example_com"]["routes"]
    assert route["match"] == {"prefix": "/"}
    assert route["directResponse"]["status"] == 500
    assert "route" in result.hosts["listener~80~x_example_com"]["routes"][0]
    assert result.listener_condition("Accepted", "close")[0] == "ListenerReplaced"
    assert result.listener_condition("Accepted", "wide")[0] == "Accepted"


def test_error_on_an_https_listener_replaces_its_configuration() -> None:
    result = rendered(GATEWAY, SERVICE, tls_secret("cert"), ROUTE, INVALID % ", sectionName: https")
    assert [host["name"] for host in result.route_configs["https"]["virtualHosts"]] == ["default"]
    assert result.listener_condition("Accepted", "https")[0] == "ListenerReplaced"


def test_error_on_the_gateway_replaces_everything() -> None:
    result = rendered(GATEWAY, SERVICE, tls_secret("cert"), ROUTE, INVALID % "")
    for config in result.route_configs.values():
        assert [(host["name"], host["domains"]) for host in config["virtualHosts"]] == [("default", ["*"])]
    conditions = result.statuses["gateways"]["default/gw"]["conditions"]
    assert {one["type"]: one["reason"] for one in conditions}["Accepted"] == "GatewayReplaced"


def test_error_of_one_policy_keeps_what_another_is() -> None:
    result = rendered(GATEWAY, SERVICE, tls_secret("cert"), ROUTE, policy("https"), INVALID % ", sectionName: wide")
    assert FILTER in result.route_configs["https"]["typedPerFilterConfig"]
