"""What agentgateway's controller makes of the same objects."""

from __future__ import annotations

import pytest

from kgwctl.objects.resource import ObjectKey
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.resolve.model import BackendRef, HttpRoute, L4Route
from kgwctl.resolve.reasons import (
    BackendNameIsHostname,
    BackendPortRequired,
    ExtensionRefUnsupported,
    InvalidRouteKinds,
    MissingReferenceGrant,
    NotFound,
    UnknownBackendKind,
)
from tests.resolve.inputs import only_gateway, planes, resolved

GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: ai, namespace: default}}
spec:
  gatewayClassName: agentgateway
  listeners: [{listeners}]
"""
ROUTE = """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: r, namespace: {namespace}}}
spec:
  parentRefs: [{parent}]
  hostnames: [{hostnames}]
  rules: [{rule}]
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: default}
spec: {ports: [{port: 80}]}
"""
MODEL = """
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayBackend
metadata: {name: llm, namespace: default}
spec: {static: {host: llm.example.com, port: 443}}
"""
POOL = """
apiVersion: inference.networking.k8s.io/v1
kind: InferencePool
metadata: {name: pool, namespace: default}
spec:
  selector: {matchLabels: {app: x}}
  targetPorts: [{number: 8000}]
  endpointPickerRef: {name: epp, port: {number: 9002}}
"""


def route(rule: str = "{}", namespace: str = "default", parent: str = "{name: ai}", hostnames: str = "") -> str:
    return ROUTE.format(rule=rule, namespace=namespace, parent=parent, hostnames=hostnames)


def backend(ref: str) -> BackendRef:
    (found,) = resolved(route(f"{{backendRefs: [{ref}]}}"), SERVICE, MODEL, POOL, plane=AGENTGATEWAY).routes()
    assert isinstance(found, HttpRoute)
    made = found.rules[0].backends[0].ref
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("listener", "kinds", "wrong"),
    [
        ("protocol: HTTPS", ["HTTPRoute", "GRPCRoute"], None),
        ("protocol: TLS, tls: {mode: Passthrough}", ["TLSRoute"], None),
        ("protocol: TLS, tls: {mode: Terminate}", ["TCPRoute"], None),
        ("protocol: HTTPS, allowedRoutes: {kinds: [{kind: GRPCRoute}]}", ["GRPCRoute"], None),
        (
            "protocol: HTTP, allowedRoutes: {kinds: [{kind: TCPRoute}, {kind: HTTPRoute}]}",
            ["HTTPRoute"],
            InvalidRouteKinds(("TCPRoute",)),
        ),
    ],
)
def test_kinds_of_listeners(listener: str, kinds: list[str], wrong: InvalidRouteKinds | None) -> None:
    (found,) = only_gateway(GATEWAY.format(listeners=f"{{name: a, port: 443, {listener}}}")).listeners
    assert ([kind.kind for kind in found.supported_kinds], found.wrong_kinds, found.problem) == (kinds, wrong, None)


@pytest.mark.parametrize(
    ("ref", "port", "declared"),
    [
        ("{name: shop, port: 80}", 80, True),
        # The controller does not look at ports.
        ("{name: shop, port: 81}", 81, False),
        ("{group: agentgateway.dev, kind: AgentgatewayBackend, name: llm}", 0, True),
        ("{group: inference.networking.k8s.io, kind: InferencePool, name: pool}", 8000, True),
    ],
)
def test_backends(ref: str, port: int, declared: bool) -> None:
    found = backend(ref).backend
    assert found is not None
    assert (found.port, found.declared) == (port, declared)


def test_backends_that_lead_nowhere() -> None:
    model = ObjectKey("agentgateway.dev", "AgentgatewayBackend", "far", "llm")
    origin = ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "default", "r")
    assert backend("{name: shop}").problem == BackendPortRequired(ObjectKey("", "Service", "default", "shop"))
    assert backend("{name: gone, port: 80}").problem == NotFound(ObjectKey("", "Service", "default", "gone"))
    dotted = ObjectKey("", "Service", "default", "shop.default")
    assert backend("{name: shop.default, port: 80}").problem == BackendNameIsHostname(dotted)
    child = "{group: gateway.networking.k8s.io, kind: HTTPRoute, name: child}"
    target = ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "default", "child")
    assert backend(child).problem == UnknownBackendKind(target)
    far = "{group: agentgateway.dev, kind: AgentgatewayBackend, name: llm, namespace: far}"
    assert backend(far).problem == MissingReferenceGrant(origin, model)
    kgateway = ObjectKey("gateway.kgateway.dev", "Backend", "default", "x")
    assert backend("{group: gateway.kgateway.dev, kind: Backend, name: x}").problem == UnknownBackendKind(kgateway)


def test_names_of_istio_are_taken_as_they_are() -> None:
    found = backend("{group: networking.istio.io, kind: Hostname, name: x.example.com, port: 80}")
    target = ObjectKey("networking.istio.io", "Hostname", "", "x.example.com")
    assert found == BackendRef(target=target, weight=1)


GRANT = """
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {{name: g, namespace: default}}
spec:
  from: [{{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: far}}]
  to: [{{group: {group}, kind: {kind}}}]
