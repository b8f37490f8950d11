"""What kgateway does not accept although the API server does: KGW0701 to KGW0703.

The verdicts are those of :mod:`kgwctl.envoy.verdicts`. Whatever they concern answers 500.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Rule, Severity
from kgwctl.envoy.verdicts.backends import backend_verdicts
from kgwctl.envoy.verdicts.policies import policy_verdicts
from kgwctl.envoy.verdicts.route_rules import rule_verdicts
from kgwctl.lint.findings import finding
from kgwctl.verdicts.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.verdicts.verdict import Verdict

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: next}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
  - backendRefs: [{name: shop, port: 80, weight: 1}, {name: next, port: 80, weight: 0}]
"""
_POLICY = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: login}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  basicAuth: {users: ["ada:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="]}
"""
_BACKEND = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: greet}
spec:
  type: AWS
  aws:
    accountId: "000000000000"
    auth: {type: Secret, secretRef: {name: greet}}
    lambda: {functionName: greet}
---
apiVersion: v1
kind: Secret
metadata: {name: greet}
data: {accessKey: QUtJQQ==, secretKey: c2VjcmV0}
"""

POLICY_REFUSED = Rule(
    id="KGW0701",
    name="policy-refused",
    severity=Severity.ERROR,
    summary="kgateway does not accept a policy, and what it applies to answers 500.",
    explanation="The text is that of the policy's Accepted condition. Nothing goes unprotected: the rule, virtual "
    "host or listener that the policy targets is replaced by a direct response, and a backend is taken away.",
    bad=_GATEWAY + _POLICY.replace("{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "lovelace"),
    good=_GATEWAY + _POLICY,
)
RULE_REPLACED = Rule(
    id="KGW0702",
    name="rule-replaced",
    severity=Severity.ERROR,
    summary="kgateway replaces a rule of a route by a direct response with status 500.",
    bad=_GATEWAY.replace("weight: 1", "weight: 0"),
    good=_GATEWAY,
)
BACKEND_REFUSED = Rule(
    id="KGW0703",
    name="backend-refused",
    severity=Severity.ERROR,
    summary="kgateway does not accept a backend, and traffic to it is answered with 500.",
    bad=_BACKEND.replace("data: {accessKey: QUtJQQ==, secretKey: c2VjcmV0}", "data: {secretKey: c2VjcmV0}"),
    good=_BACKEND,
)
RULES: tuple[Rule, ...] = (POLICY_REFUSED, RULE_REPLACED, BACKEND_REFUSED)


def acceptance_findings(
    resolved: Resolved, known: Iterable[Finding], unusable: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Policies, rules and backends that are refused for another reason than the ``known`` findings give.

    ``unusable`` names objects that are there and have errors of their own.
    """
    explained = {(one.subject, one.path[:length]) for one in known for length in range(len(one.path) + 1)}
    for verdict in policy_verdicts(resolved):
        if (str(verdict.subject.key), verdict.path) not in explained:
            yield from _finding(POLICY_REFUSED, verdict, unusable)
    for verdict in rule_verdicts(resolved):
        yield from _finding(RULE_REPLACED, verdict, unusable)
    for verdict in backend_verdicts(resolved):
        yield from _finding(BACKEND_REFUSED, verdict, unusable)


def _finding(rule: Rule, verdict: Verdict, unusable: frozenset[str]) -> Iterator[Finding]:
    reason = verdict.reason
    if isinstance(reason, Refused) and str(reason.missing) not in unusable:
        yield finding(rule, verdict.subject, verdict.path, reason.sentence, reason.hint)
