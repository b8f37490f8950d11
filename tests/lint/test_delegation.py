"""Findings about delegations that lead nowhere."""

from __future__ import annotations

import pytest

from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options

ROOT = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}, {path: {type: PathPrefix, value: /b}}]
    backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}]
"""
CHILD = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}{annotations}}}
spec:
  rules:
  - matches: [{matches}]
    {does}
"""
REDIRECT = "filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]"
DELEGATES = "backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: leaf}]"


def child(*paths: str, name: str = "team", annotations: str = "", does: str = REDIRECT) -> str:
    matches = ", ".join(f"{{path: {{type: PathPrefix, value: {path}}}}}" for path in paths)
    return CHILD.format(name=name, annotations=annotations, matches=matches, does=does)


def found(text: str) -> list[tuple[str, str, str]]:
    checked = check([Source("x.yaml", (ROOT + text).encode())], Options())
    return [(one.rule, one.subject.rpartition("/")[2], one.message) for one in checked.findings]


def test_a_route_that_applies_under_every_match() -> None:
    assert found(child("/a/x", "/b")) == []


@pytest.mark.parametrize(("path", "missing"), [("/a/x", "/b"), ("/b/x", "/a")])
def test_each_match_needs_a_route(path: str, missing: str) -> None:
    assert found(child(path)) == [("KGW0206", "root", f"no rule of default/team applies under {missing}")]


def test_inherited_matches_always_apply() -> None:
    inherit = ', annotations: {delegation.kgateway.dev/inherit-parent-matcher: "true"}'
    assert found(child("/x", annotations=inherit)) == []


def test_routes_further_down_are_asked_under_the_match_that_leads_to_them() -> None:
    middle = child("/a/x", "/b/x", does=DELEGATES)
    assert found(middle + child("/a/x/1", "/b/x/1", name="leaf")) == []
    assert found(middle + child("/a/x/1", name="leaf")) == [
        ("KGW0206", "team", "no rule of default/leaf applies under /b/x")
    ]
