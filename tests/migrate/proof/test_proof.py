"""What fails a proof, what was compared, and with what placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from kgwctl.diagnostics import Finding, Severity
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.migrate.proof.outcome import configurations
from kgwctl.migrate.proof.placeholders import Missing
from kgwctl.migrate.proof.proof import Checks, prove
from kgwctl.migrate.report import data, text
from kgwctl.migrate.run import NotProven, apply, plan_migration
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata: {name: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  idleTimeout: 5s
"""
GATEWAY = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: https, port: 443, protocol: HTTPS, hostname: "*.example.com", tls: {certificateRefs: [{name: tls}]}}
"""


def problem(name: str, subject: str = "HTTPListenerPolicy default/edge") -> Finding:
    return Finding(rule=name, severity=Severity.ERROR, message=name, subject=subject, path=("spec", "a"))


def validated(sources: Sequence[Source], options: Options) -> Sequence[Finding]:
    return check(sources, options).findings


def no_findings(sources: Sequence[Source], options: Options) -> list[Finding]:
    return []


def no_gateways(sources: Sequence[Source], options: Options) -> dict[str, Any]:
    return {}


def test_a_new_problem_fails_it() -> None:
    made = plan_migration([Source("a.yaml", POLICY.encode())])

    def findings(sources: Sequence[Source], options: Options) -> list[Finding]:
        if b"kind: ListenerPolicy" in sources[0].data:
            return [problem("A", "ListenerPolicy default/edge"), problem("B", "ListenerPolicy default/edge")]
        return [problem("A")]

    proof = prove(made, Checks(findings, no_gateways))
    assert [finding.rule for finding in proof.regressions] == ["B"]
    assert not proof.holds
    with pytest.raises(NotProven, match="had not: ListenerPolicy default/edge: B"):
        apply(made, proof)
    assert "worse than before: ListenerPolicy default/edge: B" in text(made, proof)


@pytest.mark.parametrize("same", [True, False])
def test_a_different_configuration_fails_it(same: bool) -> None:
    made = plan_migration([Source("a.yaml", POLICY.encode())])

    def rendered(sources: Sequence[Source], options: Options) -> dict[str, Any]:
        after = b"kind: ListenerPolicy" in sources[0].data
        kind = "ListenerPolicy" if after else "HTTPListenerPolicy"
        notes = {"filterMetadata": {f"merge.{kind}.gateway.kgateway.dev": {"x": [kind]}}}
        port = 1 if same or not after else 2
        return {"g": {"listeners": [{"metadata": notes, "from": f"g/{kind}/a", "port": port}]}}

    proof = prove(made, Checks(no_findings, rendered))
    assert proof.holds == same
    assert data(made, proof)["proof"]["configuration"] == ("same" if same else "different")
    if same:
        assert "the configuration is the same as before: compared were 1 Gateway, 1 listener, 0 routes" in text(
            made, proof
        )
        return
    assert [(each.path, each.before, each.after) for each in proof.differences] == [("g.listeners[0].port", 1, 2)]
    with pytest.raises(NotProven, match=r"would differ: g\.listeners\[0\]\.port.*--accept-differences"):
        apply(made, proof)


def test_a_route_that_comes_to_answer_500_fails_it() -> None:
    made = plan_migration([Source("a.yaml", POLICY.encode())])

    def rendered(sources: Sequence[Source], options: Options) -> dict[str, Any]:
        after = b"kind: ListenerPolicy" in sources[0].data
        broken = {"match": {"prefix": "/"}, "directResponse": {"status": 500}}
        fine = {"match": {"prefix": "/"}, "route": {"cluster": "c"}}
        hosts = [{"domains": ["a.example"], "routes": [broken, broken if after else fine]}]
        return {"g": {"routes": [{"name": "listener~80", "virtualHosts": hosts}]}}

    proof = prove(made, Checks(no_findings, rendered))
    assert [(each.rule, each.subject) for each in proof.regressions] == [
        ("KGW0953", "Gateway g, listener~80: a.example prefix /")
    ]
    assert "1 route that answer 500 before and after (backends are not here?)" in proof.not_compared


def test_without_a_certificate_a_placeholder_is_compared() -> None:
    made = plan_migration([Source("a.yaml", (POLICY + GATEWAY).encode())])
    proof = prove(made, Checks(validated))
    assert proof.compared.placeholders == (Missing("Secret", "default", "tls"),)
    assert (proof.compared.gateways, proof.compared.listeners) == (("default/edge",), 1)
    assert proof.holds
    assert "compared with a placeholder for Secret default/tls" in text(made, proof)


def test_the_placeholder_shows_differences() -> None:
    """What would be the same, were it left out of both sides."""
    made = plan_migration([Source("a.yaml", (POLICY + GATEWAY).encode())])
    edit = made.edits[0]
    broken = made._replace(edits=(edit._replace(after=edit.after.replace(b"5s", b"6s")),))
    assert [each.after for each in prove(broken, Checks(validated)).differences] == ["6s"]


def test_without_its_gateway_a_placeholder_is_compared() -> None:
    made = plan_migration([Source("a.yaml", POLICY.encode())], namespace="team")
    proof = prove(made, Checks(validated), Options(namespace="team"))
    assert proof.compared.placeholders == (Missing("Gateway", "team", "edge"),)
    assert proof.compared.gateways == ("team/edge",)
    assert proof.holds


def test_without_any_gateway_nothing_is_said_to_be_the_same() -> None:
    selector = POLICY.replace("targetRefs", "targetSelectors").replace("name: edge}]", "matchLabels: {a: b}}]")
    made = plan_migration([Source("a.yaml", selector.encode())])
    proof = prove(made, Checks(validated))
    assert proof.not_compared == ("no configuration: there is no Gateway here to render",)
    assert data(made, proof)["proof"]["configuration"] == "not compared"
    assert "the same" not in text(made, proof)


def test_what_the_release_does_not_read_is_on_both_sides() -> None:
    policy = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: ListenerPolicy\nmetadata: {name: edge}\nspec:\n" + (
        "  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]\n"
        "  perConnectionBufferLimitBytes: 1000\n"
    )
    proof = prove(plan_migration([Source("a.yaml", policy.encode())]), Checks(validated))
    assert proof.holds
    assert proof.not_compared == ("1 change of what v2.2 does not read, or reads otherwise (renamed-fields)",)


def test_settings_and_namespace_are_those_of_the_run() -> None:
    seen = []

    def rendered(sources: Sequence[Source], options: Options) -> dict[str, Any]:
        seen.append(options)
        return configurations(sources, options)

    options = Options(Settings(listener_bind_ipv6=False), "team")
    made = plan_migration([Source("a.yaml", (POLICY + GATEWAY).encode())], namespace="team")
    proof = prove(made, Checks(validated, rendered), options)
    assert seen == [options, options]
    assert proof.compared.gateways == ("team/edge",)


def test_each_world_is_compared_with_itself() -> None:
    """Two environments with objects of the same names, and an overlay, as it is built."""
    gateway = GATEWAY.removeprefix("---\n")
    overlay = "resources: [../base]\nnamePrefix: x-\npatches: [{path: patch.yaml}]\n"
    sources = [
        Source("dev/gw.yaml", gateway.encode(), named=False),
        Source("dev/p.yaml", POLICY.encode(), named=False),
        Source("prod/gw.yaml", gateway.encode(), named=False),
        Source("prod/p.yaml", POLICY.replace("5s", "9s").encode(), named=False),
        Source("base/kustomization.yaml", b"resources: [all.yaml]\n", named=False),
        Source("base/all.yaml", (POLICY + GATEWAY).encode(), named=False),
        Source("overlay/kustomization.yaml", overlay.encode(), named=False),
        Source("overlay/patch.yaml", POLICY.replace("5s", "7s").encode(), named=False),
    ]
    proof = prove(plan_migration(sources), Checks(no_findings))
    assert proof.holds
    assert proof.compared.gateways == (
        "dev: default/edge",
        # The policies of the overlay still name it so, and no prefix is put before that.
        "overlay: default/edge",
        "overlay: default/x-edge",
        "prod: default/edge",
    )
    assert proof.compared.placeholders == (Missing("Secret", "default", "tls"), Missing("Gateway", "default", "edge"))
