"""Backends that are spoken to in another protocol than they understand: KGW1005 and KGW1006."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import BACKEND, BACKEND_CONFIG_POLICY, BACKEND_TLS_POLICY, SERVICE
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.lint.rules.grpc_services import SPEAK_HTTP2
from kgwctl.planes.envoy import ENVOY
from kgwctl.resolve.model import HttpRoute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
"""
_GRPC = (
    _GATEWAY
    + """\
apiVersion: v1
kind: Service
metadata: {name: greeter}
spec: {ports: [{port: 9000, appProtocol: kubernetes.io/h2c}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: greeter}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{name: greeter, port: 9000}]}]
"""
)
_TLS = (
    _GATEWAY
    + """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: api}
spec: {type: Static, static: {hosts: [{host: api.example.com, port: 80}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: api}]}]
"""
)

GRPC_TO_HTTP1 = Rule(
    id="KGW1005",
    name="grpc-over-old-http",
    severity=Severity.WARNING,
    summary="A GRPCRoute leads to a backend that Envoy does not speak HTTP/2 to, so every call fails.",
    explanation="kgateway takes the protocol from the port's appProtocol, or from its name where it has none.",
    bad=_GRPC.replace(", appProtocol: kubernetes.io/h2c", ""),
    good=_GRPC,
)
CLEAR_TEXT = Rule(
    id="KGW1006",
    name="clear-text-to-tls",
    severity=Severity.WARNING,
    summary="A route leads to a port of HTTPS, and nothing tells the proxy to use TLS.",
    explanation="Write a BackendTLSPolicy for the Service or Backend, or a BackendConfigPolicy with tls.",
    bad=_TLS.replace("port: 80}]}}", "port: 443}]}}"),
    good=_TLS,
)
RULES: tuple[Rule, ...] = (GRPC_TO_HTTP1, CLEAR_TEXT)

_BACKEND_CONFIG = BACKEND_CONFIG_POLICY
_BACKEND_TLS = BACKEND_TLS_POLICY
_HTTPS_PORTS = frozenset((443, 8443))
_HTTPS_NAMES = frozenset(("https", "tls", "ssl"))


def backend_protocol_findings(resolved: Resolved) -> Iterator[Finding]:
    """Backends of routes that Envoy serves, once for each route."""
    seen: set[tuple[Any, Any]] = set()
    for gateway in resolved.gateways:
        if gateway.controller != ENVOY.controller:
            continue
        for listener in gateway.valid_listeners:
            for attached in listener.routes:
                if isinstance(attached.route, HttpRoute):
                    yield from _of_route(attached.route, seen)


def _of_route(route: HttpRoute, seen: set[tuple[Any, Any]]) -> Iterator[Finding]:
    for index, rule in enumerate(route.rules):
        for number, entry in enumerate(rule.backends):
            backend = entry.ref.backend if entry.ref is not None else None
            if backend is None or (route.key, (backend.key, backend.port)) in seen:
                continue
            seen.add((route.key, (backend.key, backend.port)))
            path = ("spec", "rules", index, "backendRefs", number, "name")
            if route.key.kind == "GRPCRoute" and backend.app_protocol != "http2" and not _speaks_http2(backend):
                message = f"{backend.key} does not speak HTTP/2, as far as kgateway knows: every call fails"
                yield finding(GRPC_TO_HTTP1, route.resource, path, message, SPEAK_HTTP2)
            if _expects_tls(backend) and not _gets_tls(backend):
                message = f"{backend.key} is reached at a port of HTTPS in clear text"
                hint = "write a BackendTLSPolicy, or a BackendConfigPolicy with tls"
                yield finding(CLEAR_TEXT, route.resource, path, message, hint)


def _speaks_http2(backend: Backend) -> bool:
    """Whether a policy, or the kind of the backend, settles HTTP/2 by itself."""
    policies = backend.policies.get(_BACKEND_CONFIG, ())
    settled = any(one.policy.object.spec.http2_protocol_options is not None for one in policies)
    if backend.resource.is_external:
        # Nobody knows.
        return True
    return settled or (backend.key.kind == "Backend" and backend.resource.object.spec.static is None)


def _gets_tls(backend: Backend) -> bool:
    if backend.policies.get(_BACKEND_TLS):
        return True
    policies = backend.policies.get(_BACKEND_CONFIG, ())
    return any(one.policy.object.spec.tls is not None for one in policies)


def _expects_tls(backend: Backend) -> bool:
    spec = backend.resource.object.spec
    if backend.key[:2] == BACKEND:
        hosts = (spec.static.hosts if spec.static is not None else None) or ()
        return bool(hosts) and all(host.port == 443 for host in hosts)
    if backend.key[:2] != SERVICE:
        return False
    port = next((one for one in spec.ports or () if one.port == backend.port), None)
    if port is None or backend.app_protocol:
        return False
    if (port.app_protocol or "").lower() in ("https", "tls"):
        return True
    target = backend.port if port.target_port is None else port.target_port
    return port.port == 443 and (target in _HTTPS_PORTS or str(target).lower() in _HTTPS_NAMES)
