"""KGW0513 and KGW0807, and that the table of settings is what the renderer does."""

from __future__ import annotations

from importlib import import_module

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.envoy.traffic_policy.contract import Feature
from kgwctl.envoy.traffic_policy.registry import FEATURES
from kgwctl.lint.check import check
from kgwctl.lint.rules.route_settings import FIELDS, VIRTUAL_HOST_FIELDS
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options


def found(text: str, rule: str) -> list[tuple[str, str]]:
    findings = check([Source("x.yaml", text.encode())], Options()).findings
    return [(one.subject, format_path(one.path)) for one in findings if one.rule == rule]


def test_the_table_is_what_features_do() -> None:
    routes, hosts = set(), set()
    for row in FEATURES:
        feature = type(getattr(import_module(f"kgwctl.envoy.traffic_policy.{row.module}"), row.variable))
        own = {name for name in ("configure", "apply_route", "apply_virtual_host") if _overrides(feature, name)}
        if own == {"apply_route"}:
            routes.add(row.attribute)
        elif own == {"apply_route", "apply_virtual_host"}:
            hosts.add(row.attribute)
    assert routes == FIELDS.keys()
    assert hosts == VIRTUAL_HOST_FIELDS.keys()


def _overrides(feature: type, name: str) -> bool:
    return getattr(feature, name) is not getattr(Feature, name)


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, labels: {a: b}}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: https, port: 443, protocol: HTTPS, hostname: a.example.com}
---
"""


def policy(target: str, settings: str) -> str:
    return (
        "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\nmetadata: {name: p}\n"
        f"spec: {{{target}, {settings}}}\n"
    )


EDGE = "group: gateway.networking.k8s.io, kind: Gateway, name: edge"


@pytest.mark.parametrize(
    ("target", "settings", "fields"),
    [
        (f"targetRefs: [{{{EDGE}}}]", "timeouts: {request: 1s}", ["spec.timeouts"]),
        (f"targetRefs: [{{{EDGE}, sectionName: http}}]", "autoHostRewrite: true", ["spec.autoHostRewrite"]),
        (f"targetRefs: [{{{EDGE}}}]", "urlRewrite: {pathRegex: {pattern: a, substitution: b}}", ["spec.urlRewrite"]),
        (f"targetRefs: [{{{EDGE}}}]", "retry: {retryOn: [5xx]}", ["spec.retry"]),
        (f"targetRefs: [{{{EDGE}, sectionName: https}}]", "retry: {retryOn: [5xx]}", ["spec.retry"]),
        (f"targetRefs: [{{{EDGE}, sectionName: http}}]", "retry: {retryOn: [5xx]}", []),
        (f"targetRefs: [{{{EDGE}}}]", "buffer: {maxRequestSize: 1Ki}", []),
        (
            "targetSelectors: [{group: gateway.networking.k8s.io, kind: Gateway, matchLabels: {a: b}}]",
            "timeouts: {request: 1s}",
            ["spec.timeouts"],
        ),
        (f"targetRefs: [{{{EDGE}}}]".replace("Gateway", "HTTPRoute"), "timeouts: {request: 1s}", []),
    ],
)
def test_settings_without_effect(target: str, settings: str, fields: list[str]) -> None:
    assert [path for _, path in found(GATEWAY + policy(target, settings), "KGW0513")] == fields


def secret(name: str, entries: str, labels: str = "{app: keys}") -> str:
    return f"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, labels: {labels}}}\n{entries}\n---\n"


SELECTED = "apiKeyAuth: {secretSelector: {matchLabels: {app: keys}}}"


@pytest.mark.parametrize(
    ("secrets", "places"),
    [
        (secret("a", "stringData: {x: k}") + secret("b", "data: {z: aw==}"), [("Secret default/b", "data.z")]),
        (secret("a", "stringData: {x: k, z: k}"), [("Secret default/a", "stringData.z")]),
        (secret("a", "stringData: {x: k}") + secret("b", "stringData: {x: l}"), []),
        (secret("a", "stringData: {x: k}") + secret("b", "stringData: {z: k}", "{app: other}"), []),
        (secret("a", "stringData: {x: '', z: ''}"), []),
    ],
)
def test_keys_twice(secrets: str, places: list[tuple[str, str]]) -> None:
    text = GATEWAY + secrets + policy(f"targetRefs: [{{{EDGE}}}]", SELECTED)
    assert found(text, "KGW0807") == places
