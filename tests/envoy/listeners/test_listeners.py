"""Merging of Gateway listeners into Envoy listeners and their filter chains."""

from __future__ import annotations

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered
from tests.envoy.tls_data import tls_secret


def gateway(*listeners: str, extra: str = "", annotations: str = "") -> str:
    lines = "".join(f"  - {{{one}}}\n" for one in listeners)
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw, namespace: default, annotations: {{{annotations}}}}}
spec:
  gatewayClassName: kgateway
{extra}  listeners:
{lines}"""


def l4_route(kind: str, name: str = "t", backends: str = "{name: web, port: 80}", rules: str = "", age: int = 5) -> str:
    return f"""
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: {kind}
metadata: {{name: {name}, namespace: default, creationTimestamp: {age}}}
spec:
  parentRefs: [{{name: gw}}]
  rules: [{{backendRefs: [{backends}]}}{rules}]
"""


def proxy(result: object, chain: str, listener: str = "listener~9000") -> dict[str, object]:
    from tests.envoy.rendering import Rendered

    assert isinstance(result, Rendered)
    config: dict[str, object] = result.chain(listener, chain)["filters"][-1]["typedConfig"]
    return config


def test_http_listeners_of_a_port_share_one_chain() -> None:
    text = gateway(
        "name: a, port: 80, protocol: HTTP, hostname: a.example.com",
        "name: b, port: 80, protocol: HTTP, hostname: '*.example.com'",
    )
    result = rendered(text, SERVICE, http_route())
    assert [chain["name"] for chain in result.listeners["listener~80"]["filterChains"]] == ["listener~80"]
    assert list(result.hosts) == ["listener~80~*_example_com", "listener~80~a_example_com"]
    assert "requireTls" not in result.hosts["listener~80~a_example_com"]


@pytest.mark.parametrize(("setting", "expected"), [("true", ("::", True)), ("false", ("0.0.0.0", None))])
def test_address(setting: str, expected: tuple[str, bool | None]) -> None:
    result = rendered(GATEWAY, settings=[f"KGW_LISTENER_BIND_IPV6={setting}"])
    address = result.listeners["listener~80"]["address"]["socketAddress"]
    assert (address["address"], address.get("ipv4Compat")) == expected
    assert address["portValue"] == 80


def test_buffer_limit_annotation() -> None:
    text = gateway("name: a, port: 80, protocol: HTTP", annotations="kgateway.dev/per-connection-buffer-limit: 64Ki")
    assert rendered(text).listeners["listener~80"]["perConnectionBufferLimitBytes"] == 65536


def test_gateway_without_routes_has_an_empty_configuration() -> None:
    result = rendered(GATEWAY)
    assert result.route_configs["listener~80"] == {"name": "listener~80", "ignorePortInHostMatching": True}
    assert result.hcm()["rds"]["routeConfigName"] == "listener~80"


def test_tcp_route_forwards_to_weighted_backends() -> None:
    text = gateway("name: tcp, port: 9000, protocol: TCP")
    route = l4_route("TCPRoute", backends="{name: web, port: 80, weight: 0}, {name: none, port: 1, weight: 3}")
    result = rendered(text, SERVICE, route)
    config = proxy(result, "listener~9000-default.t-rule-0")
    assert config["weightedClusters"] == {
        "clusters": [{"name": "kube_default_web_80", "weight": 1}, {"name": "blackhole-cluster", "weight": 3}]
    }
    assert config["statPrefix"] == "listener~9000-default.t-rule-0"
    assert result.route_condition("Accepted", "default/t", "tcpRoutes") == ("Accepted", "")
    assert result.route_condition("ResolvedRefs", "default/t", "tcpRoutes")[0] == "BackendNotFound"


def test_only_the_oldest_l4_route_counts() -> None:
    text = gateway("name: tcp, port: 9000, protocol: TCP")
    result = rendered(text, SERVICE, l4_route("TCPRoute", "young", age=9), l4_route("TCPRoute", "old", age=2))
    assert [chain["name"] for chain in result.listeners["listener~9000"]["filterChains"]] == [
        "listener~9000-default.old-rule-0"
    ]


@pytest.mark.parametrize(
    "route",
    ["", l4_route("TCPRoute", rules=", {backendRefs: [{name: web, port: 80}]}"), l4_route("TCPRoute", backends="")],
    ids=["no route", "two rules", "no backends"],
)
def test_l4_listener_with_nothing_to_forward_to(route: str) -> None:
    result = rendered(gateway("name: tcp, port: 9000, protocol: TCP"), SERVICE, route)
    assert result.listeners == {}
    message = "TCP/TLS listener has no valid backends or routes"
    assert result.listener_condition("Programmed", "tcp") == ("Invalid", message)


def test_tls_route_passes_through_by_the_listeners_hostname() -> None:
    text = gateway("name: tls, port: 9000, protocol: TLS, hostname: a.example.com, tls: {mode: Passthrough}")
    result = rendered(text, SERVICE, l4_route("TLSRoute"))
    chain = result.chain("listener~9000", "listener~9000-default.t-rule-0")
    assert chain["filterChainMatch"] == {"serverNames": ["a.example.com"]}
    assert "transportSocket" not in chain


def test_tcp_route_behind_tls_promises_no_protocol() -> None:
    text = gateway("name: tls, port: 9000, protocol: TLS, tls: {mode: Terminate, certificateRefs: [{name: cert}]}")
    result = rendered(text, SERVICE, tls_secret("cert"), l4_route("TCPRoute"))
    chain = result.chain("listener~9000", "listener~9000-default.t-rule-0")
    assert "alpnProtocols" not in chain["transportSocket"]["typedConfig"]["commonTlsContext"]
    assert "filterChainMatch" not in chain
    assert "listenerFilters" not in result.listeners["listener~9000"]


def test_chains_are_sorted_by_name() -> None:
    tls = "tls: {mode: Terminate, certificateRefs: [{name: cert}]}"
    text = gateway(
        f"name: zz, port: 443, protocol: HTTPS, hostname: z.example.com, {tls}",
        f"name: aa, port: 443, protocol: HTTPS, hostname: a.example.com, {tls}",
    )
    result = rendered(text, tls_secret("cert"))
    assert [chain["name"] for chain in result.listeners["listener~443"]["filterChains"]] == ["aa", "zz"]


def test_clients_are_not_validated_on_a_port_that_begins_with_tls() -> None:
    frontend = (
        "  tls: {frontend: {default: {validation: {caCertificateRefs: [{group: '', kind: ConfigMap, name: none}]}}}}\n"
    )
    tls = "tls: {mode: Terminate, certificateRefs: [{name: cert}]}"
    https = f"name: https, port: 443, protocol: HTTPS, hostname: b.example.com, {tls}"
    first = "name: tls, port: 443, protocol: TLS, hostname: a.example.com, tls: {mode: Passthrough}"
    result = rendered(gateway(first, https, extra=frontend), SERVICE, tls_secret("cert"))
    # A missing authority fails an HTTPS listener, if it is looked for at all.
    assert list(result.listeners) == ["listener~443"]
    alone = rendered(gateway(https, extra=frontend), SERVICE, tls_secret("cert"))
    assert alone.listeners == {}
