"""Listeners that are taken out of service, and which of two wins."""

from __future__ import annotations

import pytest

from kgwctl.resolve.reasons import (
    HostnameConflict,
    InvalidRouteKinds,
    PortReserved,
    ProtocolConflict,
    Reason,
    UnsupportedProtocol,
)
from tests.resolve.inputs import only_gateway

HTTPS_BESIDE = "{name: b, port: 443, protocol: HTTPS, hostname: b.com}"


def problems(*listeners: str, gateway_class: str = "kgateway") -> list[Reason | None]:
    listed = "\n".join(f"  - {listener}" for listener in listeners)
    found = only_gateway(f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw}}
spec:
  gatewayClassName: {gateway_class}
  listeners:
{listed}
""")
    assert [one.name for one in found.valid_listeners] == [one.name for one in found.listeners if not one.problem]
    return [listener.problem for listener in found.listeners]


@pytest.mark.parametrize(
    ("listeners", "expected"),
    [
        (["{name: a, port: 80, protocol: HTTP}"], [None]),
        (["{name: a, port: 80, protocol: UDP}"], [UnsupportedProtocol("UDP")]),
        (["{name: a, port: 80, protocol: example.com/x}"], [UnsupportedProtocol("example.com/x")]),
        (["{name: a, port: 80, protocol: HBONE}"], [None]),
        # HTTPS lists only HTTPRoute as supported, though GRPCRoutes do attach.
        (
            ["{name: a, port: 80, protocol: HTTPS, allowedRoutes: {kinds: [{kind: HTTPRoute}, {kind: GRPCRoute}]}}"],
            [InvalidRouteKinds(("GRPCRoute",))],
        ),
        (
            ["{name: a, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: HTTPRoute, group: x}, {kind: Y}]}}"],
            [InvalidRouteKinds(("HTTPRoute", "Y"))],
        ),
        (["{name: a, port: 80, protocol: HTTP, allowedRoutes: {kinds: []}}"], [None]),
        # The first of a hostname has it, none is a hostname too, also for TCP.
        (
            ["{name: a, port: 80, protocol: HTTP}", "{name: b, port: 80, protocol: HTTP}"],
            [None, HostnameConflict("a")],
        ),
        (
            ["{name: a, port: 80, protocol: HTTP}", "{name: b, port: 80, protocol: HTTP, hostname: b.com}"],
            [None, None],
        ),
        (["{name: a, port: 80, protocol: HTTP}", "{name: b, port: 81, protocol: HTTP}"], [None, None]),
        (["{name: a, port: 80, protocol: TCP}", "{name: b, port: 80, protocol: TCP}"], [None, HostnameConflict("a")]),
        # Protocols come before hostnames.
        (
            ["{name: a, port: 80, protocol: HTTP}", "{name: b, port: 80, protocol: TCP}"],
            [None, ProtocolConflict("a")],
        ),
        # HTTPS and TLS go together ...
        (["{name: a, port: 443, protocol: TLS, hostname: a.com}", HTTPS_BESIDE], [None, None]),
        # ... unless a third protocol makes the port a mixed one: then all must be like the first.
        (
            [
                "{name: a, port: 443, protocol: TLS, hostname: a.com}",
                HTTPS_BESIDE,
                "{name: c, port: 443, protocol: HTTP, hostname: c.com}",
            ],
            [None, ProtocolConflict("a"), ProtocolConflict("a")],
        ),
        # A hostname stays with its first listener, even one that falls by its protocol.
        (
            [
                "{name: a, port: 80, protocol: HTTP, hostname: a.com}",
                "{name: b, port: 80, protocol: TCP, hostname: b.com}",
                "{name: c, port: 80, protocol: HTTP, hostname: b.com}",
            ],
            [None, ProtocolConflict("a"), HostnameConflict("b")],
        ),
        # Listeners that are out already conflict with nobody.
        (
            ["{name: a, port: 80, protocol: UDP}", "{name: b, port: 80, protocol: HTTP}"],
            [UnsupportedProtocol("UDP"), None],
        ),
        (["{name: a, port: 9091, protocol: HTTP}"], [PortReserved(9091)]),
        (["{name: a, port: 8082, protocol: HTTP}"], [PortReserved(8082)]),
        (["{name: a, port: 19000, protocol: HTTP}"], [PortReserved(19000)]),
        (
            ["{name: a, port: 9091, protocol: HTTP}", "{name: b, port: 9091, protocol: HTTP}"],
            [PortReserved(9091), HostnameConflict("a")],
        ),
    ],
)
def test_problems(listeners: list[str], expected: list[Reason | None]) -> None:
    assert problems(*listeners) == expected


def test_envoy_reserves_its_own_ports() -> None:
    listeners = ["{name: a, port: 9091, protocol: HTTP}", "{name: b, port: 15020, protocol: HTTP}"]
    assert problems(*listeners) == [PortReserved(9091), None]
    assert problems(*listeners, gateway_class="agentgateway") == [None, None]


def test_agentgateway_compares_no_listeners() -> None:
    listeners = [
        "{name: a, port: 80, protocol: HTTP}",
        "{name: b, port: 80, protocol: TCP}",
        "{name: c, port: 80, protocol: HTTP}",
        "{name: d, port: 81, protocol: UDP}",
    ]
    assert problems(*listeners, gateway_class="agentgateway") == [None, None, None, UnsupportedProtocol("UDP")]


@pytest.mark.parametrize(
    ("listener", "kinds"),
    [
        ("{name: a, port: 80, protocol: HTTP}", ["HTTPRoute", "GRPCRoute"]),
        ("{name: a, port: 80, protocol: HTTPS}", ["HTTPRoute"]),
        ("{name: a, port: 80, protocol: TLS}", ["TLSRoute", "TCPRoute"]),
        ("{name: a, port: 80, protocol: UDP}", []),
        ("{name: a, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}, {kind: X}]}}", ["GRPCRoute"]),
    ],
)
def test_supported_kinds(listener: str, kinds: list[str]) -> None:
    found = only_gateway(f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw}}
spec: {{gatewayClassName: kgateway, listeners: [{listener}]}}
""")
    assert [kind.kind for kind in found.listeners[0].supported_kinds] == kinds
