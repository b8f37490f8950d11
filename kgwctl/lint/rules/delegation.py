"""Delegation between HTTPRoutes: KGW0206 and KGW0209."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.reasons import ChildHostnames, CyclicReference, NoRouteUnderMatch, UnresolvedReference
from kgwctl.verdicts.delegation import delegation_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.resolve.model import Gateway
    from kgwctl.verdicts.verdict import Verdict

_GOOD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.example.com]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    backendRefs:
    - {group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: team}
spec:
  rules:
  - matches: [{path: {type: PathPrefix, value: /a/b}}]
    filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]
"""
DELEGATION_BROKEN = Rule(
    id="KGW0206",
    across_files=True,
    name="delegation-broken",
    severity=Severity.ERROR,
    summary="A rule delegates to routes that do not exist or do not apply under its match, or in a circle; "
    "it answers 500.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    backendRefs:
    - {group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}
""",
    good=_GOOD,
)
#: Two routes behind one reference, of which one may have hostnames.
_TWO = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    backendRefs: [{group: delegation.kgateway.dev, kind: label, name: teams}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: team-b, labels: {delegation.kgateway.dev/label: teams}}
spec:
  rules:
  - matches: [{path: {type: PathPrefix, value: /a/b}}]
    filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: team-c, labels: {delegation.kgateway.dev/label: teams}}
spec:
  hostnames: [team.example.com]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a/c}}]
    filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]
"""
CHILD_HOSTNAMES = Rule(
    id="KGW0209",
    name="delegated-route-hostnames",
    severity=Severity.ERROR,
    summary="A route that is delegated to has hostnames, and is not served.",
    explanation="It inherits the hostnames of the route that delegates to it.",
    bad=_TWO,
    good=_TWO.replace("  hostnames: [team.example.com]\n", ""),
)
RULES: tuple[Rule, ...] = (DELEGATION_BROKEN, CHILD_HOSTNAMES)


def delegation_findings(gateways: Iterable[Gateway], unusable: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Delegations that lead nowhere. ``unusable`` objects exist, but were refused: that is said elsewhere."""
    for verdict in delegation_verdicts(gateways):
        reason = verdict.reason
        if not (isinstance(reason, UnresolvedReference) and str(reason.target) in unusable):
            yield _worded(verdict)


def cycle_findings(gateways: Iterable[Gateway]) -> Iterator[Finding]:
    """Delegations below the routes of ``gateways`` that lead in a circle."""
    return (_worded(one) for one in delegation_verdicts(gateways) if isinstance(one.reason, CyclicReference))


def _worded(verdict: Verdict) -> Finding:
    reason, subject, path, _ = verdict
    if isinstance(reason, ChildHostnames):
        message = "a route that is delegated to takes the hostnames of the route above it, and may have none"
        return finding(CHILD_HOSTNAMES, subject, path, message, "leave hostnames out, or attach it to the Gateway")
    if isinstance(reason, CyclicReference):
        return finding(DELEGATION_BROKEN, subject, path, f"delegation leads back to {reason.child}")
    if isinstance(reason, NoRouteUnderMatch):
        message = f"no rule of {reason.target.namespaced_name} applies under {reason.path}"
        hint = f"let a match of it start with {reason.path}, or set delegation.kgateway.dev/inherit-parent-matcher"
        return finding(DELEGATION_BROKEN, subject, path, message, hint)
    if isinstance(reason, UnresolvedReference):
        message = f"no HTTPRoute {reason.target.namespaced_name} to delegate to"
        return finding(DELEGATION_BROKEN, subject, path, message, missing=str(reason.target))
    return finding(DELEGATION_BROKEN, subject, path, reason.text)
