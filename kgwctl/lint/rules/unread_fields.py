"""Fields and annotations that v2.2.0 accepts and never reads: KGW0505."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.annotations import POLICY_WEIGHT, ROUTE_WEIGHT, weight_problem
from kgwctl.resolve.kinds import GATEWAY_GROUP, KGATEWAY_GROUP
from kgwctl.resolve.policies import POLICY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_AGENTGATEWAY_GROUP = "agentgateway.dev"
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


class _Row(NamedTuple):
    """A field by its attributes and by its names in manifests; ``beyond`` entries of a list are read."""

    kind: str
    attributes: tuple[str, ...]
    path: FieldPath
    message: str
    hint: str
    beyond: int = 0


_FIELDS = (
    _Row(
        "AgentgatewayPolicy",
        ("target_selectors",),
        ("spec", "targetSelectors"),
        "agentgateway 2.2 does not select targets by labels: the policy applies to nothing",
        "name the targets in targetRefs",
    ),
    _Row(
        "AgentgatewayPolicy",
        ("backend", "tcp"),
        ("spec", "backend", "tcp"),
        "agentgateway 2.2 does not read TCP settings of backends",
        "leave it out",
    ),
    _Row(
        "AgentgatewayPolicy",
        ("traffic", "rate_limit", "local"),
        ("spec", "traffic", "rateLimit", "local"),
        "agentgateway 2.2 reads the first local rate limit only",
        "write one policy a limit",
        beyond=1,
    ),
)


def unread_field_findings(resolved: Resolved) -> Iterator[Finding]:
    """A finding for each field, annotation or filter that has no reader."""
    for row in _FIELDS:
        for resource in resolved.objects.of(_AGENTGATEWAY_GROUP, row.kind):
            found = _at(resource.object.spec, row.attributes)
            if found is not None and (not row.beyond or len(found) > row.beyond):
                path = (*row.path, row.beyond) if row.beyond else row.path
                yield finding(UNREAD_FIELD, resource, path, row.message, row.hint)
    yield from _weights(resolved)
    for route in resolved.objects.of(GATEWAY_GROUP, "GRPCRoute"):
        yield from _extensions(route)


def _at(value: Any, attributes: tuple[str, ...]) -> Any:
    for attribute in attributes:
        value = getattr(value, attribute, None)
    return value


def _weights(resolved: Resolved) -> Iterator[Finding]:
    if not resolved.settings.weighted_route_precedence:
        message = "weights of routes count only with the setting KGW_WEIGHTED_ROUTE_PRECEDENCE"
        for route in resolved.objects.of(GATEWAY_GROUP, "HTTPRoute"):
            yield from _annotation(route, ROUTE_WEIGHT, message)
    for kind in POLICY_KINDS:
        if not kind.weighted and kind.group == KGATEWAY_GROUP:
            for policy in resolved.objects.of(kind.group, kind.kind):
                yield from _annotation(policy, POLICY_WEIGHT, "only TrafficPolicies and GatewayExtensions have weights")
    for extension in resolved.objects.of(KGATEWAY_GROUP, "GatewayExtension"):
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
