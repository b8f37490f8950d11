"""Deep merges that the controller writes into the policies it merges: KGW0512.

Source: ``pkg/kgateway/extensions2/plugins/trafficpolicy/merge.go:mergeRustformation@v2.2.0`` (and ``mergeExtAuth``,
``mergeExtProc``) change the form that a child's policy shares with every other place it applies to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import TRAFFIC_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.lint.rules.controller_crashes import served_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.resolve.model import PolicyAttachment
    from kgwctl.resolve.resolved import Resolved

_EXAMPLE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 8080, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: app}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: all
  annotations: {kgateway.dev/inherited-policy-priority: DeepMergePreferChild}
spec:
  parentRefs: [{name: web}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /team}}]
    backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: team}
spec:
  parentRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: all}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /team/a}}]
    backendRefs: [{name: app, port: 80}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: all}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: all}]
  transformation: {response: {set: [{name: x-by, value: all}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: team}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}]
  transformation: {response: {set: [{name: x-team, value: a}]}}
"""

ACCUMULATES = Rule(
    id="KGW0512",
    name="merge-accumulates",
    severity=Severity.WARNING,
    summary="The controller merges a parent's policy into a child's again and again, each time with the result.",
    explanation="With a deep merge of transformations, kgateway v2.2.0 writes what it merged into the child's policy. "
    "The next route, listener or translation merges the parent's entries into that, so they are there once more. A "
    "set is harmless, an add is not; and other parents of the child see the entries, too. What is rendered is what a "
    "controller that was just started sends.",
    bad=_EXAMPLE,
    good=_EXAMPLE.replace("DeepMergePreferChild", "ShallowMergePreferChild"),
)
RULES: tuple[Rule, ...] = (ACCUMULATES,)

_TRAFFIC_POLICY = TRAFFIC_POLICY


def accumulation_findings(resolved: Resolved) -> Iterator[Finding]:
    """One finding for each policy that deep merges are written into."""
    if len(resolved.objects.of(_TRAFFIC_POLICY)) < 2:
        return
    told = set()
    for _, _, own, inherited in served_rules(resolved):
        mine = _with_transformation(one for level in own for one in level.get(_TRAFFIC_POLICY, ()))
        theirs = _with_transformation(one for level in inherited for one in level.get(_TRAFFIC_POLICY, ()))
        deep = [one for one in theirs if one.inherited_priority.startswith("DeepMerge")]
        if mine and deep and mine[0].key not in told:
            told.add(mine[0].key)
            message = f"what {deep[0].key} adds here is added again each time that the controller merges the two"
            yield finding(ACCUMULATES, mine[0].policy, ("spec", "transformation"), message)


def _with_transformation(attachments: Iterator[PolicyAttachment]) -> list[PolicyAttachment]:
    return [one for one in attachments if one.policy.object.spec.transformation is not None]
