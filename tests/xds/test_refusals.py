"""What the real Envoy refuses, resource by resource, at the line that caused it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kgwctl.cli.envoy_verdicts import findings, metrics
from kgwctl.envoy.render import render
from kgwctl.manifests import Document, Source, read_source
from kgwctl.objects.typing import type_documents
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from kgwctl.xds.judge import reason
from kgwctl.xds.refusals import Verdict, ask_envoy

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: default}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 8080, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: app, namespace: default}
spec: {ports: [{port: 80}]}
---
"""
POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: NAME, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: NAME}]
  csrf: {percentageEnabled: 100}
  headerModifiers: {request: {set: [{name: x-a, value: "VALUE"}]}}
---
"""
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: NAME, namespace: default}
spec:
  parentRefs: [{name: web}]
  hostnames: ["NAME.example.com"]
  rules:
  - backendRefs: [{name: app, port: 80}]
---
"""


def route(name: str, value: str = "fine") -> str:
    return (ROUTE + POLICY.replace("VALUE", value)).replace("NAME", name)


def documents_of(text: str) -> list[Document]:
    return read_source(Source("in.yaml", text.encode()))[0]


def asked(text: str, envoy: Path) -> Verdict:
    typed = type_documents(documents_of(text))
    return ask_envoy(list(render(resolve(typed.objects, Settings()))), typed.objects, envoy)


def places(verdict: Verdict) -> list[tuple[Any, ...]]:
    found = findings(verdict)
    return [(one.subject, ".".join(map(str, one.path)), one.location and one.location.line) for one in found]


def line_of(text: str, start: int, words: str) -> int:
    lines = text.splitlines()
    return next(index for index in range(start, len(lines)) if words in lines[index]) + 1


def test_nothing_is_refused_of_good_routes(envoy: Path) -> None:
    verdict = asked(GATEWAY + route("a") + route("b"), envoy)
    assert verdict.refused == ()
    assert metrics(verdict).count(b"\n") == 4


def test_bad_policies_among_good_ones_are_found_at_their_lines(envoy: Path) -> None:
    text = GATEWAY + "".join(route(f"r{n}", {13: "%NONE(a)%", 47: "50%"}.get(n, "x")) for n in range(60))
    verdict = asked(text, envoy)
    lines = [line_of(text, text[: text.index(f"name: r{n},")].count("\n"), "headerModifiers") for n in (13, 47)]
    assert places(verdict) == [
        ("TrafficPolicy default/r13", "spec.headerModifiers", lines[0]),
        ("TrafficPolicy default/r47", "spec.headerModifiers", lines[1]),
    ]
    assert "NONE" in verdict.refused[0].sentence


def test_every_type_is_judged_whatever_becomes_of_the_others(envoy: Path) -> None:
    policies = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: logs, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web}]
  default: {httpSettings: {accessLog: [{fileSink: {path: /dev/stdout, stringFormat: "%NONE(a)%"}}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: ring, namespace: default}
spec:
  targetRefs: [{group: "", kind: Service, name: app}]
  loadBalancer: {ringHash: {minimumRingSize: 9, maximumRingSize: 3}}
---
"""
    verdict = asked(GATEWAY + policies + route("a", "%NONE(a)%"), envoy)
    assert {place[:2] for place in places(verdict)} == {
        ("ListenerPolicy default/logs", "spec"),
        ("BackendConfigPolicy default/ring", "spec"),
        ("TrafficPolicy default/a", "spec.headerModifiers"),
    }
    assert metrics(verdict).count(b"rejects_active{") == 3


def test_a_resource_of_two_gateways_is_refused_for_both(envoy: Path) -> None:
    second = GATEWAY.partition("---")[0].replace("web", "other") + "---\n"
    policy = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: ring, namespace: default}
spec:
  targetRefs: [{group: "", kind: Service, name: app}]
  loadBalancer: {ringHash: {minimumRingSize: 9, maximumRingSize: 3}}
---
"""
    verdict = asked(GATEWAY + second + policy + route("a"), envoy)
    assert [one.gateways for one in verdict.refused] == [tuple(one.key for one in _gateways(GATEWAY + second))]
    assert metrics(verdict).count(b"rejects_total{") == 2


def _gateways(text: str) -> Any:
    return resolve(type_documents(documents_of(text)).objects, Settings()).gateways


def test_secrets_are_hidden(envoy: Path) -> None:
    keys = """\
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: default}
stringData: {one: "hunter2hunter2", two: "hunter2hunter2"}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: keys, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: a}]
  apiKeyAuth: {keySources: [{header: x-api-key}], secretRef: {name: keys}}
---
"""
    (refused,) = asked(GATEWAY + ROUTE.replace("NAME", "a") + keys, envoy).refused
    assert "Duplicated credential key" in refused.sentence
    assert "hunter2" not in refused.sentence


def test_reasons_are_told_without_the_message_around_them() -> None:
    whole = 'Error adding/updating cluster(s) a: key: "s3cret"\n: Proto constraint validation failed (A.B: c)'
    assert reason(whole) == "Proto constraint validation failed (A.B: c)"
    assert reason("Error adding/updating listener(s) x/y~80: no\n such thing\n") == "no such thing"
