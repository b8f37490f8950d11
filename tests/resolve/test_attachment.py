"""Routes on listeners: kinds, namespaces, sectionName, port, hostnames, and the reason where none takes them."""

from __future__ import annotations

import pytest

from kgwctl.resolve.model import Gateway
from tests.resolve.inputs import only_gateway

GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw, namespace: infra}}
spec:
  gatewayClassName: kgateway
  listeners:
{listeners}
"""
NAMESPACES = """
apiVersion: v1
kind: Namespace
metadata: {name: red, labels: {team: red}}
"""


def gateway(*listeners: str) -> str:
    return GATEWAY.format(listeners="\n".join(f"  - {listener}" for listener in listeners))


def route(
    parent: str, *, kind: str = "HTTPRoute", namespace: str = "infra", hostnames: str = "", name: str = "r"
) -> str:
    version = "v1" if kind in ("HTTPRoute", "GRPCRoute") else "v1alpha2"
    spec = f"hostnames: {hostnames}" if hostnames else ""
    return f"""
apiVersion: gateway.networking.k8s.io/{version}
kind: {kind}
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  parentRefs: [{parent}]
  rules: [{{backendRefs: [{{name: web, port: 80}}]}}]
  {spec}
"""


def attached(found: Gateway) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {one.name: [(each.route.key.name, each.hostnames) for each in one.routes] for one in found.listeners}


def reasons(found: Gateway) -> list[str]:
    return [problem.reason for problem in found.route_problems]


HTTP = "{name: http, port: 80, protocol: HTTP}"
TWO = ("{name: a, port: 80, protocol: HTTP}", "{name: b, port: 8080, protocol: HTTP}")


@pytest.mark.parametrize(
    ("parent", "names"),
    [
        ("{name: gw}", ["a", "b"]),
        ("{name: gw, sectionName: b}", ["b"]),
        ("{name: gw, port: 80}", ["a"]),
        ("{name: gw, sectionName: b, port: 8080}", ["b"]),
        ("{name: gw, group: gateway.networking.k8s.io, kind: Gateway, namespace: infra}", ["a", "b"]),
    ],
)
def test_parent_references_choose_listeners(parent: str, names: list[str]) -> None:
    found = only_gateway(gateway(*TWO), route(parent))
    assert [name for name, routes in attached(found).items() if routes] == names
    assert not found.route_problems


@pytest.mark.parametrize(
    "parent", ["{name: gw, sectionName: c}", "{name: gw, port: 81}", "{name: gw, sectionName: a, port: 8080}"]
)
def test_a_reference_that_fits_no_listener_is_told(parent: str) -> None:
    found = only_gateway(gateway(*TWO), route(parent))
    assert reasons(found) == ["NoMatchingParent"]


@pytest.mark.parametrize(
    "parent",
    [
        "{name: other}",
        "{name: gw, namespace: elsewhere}",
        "{name: gw, kind: Service, group: ''}",
        "{name: gw, group: gateway.networking.x-k8s.io}",
        "{name: gw, namespace: ''}",
    ],
)
def test_references_to_something_else_are_not_the_gateways(parent: str) -> None:
    found = only_gateway(gateway(HTTP), route(parent))
    assert attached(found) == {"http": []}
    assert not found.route_problems


def test_two_references_attach_twice() -> None:
    found = only_gateway(gateway(HTTP), route("{name: gw}, {name: gw, sectionName: http}"))
    assert [each.parent_ref.section_name for each in found.listeners[0].routes] == [None, "http"]


@pytest.mark.parametrize(
    ("protocol", "kind", "taken"),
    [
        ("HTTP", "HTTPRoute", True),
        ("HTTP", "GRPCRoute", True),
        ("HTTP", "TCPRoute", False),
        ("HTTPS", "HTTPRoute", True),
        ("HTTPS", "GRPCRoute", True),
        ("HTTPS", "TLSRoute", False),
        ("TCP", "TCPRoute", True),
        ("TCP", "TLSRoute", False),
        ("TLS", "TLSRoute", True),
        ("TLS", "TCPRoute", True),
        ("UDP", "TCPRoute", False),
        ("HBONE", "HTTPRoute", True),
        ("HBONE", "GRPCRoute", False),
    ],
)
def test_the_protocol_decides_the_kinds(protocol: str, kind: str, taken: bool) -> None:
    found = only_gateway(gateway(f"{{name: l, port: 80, protocol: {protocol}}}"), route("{name: gw}", kind=kind))
    assert bool(found.listeners[0].routes) is taken
    assert reasons(found) == ([] if taken else ["NotAllowedByListeners"])


@pytest.mark.parametrize(
    ("kinds", "kind", "taken"),
    [
        ("[{kind: GRPCRoute}]", "HTTPRoute", False),
        ("[{kind: GRPCRoute}]", "GRPCRoute", True),
        ("[]", "HTTPRoute", False),
        # Kinds count by name only.
        ("[{kind: HTTPRoute, group: example.com}]", "HTTPRoute", True),
        ("[{kind: TCPRoute}]", "TCPRoute", True),
    ],
)
def test_allowed_kinds_replace_those_of_the_protocol(kinds: str, kind: str, taken: bool) -> None:
    listener = f"{{name: l, port: 80, protocol: HTTP, allowedRoutes: {{kinds: {kinds}}}}}"
    found = only_gateway(gateway(listener), route("{name: gw}", kind=kind))
    assert bool(found.listeners[0].routes) is taken


@pytest.mark.parametrize(
    ("namespaces", "taken"),
    [
        ("{}", {"infra"}),
        ("{from: Same}", {"infra"}),
        ("{from: All}", {"infra", "red", "blue"}),
        ("{from: Selector, selector: {matchLabels: {team: red}}}", {"red"}),
        ("{from: Selector, selector: {}}", {"infra", "red", "blue"}),
        # A namespace without manifest has the label that every namespace has.
        ("{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: blue}}}", {"blue"}),
        ("{from: Selector, selector: {matchExpressions: [{key: team, operator: DoesNotExist}]}}", {"infra", "blue"}),
    ],
)
def test_namespaces(namespaces: str, taken: set[str]) -> None:
    listener = f"{{name: l, port: 80, protocol: HTTP, allowedRoutes: {{namespaces: {namespaces}}}}}"
    routes = [
        route("{name: gw, namespace: infra}", namespace=namespace, name=namespace)
        for namespace in ("infra", "red", "blue")
    ]
    found = only_gateway(gateway(listener), NAMESPACES, *routes)
    assert {each.route.key.namespace for each in found.listeners[0].routes} == taken
    assert reasons(found) == ["NotAllowedByListeners"] * (3 - len(taken))


@pytest.mark.parametrize(
    ("namespaces", "problem"),
    [
        ("{from: Selector}", "selector must be set"),
        ("{from: Selector, selector: {matchExpressions: [{key: a, operator: Is}]}}", "not a valid label selector"),
        ("{from: Selector, selector: {matchExpressions: [{key: a, operator: In}]}}", "needs values"),
        (
            "{from: Selector, selector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}",
            "takes no values",
        ),
    ],
)
def test_an_unreadable_selector_admits_nothing(namespaces: str, problem: str) -> None:
    listener = f"{{name: l, port: 80, protocol: HTTP, allowedRoutes: {{namespaces: {namespaces}}}}}"
    found = only_gateway(gateway(listener), route("{name: gw}"))
    assert problem in found.listeners[0].selector_problem
    assert reasons(found) == ["NotAllowedByListeners"]


def test_hostnames_are_those_in_common() -> None:
    found = only_gateway(
        gateway(
            "{name: any, port: 80, protocol: HTTP}",
            "{name: wild, port: 81, protocol: HTTP, hostname: '*.example.com'}",
            "{name: exact, port: 82, protocol: HTTP, hostname: www.example.com}",
            "{name: other, port: 83, protocol: HTTP, hostname: example.org}",
        ),
        route("{name: gw}", hostnames="[www.example.com, api.example.com, example.com]"),
    )
    assert attached(found) == {
        "any": [("r", ("www.example.com", "api.example.com", "example.com"))],
        "wild": [("r", ("www.example.com", "api.example.com"))],
        "exact": [("r", ("www.example.com",))],
        "other": [],
    }


@pytest.mark.parametrize("kind", ["HTTPRoute", "GRPCRoute"])
def test_no_hostname_in_common_is_told(kind: str) -> None:
    listener = "{name: l, port: 80, protocol: HTTP, hostname: example.org}"
    found = only_gateway(gateway(listener), route("{name: gw}", kind=kind, hostnames="[example.com]"))
    assert reasons(found) == ["NoMatchingListenerHostname"]


def test_hostnames_of_tls_routes_count_but_tcp_routes_have_none() -> None:
    listener = "{name: l, port: 443, protocol: TLS, hostname: example.org}"
    tls = only_gateway(gateway(listener), route("{name: gw}", kind="TLSRoute", hostnames="[example.com]"))
    tcp = only_gateway(gateway(listener), route("{name: gw}", kind="TCPRoute"))
    assert reasons(tls) == ["NoMatchingListenerHostname"]
    assert attached(tcp) == {"l": [("r", ())]}


def test_routes_of_listeners_out_of_service_count_all_the_same() -> None:
    found = only_gateway(gateway("{name: l, port: 9091, protocol: HTTP}"), route("{name: gw}"))
    assert found.listeners[0].problem is not None
    assert len(found.listeners[0].routes) == 1


def test_experimental_kinds_can_be_switched_off() -> None:
    listeners = gateway("{name: l, port: 443, protocol: TLS}")
    routes = [route("{name: gw}", kind=kind) for kind in ("TCPRoute", "TLSRoute")]
    off = ["KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES=false"]
    assert len(only_gateway(listeners, *routes).listeners[0].routes) == 2
    assert only_gateway(listeners, *routes, settings=off).listeners[0].routes == ()
