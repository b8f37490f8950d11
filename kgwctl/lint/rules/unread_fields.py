"""Fields and annotations that v2.2.0 accepts and never reads: KGW0505.

What agentgateway's controller does not read, :mod:`kgwctl.lint.rules.agentgateway` tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY_EXTENSION, GRPC_ROUTE, HTTP_ROUTE, KGATEWAY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.planes.envoy import ENVOY
from kgwctl.resolve.annotations import POLICY_WEIGHT, ROUTE_WEIGHT, weight_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat}
spec:
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata: {name: chat}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: chat}]
  backend:
    http: {requestTimeout: 5s}
"""

UNREAD_FIELD = Rule(
    id="KGW0505",
    name="field-never-read",
    severity=Severity.WARNING,
    summary="The API accepts a field or an annotation that no controller of v2.2.0 reads.",
    bad=_POLICY + "    tcp: {connectTimeout: 1s}\n",
    good=_POLICY,
)
RULES: tuple[Rule, ...] = (UNREAD_FIELD,)


def unread_field_findings(resolved: Resolved) -> Iterator[Finding]:
    """A finding for each field, annotation or filter that has no reader."""
    yield from _weights(resolved)
    for route in resolved.objects.of(GRPC_ROUTE):
        yield from _extensions(route)


def _weights(resolved: Resolved) -> Iterator[Finding]:
    if not resolved.settings.weighted_route_precedence:
        message = "weights of routes count only with the setting KGW_WEIGHTED_ROUTE_PRECEDENCE"
        for route in resolved.objects.of(HTTP_ROUTE):
            yield from _annotation(route, ROUTE_WEIGHT, message)
    for kind in ENVOY.policies:
        if not kind.weighted and kind.group == KGATEWAY:
            for policy in resolved.objects.of((kind.group, kind.kind)):
                yield from _annotation(policy, POLICY_WEIGHT, "only TrafficPolicies and GatewayExtensions have weights")
    for extension in resolved.objects.of(GATEWAY_EXTENSION):
        spec = extension.object.spec
        if spec.ext_auth is None and spec.ext_proc is None and spec.oauth2 is None:
            yield from _annotation(extension, POLICY_WEIGHT, "extensions of this type have no weights")
        elif weight_problem(extension.annotations, POLICY_WEIGHT) is not None:
            yield from _annotation(extension, POLICY_WEIGHT, "is not a number of 32 bits: kgateway takes 0 for it")


def _annotation(resource: Resource[Any], name: str, message: str) -> Iterator[Finding]:
    if name in resource.annotations:
        yield finding(UNREAD_FIELD, resource, ("metadata", "annotations", name), message)


def _extensions(route: Resource[Any]) -> Iterator[Finding]:
    for number, rule in enumerate(route.object.spec.rules or ()):
        for index, one in enumerate(rule.filters or ()):
            if one.type == "ExtensionRef":
                path = ("spec", "rules", number, "filters", index)
                message = "kgateway does not read ExtensionRef filters of GRPCRoutes"
                yield finding(UNREAD_FIELD, route, path, message, "let the policy target the route")
