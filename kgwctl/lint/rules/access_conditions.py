"""Conditions of rbac and of access logs that Envoy takes and that are never true: KGW0710."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import HTTP_LISTENER_POLICY, LISTENER_POLICY, TRAFFIC_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.resolve.resolved import Resolved

_RBAC = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: access}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  rbac:
    action: Allow
    policy: {matchExpressions: ["request.method == 'GET'"]}
"""

NEVER_TRUE = Rule(
    id="KGW0710",
    name="condition-never-true",
    severity=Severity.WARNING,
    summary="A condition looks at something that Envoy does not have, compares what is never alike, or is no boolean.",
    explanation="Envoy finds out at each request, and takes the condition as not true: with action Allow nobody gets "
    "in, with Deny everybody does, and an access log with such a filter stays empty.",
    bad=_RBAC.replace("request.method == 'GET'", "request.verb == 'GET'"),
    good=_RBAC,
)
RULES: tuple[Rule, ...] = (NEVER_TRUE,)

_KINDS = (LISTENER_POLICY, HTTP_LISTENER_POLICY)


def access_condition_findings(resolved: Resolved) -> Iterator[Finding]:
    """Each condition of the policies that is never true, at the place in it that is to blame."""
    for policy in resolved.objects.of(TRAFFIC_POLICY):
        rbac = policy.object.spec.rbac
        for index, text in enumerate(rbac.policy.match_expressions if rbac is not None else ()):
            path: FieldPath = ("spec", "rbac", "policy", "matchExpressions", index)
            yield from _of(policy, path, text)
    for kind in _KINDS:
        for policy in resolved.objects.of(kind):
            for path, text in _filters(policy.object.spec):
                yield from _of(policy, path, text)


def _of(policy: Any, path: FieldPath, text: str) -> Iterator[Finding]:
    from kgwctl.envoy_values.attributes import attribute_problems

    for problem in attribute_problems(text):
        message = f"the condition is never true: {problem.message}"
        yield finding_inside(NEVER_TRUE, policy, path, text, problem.offset, message)


def _filters(spec: Any) -> Iterator[tuple[FieldPath, str]]:
    """CEL filters of access logs, wherever a listener policy has HTTP settings."""
    for path, settings in _settings(spec):
        for index, log in enumerate((settings.access_log if settings is not None else None) or ()):
            at = (*path, "accessLog", index, "filter")
            condition = log.filter
            if condition is None:
                continue
            entries = [(at, condition)]
            for name, joined in (("orFilter", condition.or_filter), ("andFilter", condition.and_filter)):
                entries += [((*at, name, number), one) for number, one in enumerate(joined or ())]
            for place, one in entries:
                if one.cel_filter is not None:
                    yield (*place, "celFilter", "match"), one.cel_filter.match


def _settings(spec: Any) -> Iterator[tuple[FieldPath, Any]]:
    if not hasattr(spec, "default"):
        yield ("spec",), spec
        return
    if spec.default is not None:
        yield ("spec", "default", "httpSettings"), spec.default.http_settings
    for index, port in enumerate(spec.per_port or ()):
        yield ("spec", "perPort", index, "listener", "httpSettings"), port.listener.http_settings
