"""What v2.2.0 accepts and does not act on: KGW0501 to KGW0509."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import BACKEND_TLS_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.planes.envoy import ENVOY
from kgwctl.resolve.model import HttpRoute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Listener
    from kgwctl.resolve.resolved import ResolvedPlanes

_TLS_POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: shop}
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  validation:
    hostname: shop.example.com
    caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{name: https, port: 443}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBCDCBr6ADAgECAgEBMAoGCCqGSM49BAMCMA0xCzAJBgNVBAMMAmNhMCAXDTI0
    MDEwMTAwMDAwMFoYDzIxMjMxMjA4MDAwMDAwWjANMQswCQYDVQQDDAJjYTBZMBMG
    ByqGSM49AgEGCCqGSM49AwEHA0IABDqan2XIcUPi31RWOKG139x97ZDKp6zE1IWJ
    T0TBo2l2Y4bggng/B0MMwxm94RXkVVNLTXlS84hrqyJu9Z5r48MwCgYIKoZIzj0E
    AwIDSAAwRQIhANpo2R88i7fdCTmRdV/43Uu2ZfLUeBarcrvxMl/ZisaHAiBx2df+
    ygtWhuqI5mXIGX/fww+kjtKmRCqUzMAT/hVpLg==
    -----END CERTIFICATE-----
---
apiVersion: v1
kind: ConfigMap
metadata: {name: old}
"""
_TCP = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: data}
spec:
  gatewayClassName: kgateway
  listeners: [{name: postgres, port: 5432, protocol: TCP}]
---
apiVersion: v1
kind: Service
metadata: {name: postgres}
spec: {ports: [{port: 5432}]}
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: {name: postgres}
spec:
  parentRefs: [{name: data}]
  rules:
  - backendRefs: [{name: postgres, port: 5432}]
"""

TLS_POLICY_SECTION = Rule(
    id="KGW0501",
    name="tls-policy-section",
    severity=Severity.WARNING,
    across_files=True,
    summary="A BackendTLSPolicy names a port of its Service; kgateway 2.2 then applies it to none.",
    bad=_TLS_POLICY.replace("name: shop}]\n  validation", "name: shop, sectionName: https}]\n  validation"),
    good=_TLS_POLICY,
)
FURTHER_CA = Rule(
    id="KGW0502",
    name="further-ca-ignored",
    severity=Severity.WARNING,
    summary="A BackendTLSPolicy has several CA certificates; kgateway 2.2 reads the first only.",
    bad=_TLS_POLICY.replace("name: ca}]", 'name: ca}, {group: "", kind: ConfigMap, name: old}]'),
    good=_TLS_POLICY,
)
L4_RULES = Rule(
    id="KGW0503",
    name="one-rule-only",
    severity=Severity.ERROR,
    summary="A TCP or TLS route has several rules; kgateway serves such a route only with exactly one.",
    bad=_TCP + "  - backendRefs: [{name: postgres, port: 5432}]\n",
    good=_TCP,
)
SHADOWED_L4_ROUTE = Rule(
    id="KGW0504",
    name="route-shadowed",
    severity=Severity.WARNING,
    summary="A TCP or TLS listener has several routes; kgateway serves the oldest only.",
    bad=_TCP + "---\n" + _TCP.split("---\n")[2].replace("metadata: {name: postgres}", "metadata: {name: replica}"),
    good=_TCP,
)
RULES: tuple[Rule, ...] = (TLS_POLICY_SECTION, FURTHER_CA, L4_RULES, SHADOWED_L4_ROUTE)


def no_effect_findings(planes: ResolvedPlanes) -> Iterator[Finding]:
    """Fields and objects that v2.2.0 leaves without effect."""
    resolved = planes.of(ENVOY)
    if any(one.plane is ENVOY for one in planes.occurring):
        for policy in resolved.objects.of(BACKEND_TLS_POLICY):
            yield from _of_tls_policy(policy)
    for route in resolved.routes():
        if not isinstance(route, HttpRoute) and len(route.rules) > 1 and planes.may_serve(ENVOY, route.key):
            message = f"{len(route.rules)} rules: none of them is served"
            yield finding(L4_RULES, route.resource, ("spec", "rules", 1), message, "write one route a rule")
    seen: set[tuple[str, str]] = set()
    for gateway in resolved.gateways:
        for listener in gateway.listeners:
            yield from _shadowed(listener, seen)


def _of_tls_policy(policy: Resource[Any]) -> Iterator[Finding]:
    spec = policy.object.spec
    for index, ref in enumerate(spec.target_refs):
        if ref.section_name is not None:
            path: FieldPath = ("spec", "targetRefs", index, "sectionName")
            message = "with a sectionName, kgateway 2.2 applies the policy to no port"
            yield finding(TLS_POLICY_SECTION, policy, path, message, "leave sectionName out")
    if len(spec.validation.ca_certificate_refs or ()) > 1:
        path = ("spec", "validation", "caCertificateRefs", 1)
        hint = "put all certificates into the first ConfigMap"
        yield finding(FURTHER_CA, policy, path, "only the first certificate reference is read", hint)


def _shadowed(listener: Listener, seen: set[tuple[str, str]]) -> Iterator[Finding]:
    routes = [attached.route for attached in listener.routes if not isinstance(attached.route, HttpRoute)]
    if len(routes) < 2:
        return
    oldest = min(routes, key=lambda route: (route.resource.age, route.key.namespace, route.key.name))
    for route in routes:
        mark = (str(route.key), listener.name)
        if route is not oldest and mark not in seen:
            seen.add(mark)
            message = f"listener {listener.name} serves {oldest.key}, which is older"
            yield finding(SHADOWED_L4_ROUTE, route.resource, ("metadata", "name"), message)
