"""Policies of one data plane on what only another one serves: KGW0310."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY, X_LISTENER_SET
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.resolved import ResolvedPlanes

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: web, port: 80, protocol: HTTP, hostname: "*.example.com"}
"""
_ROUTE = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge, sectionName: web}]
  hostnames: [shop.example.com]
  rules:
  - filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]
"""
_POLICY = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: limits}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  rateLimit: {local: {tokenBucket: {maxTokens: 10, fillInterval: 1s}}}
"""

OTHER_PLANE = Rule(
    id="KGW0310",
    name="policy-of-other-data-plane",
    severity=Severity.WARNING,
    summary="A policy targets what only Gateways serve whose controller does not read policies of its kind.",
    explanation="kgateway and agentgateway have controllers and policies of their own. The policy gets no status.",
    bad=_GATEWAY.replace("gatewayClassName: kgateway", "gatewayClassName: agentgateway") + _ROUTE + _POLICY,
    good=_GATEWAY + _ROUTE + _POLICY,
)
RULES: tuple[Rule, ...] = (OTHER_PLANE,)


def policy_plane_findings(planes: ResolvedPlanes) -> Iterator[Finding]:
    """Targets of policies that no controller serves which reads policies of the kind."""
    enabled = planes.enabled_planes
    kinds = {(row.group, row.kind): row for plane in enabled for row in plane.policies}
    for kind in kinds:
        readers = [plane for plane in enabled if any((row.group, row.kind) == kind for row in plane.policies)]
        for policy in planes.occurring[0].objects.of(kind):
            yield from _of_policy(planes, policy, readers)


def _of_policy(planes: ResolvedPlanes, policy: Resource[Any], readers: list[Plane]) -> Iterator[Finding]:
    for index, ref in enumerate(getattr(policy.object.spec, "target_refs", None) or ()):
        target = ObjectKey(ref.group or "", ref.kind, policy.namespace, ref.name)
        serving = _serving(planes, target)
        if serving and not any(plane in readers for plane in serving):
            titles = " and ".join(plane.title for plane in serving)
            message = f"{titles} serves {target}, and reads no {policy.key.kind}"
            hint = f"policies of this kind are for {' and '.join(plane.title for plane in readers)}"
            yield finding(OTHER_PLANE, policy, ("spec", "targetRefs", index, "name"), message, hint)


def _serving(planes: ResolvedPlanes, target: ObjectKey) -> list[Plane]:
    """The planes that serve a Gateway, listener set or route; none where that cannot be told."""
    if target[:2] in (GATEWAY, X_LISTENER_SET):
        return [
            one.plane
            for one in planes.occurring
            for gateway in one.gateways
            if target == gateway.key or target in [each.key for each in gateway.allowed_listener_sets]
        ]
    return [one.plane for one in planes.serving(target)]
