"""What kgateway v2.2 renamed, deprecated or removed: KGW0401 to KGW0409.

The facts are those of the migrations: whatever ``kgwctl migrate`` would change is reported, with the
step that changes it. A removed field is reported as such instead of as an unknown one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.diagnostics import Finding, Rule, Severity
from kgwctl.migrate.engine.changes import BY_HAND
from kgwctl.migrate.run import plan_migration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.manifests import Source
    from kgwctl.migrate.engine.changes import Change

_SINCE = "v2.2.0"
_GATEWAY = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
"""
_LISTENER_POLICY = (
    """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  default: {httpSettings: {xffNumTrustedHops: 1}}
"""
    + _GATEWAY
)
_PARAMETERS = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata: {name: edge}
spec: {kube: {omitDefaultSecurityContext: true}}
"""
_WEB = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, labels: {app: web}}
spec: {}
"""

DEPRECATED_KIND = Rule(
    id="KGW0401",
    name="deprecated-kind",
    severity=Severity.WARNING,
    summary="HTTPListenerPolicy is deprecated: ListenerPolicy has its settings below spec.default.httpSettings.",
    since=_SINCE,
    migration="httplistenerpolicy",
    bad=_LISTENER_POLICY.replace("kind: ListenerPolicy", "kind: HTTPListenerPolicy").replace(
        "default: {httpSettings: {xffNumTrustedHops: 1}}", "xffNumTrustedHops: 1"
    ),
    good=_LISTENER_POLICY,
)
DEPRECATED_ANNOTATION = Rule(
    id="KGW0402",
    name="deprecated-annotation",
    severity=Severity.WARNING,
    summary="An annotation is deprecated: a field says the same.",
    explanation="kgateway.dev/per-connection-buffer-limit goes in v2.3: ListenerPolicy has a field for it.",
    since=_SINCE,
    migration="buffer-limit-annotation",
    bad=_GATEWAY.replace(
        "{name: edge}", "{name: edge, annotations: {kgateway.dev/per-connection-buffer-limit: 64Ki}}", 1
    ),
    good=_GATEWAY,
)
REMOVED_FIELD = Rule(
    id="KGW0403",
    name="removed-field",
    severity=Severity.ERROR,
    summary="A field or value of v2.1 has another name in v2.2, or is gone.",
    explanation="v2.2 does not know it any more: a strict API server refuses the object, a lax one drops the field.",
    since=_SINCE,
    migration="renamed-fields",
    bad=_PARAMETERS.replace("omitDefaultSecurityContext", "floatingUserId"),
    good=_PARAMETERS,
)
TEMPLATE_DIALECT = Rule(
    id="KGW0404",
    name="template-dialect",
    severity=Severity.WARNING,
    summary="A transformation template is read differently by v2.2's template engine.",
    since=_SINCE,
    migration="transformation-templates",
    bad="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: greet}
spec:
  targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {app: web}}]
  transformation:
    request: {set: [{name: x-user, value: '{{ headers.X-User.0 }}'}]}
"""
    + _WEB,
    good="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: greet}
spec:
  targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {app: web}}]
  transformation:
    request: {set: [{name: x-user, value: '{{ header("x-user") }}'}]}
"""
    + _WEB,
)
CHART_VALUE = Rule(
    id="KGW0405",
    name="chart-value",
    severity=Severity.WARNING,
    summary="A value of the kgateway chart, or a variable of the controller, is not read by v2.2.",
    explanation="This also catches KGW_ENABLE_GATEWAY_API_EXPERIMENTAL_FEATURES, a misspelling that got about: "
    "the variable is KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES.",
    since=_SINCE,
    migration="helm-values",
    bad="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: kgateway}
spec:
  template:
    spec:
      containers:
      - name: controller
        env: [{name: KGW_ENABLE_GATEWAY_API_EXPERIMENTAL_FEATURES, value: "true"}]
""",
    good="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: kgateway}
spec:
  template:
    spec:
      containers:
      - name: controller
        env: [{name: KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES, value: "true"}]
""",
)
RULES: tuple[Rule, ...] = (
    DEPRECATED_KIND,
    DEPRECATED_ANNOTATION,
    REMOVED_FIELD,
    TEMPLATE_DIALECT,
    CHART_VALUE,
)

_BY_MIGRATION = {rule.migration: rule for rule in RULES if rule.migration} | {"floating-user-id": REMOVED_FIELD}
#: What a removed field or value is to somebody who does not know that it once was there.
_SHADOWED = frozenset(("KGW0101", "KGW0104", "KGW0107"))


def deprecation_findings(sources: Sequence[Source]) -> list[Finding]:
    """One finding for each thing that a migration would change, and what it leaves to a human."""
    once: dict[tuple[Any, ...], Finding] = {}
    for migration, rule in _BY_MIGRATION.items():
        # One at a time: whether one migration has a say must not hang on what those before it did.
        plan = plan_migration(sources, only=(migration,))
        for change in plan.changes:
            once.setdefault(_identity(rule, change), _finding(rule, change))
        for left in plan.findings:
            if left.rule == BY_HAND.id:
                once.setdefault((rule.id, left.location), _by_hand(rule, left))
    return list(once.values())


def joined(findings: Iterable[Finding], deprecations: Iterable[Finding]) -> list[Finding]:
    """Both, without schema errors about what is reported as removed; that is then an error instead."""
    removed = {_line(one) for one in deprecations if one.rule == REMOVED_FIELD.id}
    kept: list[Finding] = []
    refused: set[tuple[str, int]] = set()
    for one in findings:
        if one.rule in _SHADOWED and _line(one) in removed:
            refused.add(_line(one))
        else:
            kept.append(one)
    for one in deprecations:
        worse = one.rule == REMOVED_FIELD.id and _line(one) in refused
        kept.append(msgspec.structs.replace(one, severity=Severity.ERROR) if worse else one)
    return kept


def _line(one: Finding) -> tuple[str, int]:
    return (one.location.file, one.location.line) if one.location else ("", 0)


def _identity(rule: Rule, change: Change) -> tuple[Any, ...]:
    """A whole kind is reported once an object, anything else once a place."""
    return (rule.id, change.object) if rule is DEPRECATED_KIND else (rule.id, change.location)


def _finding(rule: Rule, change: Change) -> Finding:
    subject = change.object
    if rule is DEPRECATED_KIND:
        # The change is about the object as it will be, the finding about the one that is there.
        subject = f"HTTP{subject}" if subject.startswith("ListenerPolicy ") else subject
        message = "HTTPListenerPolicy is deprecated: use ListenerPolicy"
    elif change.new_path:
        message = f"{change.old_path} is now {change.new_path}"
        if change.old_path == change.new_path:
            # The field stays; what is written in it changes.
            message = f"{change.old_path} is now written otherwise"
    else:
        message = f"{change.old_path} was removed in v2.2"
    hint = f"`kgwctl migrate --only {change.migration}` does it"
    if change.loss != "none" and change.reason:
        hint = f"{change.reason}; {hint}"
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        hint=hint,
        location=change.location,
        subject=subject,
    )


def _by_hand(rule: Rule, left: Finding) -> Finding:
    """What a migration leaves to a human, as a finding of the rule that it belongs to."""
    return msgspec.structs.replace(left, rule=rule.id, severity=min(rule.severity, Severity.WARNING))
