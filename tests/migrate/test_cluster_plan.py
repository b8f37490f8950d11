"""The checklist names every object that must be deleted, and nothing that is no object of a cluster."""

from __future__ import annotations

from kgwctl.manifests import Source
from kgwctl.migrate.cluster_plan import checklist
from kgwctl.migrate.report import data, text
from kgwctl.migrate.run import plan_migration

POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata: {name: NAME, namespace: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: NAME}]
  idleTimeout: 5s
"""
HOST = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: host, namespace: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: b}]
"""
OVERLAY = "resources: [policy.yaml]\npatches: [{path: patch.yaml}]\n"


def test_it_names_what_to_apply_and_what_to_delete() -> None:
    sources = [
        Source("k/policy.yaml", POLICY.replace("NAME", "a").encode()),
        Source("k/patch.yaml", POLICY.replace("NAME", "a").encode()),
        Source("k/kustomization.yaml", OVERLAY.encode()),
        Source("other/b.yaml", (POLICY.replace("NAME", "b") + HOST).encode()),
    ]
    plan = plan_migration(sources)
    lines = checklist(plan).splitlines()
    assert [line for line in lines if "at once delete" in line or line.startswith("  `")] == [
        "- [ ] Apply ListenerPolicy edge/a (`k/policy.yaml`), then at once delete HTTPListenerPolicy edge/a:",
        "  `kubectl delete httplistenerpolicies.gateway.kgateway.dev a -n edge`",
        "- [ ] Apply ListenerPolicy edge/host (`other/b.yaml`), then at once delete HTTPListenerPolicy edge/b:",
        "  `kubectl delete httplistenerpolicies.gateway.kgateway.dev b -n edge`",
    ]
    assert "[ ] k/policy.yaml:2:1: in the cluster, delete HTTPListenerPolicy edge/a right after" in text(plan)
    assert [each["oldObject"] for each in data(plan)["changes"] if each["oldObject"]] == [
        "HTTPListenerPolicy edge/a",
        "HTTPListenerPolicy edge/b",
    ]


def test_work_for_humans_and_losses_are_on_it() -> None:
    parameters = (
        "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayParameters\nmetadata: {name: p}\n"
        "spec: {kube: {aiExtension: {}, agentgateway: {}}}\n"
    )
    lines = checklist(plan_migration([Source("a.yaml", parameters.encode())])).splitlines()
    assert "## Objects that are replaced" not in lines
    assert "- [ ] a.yaml:4:15: GatewayParameters default/p: Serve AI traffic with agentgateway." in lines
    assert any(": spec.kube.agentgateway is ignored" in line for line in lines)
    assert (
        "- [ ] a.yaml:4:15: GatewayParameters default/p: spec.kube.aiExtension: "
        "the AI extension of the Envoy proxy is gone (dropped)."
    ) in lines
