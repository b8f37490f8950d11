"""Listener policies that kgateway refuses, at the field that is to blame."""

from __future__ import annotations

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

BASE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: logs}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}
---
"""
LOGS = "backendRef: {name: logs, port: 80}"


def policy(kind: str, spec: str) -> str:
    return (
        f"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: p}}\n"
        "spec:\n  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]\n"
        f"  {spec}\n"
    )


def found(kind: str, spec: str) -> list[tuple[str, str]]:
    checked = check([Source("x.yaml", (BASE + policy(kind, spec)).encode())], Options(Settings()))
    return [(one.rule, format_path(one.path)) for one in checked.findings if one.rule != "KGW0401"]


@pytest.mark.parametrize(("kind", "before"), [("HTTPListenerPolicy", ""), ("ListenerPolicy", "default.httpSettings.")])
@pytest.mark.parametrize(
    ("log", "path"),
    [
        (f"grpcService: {{logName: '', {LOGS}}}", "grpcService.logName"),
        (f"openTelemetry: {{grpcService: {{logName: '', {LOGS}}}}}", "openTelemetry.grpcService.logName"),
        (f"grpcService: {{logName: a, {LOGS}, initialMetadata: [{{key: ''}}]}}", "grpcService"),
        (f"fileSink: {{path: /a, stringFormat: a}}, grpcService: {{logName: a, {LOGS}}}", ""),
        ("filter: {traceableFilter: true}", ""),
    ],
)
def test_logs_that_are_refused(kind: str, before: str, log: str, path: str) -> None:
    logs = f"accessLog: [{{{log}}}]"
    spec = f"default: {{httpSettings: {{{logs}}}}}" if before else logs
    assert found(kind, spec) == [("KGW0701", f"spec.{before}accessLog[0]{path and '.'}{path}")]


def test_a_backend_that_is_missing_is_told_of_once() -> None:
    spec = "accessLog: [{grpcService: {logName: a, backendRef: {name: gone, port: 80}}}]"
    assert found("HTTPListenerPolicy", spec) == [("KGW0201", "spec.accessLog[0].grpcService.backendRef.name")]


def test_settings_that_are_accepted() -> None:
    spec = f"accessLog: [{{grpcService: {{logName: a, {LOGS}}}}}]"
    assert not found("HTTPListenerPolicy", spec)
    port = f"perPort: [{{port: 80, listener: {{proxyProtocol: {{}}, httpSettings: {{{spec}}}}}}}]"
    assert not found("ListenerPolicy", port)