"""


@pytest.mark.parametrize(
    ("group", "kind", "allowed"),
    [
        ('""', "Service", True),
        ("core", "Service", False),
        ("agentgateway.dev", "AgentgatewayBackend", False),
    ],
)
def test_grants_that_count(group: str, kind: str, allowed: bool) -> None:
    found = resolved(GRANT.format(group=group, kind=kind), plane=AGENTGATEWAY)
    origin = ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "far", "r")
    target = ObjectKey("" if kind == "Service" else group, kind, "default", "x")
    assert found.reference_allowed(origin, target) is allowed


def test_extension_refs_are_not_taken() -> None:
    ref = "{filters: [{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: TrafficPolicy, name: x}}]}"
    (found,) = resolved(route(ref), plane=AGENTGATEWAY).routes()
    assert isinstance(found, HttpRoute)
    target = ObjectKey("gateway.kgateway.dev", "TrafficPolicy", "default", "x")
    assert found.rules[0].extension_problems == (ExtensionRefUnsupported(target, 0),)


TWO = GATEWAY.format(
    listeners="{name: a, port: 80, protocol: HTTP, hostname: '*.example.com'}, "
    "{name: b, port: 81, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}"
)


@pytest.mark.parametrize(
    ("made", "reason", "cause"),
    [
        (route(hostnames="shop.example.org"), "NotAllowedByListeners", "NotAllowedByListeners"),
        (route(parent="{name: ai, port: 99}"), "NoMatchingParent", "NoMatchingParent"),
        # Whatever really keeps it out, a section that is named gets one reason, another namespace another.
        (
            route(parent="{name: ai, sectionName: a}", hostnames="x.org"),
            "NoMatchingParent",
            "NoMatchingListenerHostname",
        ),
        (
            route(namespace="far", parent="{name: ai, namespace: default, sectionName: c}"),
            "NotAllowedByListeners",
            "NoMatchingParent",
        ),
    ],
)
def test_routes_that_attach_nowhere(made: str, reason: str, cause: str) -> None:
    (problem,) = only_gateway(TWO, made).route_problems
    assert (problem.reason, problem.cause) == (reason, cause)


def test_routes_attach() -> None:
    found = only_gateway(TWO, route(hostnames="shop.example.com"))
    assert [[one.route.key.name for one in listener.routes] for listener in found.listeners] == [["r"], []]
    assert found.route_problems == ()


def test_planes_see_their_own_gateways() -> None:
    envoy = GATEWAY.format(listeners="{name: a, port: 80, protocol: HTTP}").replace("name: ai", "name: edge")
    found = planes(TWO, envoy.replace("agentgateway", "kgateway"), route())
    assert [(one.plane.name, [it.key.name for it in one.gateways]) for one in found.occurring] == [
        ("envoy", ["edge"]),
        ("agentgateway", ["ai"]),
    ]
    key = ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "default", "r")
    assert [one.plane.name for one in found.serving(key)] == ["agentgateway"]
    assert not isinstance(found.of(AGENTGATEWAY).route(key), L4Route)
