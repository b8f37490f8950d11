"""Routes as resolution presents them; GRPCRoutes in HTTP terms; annotations."""

from __future__ import annotations

import pytest

from kgwctl.api.gateway_api.grpc_route import GRPCMethodMatch
from kgwctl.resolve.annotations import PER_CONNECTION_BUFFER_LIMIT, per_connection_buffer_limit, weight
from kgwctl.resolve.grpc import path_match
from kgwctl.resolve.model import HttpRoute, L4Route
from tests.resolve.inputs import GATEWAY, SERVICE, only_gateway


def http_route(
    spec: str, annotations: str = "{}", kind: str = "HTTPRoute", settings: tuple[str, ...] = ()
) -> HttpRoute:
    text = f"""
apiVersion: gateway.networking.k8s.io/v1
kind: {kind}
metadata: {{name: r, annotations: {annotations}}}
spec:
  parentRefs: [{{name: gw}}]
  {spec}
"""
    found = only_gateway(GATEWAY, SERVICE, text, settings=settings).listeners[0].routes[0].route
    assert isinstance(found, HttpRoute)
    return found


def test_rules_keep_what_they_say() -> None:
    found = http_route(
        """
  rules:
  - matches: [{path: {type: Exact, value: /a}}, {method: GET}]
    backendRefs: [{name: web, port: 80, weight: 3, filters: [{type: RequestMirror}]}, {name: gone, port: 80}]
  - name: second
"""
    )
    first, second = found.rules
    assert (first.index, first.name, second.index, second.name) == (0, "", 1, "second")
    assert [match.method for match in first.matches] == [None, "GET"]
    web, gone = (one.ref for one in first.backends)
    assert web is not None
    assert gone is not None
    assert (web.weight, web.problem, web.backend is not None) == (3, None, True)
    assert gone.backend is None
    assert gone.problem is not None
    assert gone.problem.text == "Service default/gone not found"
    assert [one.type for one in first.backends[0].filters] == ["RequestMirror"]
    assert second.backends == second.matches == ()


@pytest.mark.parametrize(("value", "expected"), [("5", 5), ("-2147483648", -2147483648), ("2147483648", 0), ("x", 0)])
def test_route_weight_needs_its_setting(value: str, expected: int) -> None:
    annotations = f"{{kgateway.dev/route-weight: '{value}'}}"
    assert http_route("", annotations).weight == 0
    assert http_route("", annotations, settings=("KGW_WEIGHTED_ROUTE_PRECEDENCE=true",)).weight == expected


@pytest.mark.parametrize(
    ("value", "inherits"), [("true", True), ("YES", True), ("Enabled", True), ("1", False), ("", False)]
)
def test_inherit_parent_matcher(value: str, inherits: bool) -> None:
    annotations = f"{{delegation.kgateway.dev/inherit-parent-matcher: '{value}'}}"
    assert http_route("", annotations).inherit_parent_matcher is inherits


@pytest.mark.parametrize(
    ("method", "path"),
    [
        (None, ("PathPrefix", "/")),
        (GRPCMethodMatch(), ("PathPrefix", "/")),
        (GRPCMethodMatch(service="a.B", method="C"), ("Exact", "/a.B/C")),
        (GRPCMethodMatch(type="Exact", service="a.B"), ("PathPrefix", "/a.B")),
        (GRPCMethodMatch(method="C"), ("RegularExpression", "/.+/C")),
        (GRPCMethodMatch(type="RegularExpression", service="a.*", method="C.*"), ("RegularExpression", "/a.*/C.*")),
        (GRPCMethodMatch(type="RegularExpression", service="a.*"), ("RegularExpression", "/a.*/.+")),
        (GRPCMethodMatch(type="RegularExpression", method="C.*"), ("RegularExpression", "/.+/C.*")),
    ],
)
def test_grpc_methods_are_paths(method: GRPCMethodMatch | None, path: tuple[str, str]) -> None:
    found = path_match(method)
    assert (found.type, found.value) == path


def test_grpc_rules() -> None:
    found = http_route(
        """
  hostnames: [a.com]
  rules:
  - name: first
    matches: [{method: {service: s, method: m}, headers: [{name: x, value: y, type: RegularExpression}]}]
    filters:
    - {type: RequestHeaderModifier, requestHeaderModifier: {remove: [z]}}
    - {type: ExtensionRef, extensionRef: {group: g, kind: k, name: n}}
    backendRefs:
    - {name: web, port: 80, filters: [{type: RequestMirror}]}
    - {name: r, kind: HTTPRoute, group: gateway.networking.k8s.io}
    sessionPersistence: {sessionName: s}
""",
        kind="GRPCRoute",
    )
    (rule,) = found.rules
    assert (found.hostnames, rule.name) == (("a.com",), "first")
    (match,) = rule.matches
    assert match.path is not None
    assert (match.path.type, match.path.value) == ("Exact", "/s/m")
    assert [(one.name, one.value, one.type) for one in match.headers or ()] == [("x", "y", "RegularExpression")]
    assert [(one.type, one.extension_ref) for one in rule.spec.filters or ()] == [
        ("RequestHeaderModifier", None),
        ("ExtensionRef", None),
    ]
    assert rule.extension_problems == ()
    assert rule.spec.session_persistence is not None
    # Neither delegation nor filters of backendRefs.
    assert [one.filters for one in rule.backends] == [(), ()]
    problem = rule.backends[1].ref and rule.backends[1].ref.problem
    assert problem is not None
    assert problem.text == "unknown backend kind"


def test_l4_routes() -> None:
    found = only_gateway(
        GATEWAY.replace("protocol: HTTP", "protocol: TLS"),
        SERVICE,
        """
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TLSRoute
metadata: {name: r}
spec:
  parentRefs: [{name: gw}]
  hostnames: [a.com]
  rules: [{backendRefs: [{name: web, port: 80, weight: 2}]}, {backendRefs: [{name: gone, port: 80}]}]
""",
    )
    route = found.listeners[0].routes[0].route
    assert isinstance(route, L4Route)
    assert route.hostnames == ("a.com",)
    assert [[(one.weight, one.problem is None) for one in rule] for rule in route.rules] == [[(2, True)], [(1, False)]]


@pytest.mark.parametrize(
    ("text", "expected"), [("7", 7), ("+7", 7), ("-7", -7), (" 7", 0), ("7_0", 0), ("٧", 0), ("", 0)]
)
def test_weights_are_decimal_numbers(text: str, expected: int) -> None:
    assert weight({"w": text}, "w") == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("64Ki", 65536), ("1.5", 2), ("4294967297", 1), ("much", None), ("", None)]
)
def test_buffer_limits(text: str, expected: int | None) -> None:
    assert per_connection_buffer_limit({PER_CONNECTION_BUFFER_LIMIT: text}) == expected
