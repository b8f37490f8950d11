"""Hostnames of attached routes that no listener serves: KGW1004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.hostnames import intersect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import HttpRoute, L4Route
    from kgwctl.resolve.resolved import Resolved

_WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.example.com, cart.example.com]
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
"""

NOT_SERVED = Rule(
    id="KGW1004",
    name="hostname-not-served",
    severity=Severity.WARNING,
    summary="A route attaches, and one of its hostnames meets none of the listeners that take it.",
    bad=_WORLD.replace("cart.example.com", "cart.example.org"),
    good=_WORLD,
)
RULES: tuple[Rule, ...] = (NOT_SERVED,)


def unserved_hostname_findings(resolved: Resolved) -> Iterator[Finding]:
    """Each hostname of a route that is served nowhere, while others of the route are."""
    taken: dict[ObjectKey, tuple[HttpRoute | L4Route, list[str | None]]] = {}
    for gateway in resolved.gateways:
        for listener in gateway.listeners:
            for attached in listener.routes:
                hostnames = taken.setdefault(attached.route.key, (attached.route, []))[1]
                hostnames.append(listener.hostname)
    known = {(ref.namespace or "", ref.name) for ref in _gateways(resolved)}
    for route, listeners in taken.values():
        elsewhere = any((ref.namespace or route.key.namespace, ref.name) not in known for ref in route.parent_refs)
        for index, name in enumerate(route.hostnames if not elsewhere else ()):
            if all(intersect(listener, (name,)) is None for listener in listeners):
                served = ", ".join(sorted({listener or "*" for listener in listeners}))
                message = f"no listener serves {name}: those that take the route serve {served}"
                yield finding(NOT_SERVED, route.resource, ("spec", "hostnames", index), message)


def _gateways(resolved: Resolved) -> Iterator[ObjectKey]:
    """Gateways and listener sets that are here; a parent that is not may serve what they do not."""
    for gateway in resolved.gateways:
        yield gateway.key
        for one in (*gateway.allowed_listener_sets, *gateway.denied_listener_sets):
            yield one.key
