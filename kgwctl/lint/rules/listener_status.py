"""Listeners that are accepted and not programmed: KGW0704 and KGW0705."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Rule, Severity
from kgwctl.envoy.verdicts.listeners import listener_verdicts
from kgwctl.lint.findings import finding
from kgwctl.verdicts.verdict import NothingServed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.resolve.resolved import Resolved

_TLS = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls:
      certificateRefs: [{name: tls}]
---
"""
_SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
stringData: {tls.crt: "", tls.key: ""}
"""
_TCP = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: data}
spec:
  gatewayClassName: kgateway
  listeners: [{name: postgres, port: 5432, protocol: TCP}]
"""
_ROUTE = """\
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
  rules: [{backendRefs: [{name: postgres, port: 5432}]}]
"""

TLS_REFUSED = Rule(
    id="KGW0704",
    name="listener-tls-refused",
    severity=Severity.ERROR,
    summary="kgateway cannot set up the TLS of a listener, and does not serve it.",
    explanation="The text is that of the listener's Programmed condition.",
    bad=_TLS + _SECRET,
    good=_TLS.replace("HTTPS", "HTTP").replace("    tls:\n      certificateRefs: [{name: tls}]\n", ""),
)
NOTHING_BEHIND = Rule(
    id="KGW0705",
    across_files=True,
    name="listener-without-backends",
    severity=Severity.WARNING,
    summary="No TCP or TLS listener of a port has a route with backends, so the port is not served.",
    explanation="The routes may be defined elsewhere.",
    bad=_TCP,
    good=_TCP + _ROUTE,
)
RULES: tuple[Rule, ...] = (TLS_REFUSED, NOTHING_BEHIND)


def listener_status_findings(resolved: Resolved, known: Iterable[Finding]) -> Iterator[Finding]:
    """Listeners of Envoy Gateways that are not programmed for another reason than ``known`` findings give."""
    explained = {(one.subject, one.path[:3]) for one in known}
    for verdict in listener_verdicts(resolved):
        reason = verdict.reason
        if (str(verdict.subject.key), verdict.path[:3]) in explained:
            continue
        if isinstance(reason, NothingServed):
            message = f"listener {reason.listener} serves nothing: no route with backends attaches"
            yield finding(NOTHING_BEHIND, verdict.subject, verdict.path, message)
        elif isinstance(reason, Refused):
            yield finding(TLS_REFUSED, verdict.subject, verdict.path, reason.sentence)
