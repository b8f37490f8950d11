"""Listeners that are accepted and not programmed: KGW0704 and KGW0705."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.resolve.model import Gateway, Listener
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
    for gateway in resolved.gateways:
        by_port: dict[int, list[Listener]] = {}
        for listener in gateway.valid_listeners:
            if listener.protocol in ("HTTPS", "TCP", "TLS"):
                by_port.setdefault(listener.port, []).append(listener)
        for listeners in by_port.values():
            for one in _of_port(gateway, listeners, resolved):
                if (one.subject, one.path[:3]) not in explained:
                    yield one


def _of_port(gateway: Gateway, listeners: Sequence[Listener], resolved: Resolved) -> Iterator[Finding]:
    from kgwctl.envoy.listeners.l4 import plan_l4
    from kgwctl.envoy.listeners.tls_context import TlsProblem, transport_socket
    from kgwctl.status.reporter import Reporter

    # As in rendering: a port whose first listener is a TLS one has no validation of clients.
    frontend = gateway.frontend_tls if listeners[0].protocol != "TLS" else None
    for listener in listeners:
        try:
            transport_socket(listener, frontend, resolved, ())
        except TlsProblem as problem:
            message = f"the listener is not served: {problem.detail}"
            yield finding(TLS_REFUSED, listener.parent, (*_path(listener), *problem.field), message)
    l4 = [listener for listener in listeners if listener.protocol != "HTTPS"]
    if not any(plan_l4(listener, listener.port, frontend, resolved, Reporter()) for listener in l4):
        for listener in l4:
            if not listener.routes:
                message = f"listener {listener.name} serves nothing: no route with backends attaches"
                yield finding(NOTHING_BEHIND, listener.parent, _path(listener), message)


def _path(listener: Listener) -> FieldPath:
    names = [entry.name for entry in listener.parent.object.spec.listeners]
    return ("spec", "listeners", names.index(listener.name))
