"""Strict mode: what an Envoy refuses beforehand, in one start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kgwctl.envoy.binary import ENVOY_VARIABLE
from kgwctl.envoy.render import GatewayResult
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.pipeline.render import render
from kgwctl.settings import Settings
from kgwctl.xds import judge
from tests.cli.runs import command
from tests.xds.test_refusals import GATEWAY, ROUTE, route

STRICT = Options(Settings.from_pairs(["KGW_VALIDATION_MODE=STRICT"]))
ERROR = "invalid xds configuration: error initializing configuration '/dev/fd/0': "


def rendered(text: str) -> GatewayResult:
    (result,) = render([Source("in.yaml", text.encode())], STRICT).gateways
    return result


def accepted(result: GatewayResult, name: str, kind: str = "httpRoutes") -> tuple[str, str]:
    conditions = result.statuses[kind][f"default/{name}"]["parents"][0]["conditions"]
    return next((one["reason"], one["message"]) for one in conditions if one["type"] == "Accepted")


def test_many_routes_and_policies_take_two_starts(envoy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = []

    class Counted(judge.Server):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            starts.append(1)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(judge, "Server", Counted)
    result = rendered(GATEWAY + "".join(route(f"r{n}", "%NONE(a)%" if n == 99 else "x") for n in range(200)))
    # One for everything, one for the fields of the refused policy.
    assert len(starts) == 2
    text = ERROR + "Not supported field in StreamInfo: NONE"
    assert accepted(result, "r99") == ("RouteRuleReplaced", f"Replaced Rule (0): {text}")
    assert accepted(result, "r98")[0] == "Accepted"
    answers = [one.direct_response for host in result.resources.routes[0].virtual_hosts for one in host.routes]
    assert sum(answer is not None for answer in answers) == 1


def test_a_match_that_envoy_refuses_drops_the_rule(envoy: Path) -> None:
    bad = ROUTE.replace("NAME", "r").replace(
        "  - backendRefs", '  - matches: [{path: {type: RegularExpression, value: "(?=a)"}}]\n    backendRefs'
    )
    result = rendered(GATEWAY + bad)
    reason, message = accepted(result, "r")
    assert reason == "RouteRuleDropped"
    assert message.startswith(f"Dropped Rule (0): invalid matcher configuration: validation failed: {ERROR}")
    assert [host.routes for host in result.resources.routes[0].virtual_hosts] == [[]]


def test_a_backend_that_envoy_refuses_leads_nowhere(envoy: Path) -> None:
    ring = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: ring, namespace: default}
spec:
  targetRefs: [{group: "", kind: Service, name: app}]
  loadBalancer: {ringHash: {minimumRingSize: 9, maximumRingSize: 3}}
---
"""
    result = rendered(GATEWAY + ROUTE.replace("NAME", "r") + ring)
    assert result.blackholed == {"kube_default_app_80"}
    (problem,) = result.policies[0].problems
    assert problem.text == ERROR + "ring hash: minimum_ring_size (9) > maximum_ring_size (3)"


def test_templates_are_read_by_minijinja(envoy: Path) -> None:
    policy = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: t, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  transformation: {request: {set: [{name: a, value: "TEMPLATE"}]}}
---
"""
    source = GATEWAY + ROUTE.replace("NAME", "r") + policy
    assert accepted(rendered(source.replace("TEMPLATE", "{{ body() }}")), "r")[0] == "Accepted"
    reason, message = accepted(rendered(source.replace("TEMPLATE", "{{ body( }}")), "r")
    assert reason == "RouteRuleReplaced"
    assert message.endswith("Failed to initialize per-route dynamic module")


def test_keys_that_envoy_repeats_are_hidden(envoy: Path) -> None:
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
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  apiKeyAuth: {keySources: [{header: x-api-key}], secretRef: {name: keys}}
---
"""
    message = accepted(rendered(GATEWAY + ROUTE.replace("NAME", "r") + keys), "r")[1]
    assert "Duplicated credential key" in message
    assert "hunter2" not in message


def test_validate_tells_of_it(envoy: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.yaml"
    file.write_text(GATEWAY + route("a", "%NONE(a)%"))
    done = command("validate", str(file), "--set", "KGW_VALIDATION_MODE=STRICT", "--select", "KGW0701")
    assert done.code == 1
    assert b"KGW0701" in done.out
    assert b"TrafficPolicy default/a spec.headerModifiers" in done.out


def test_without_an_envoy_there_is_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgwctl.envoy.binary.find_envoy", lambda: None)
    file = tmp_path / "in.yaml"
    file.write_text(GATEWAY + route("a", "%NONE(a)%"))
    done = command("render", str(file), "--set", "KGW_VALIDATION_MODE=STRICT")
    assert "KGW_VALIDATION_MODE=STRICT asks an Envoy, and none is installed: rendered as STANDARD" in done.err
    assert b"Replaced Rule" not in done.out


def test_an_envoy_that_does_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVOY_VARIABLE, str(tmp_path / "none"))
    file = tmp_path / "in.yaml"
    file.write_text(GATEWAY + route("a"))
    done = command("validate", str(file), "--set", "KGW_VALIDATION_MODE=STRICT")
    assert done.code == 2
    assert "KGW_VALIDATION_MODE=STRICT: KGWCTL_ENVOY is" in done.err
