"""Which policies meet at a Gateway."""

from __future__ import annotations

from kgwctl.manifests import Source
from kgwctl.migrate.engine.workspace import Workspace
from kgwctl.migrate.migrations.targeted_gateways import Cover, cover

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: %s, namespace: %s, labels: {tier: %s}}
---
"""
POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: %s, namespace: %s}
spec: {%s}
---
"""
SELECTS_WEB = "targetSelectors: [{group: gateway.networking.k8s.io, kind: Gateway, matchLabels: {tier: web}}]"


def named(name: str) -> str:
    return f"targetRefs: [{{group: gateway.networking.k8s.io, kind: Gateway, name: {name}}}]"


def covers(text: str) -> dict[str, Cover]:
    workspace = Workspace([Source("a.yaml", text.encode())])
    workspace.open(["a.yaml"])
    policies = workspace.targets(("gateway.kgateway.dev", "ListenerPolicy"))
    return {policy.name: cover(workspace, policy) for policy in policies}


def test_a_selector_finds_gateways_of_its_own_namespace_only() -> None:
    found = covers(
        GATEWAY % ("here", "one", "web") + GATEWAY % ("there", "two", "web") + POLICY % ("p", "one", SELECTS_WEB)
    )
    assert found["p"].gateways == {"here"}


def test_policies_meet_at_a_gateway_or_by_equal_selectors() -> None:
    found = covers(
        GATEWAY % ("edge", "one", "web")
        + POLICY % ("selects", "one", SELECTS_WEB)
        + POLICY % ("again", "one", SELECTS_WEB)
        + POLICY % ("names", "one", named("edge"))
        + POLICY % ("other", "one", named("inner"))
        + POLICY % ("abroad", "two", named("edge"))
    )
    assert found["selects"].meets(found["names"])
    assert found["selects"].meets(found["again"])
    assert not found["selects"].meets(found["other"])
    assert not found["names"].meets(found["abroad"])
    assert found["selects"].same(found["again"])
    assert not found["selects"].same(found["names"])


def test_equal_selectors_meet_without_a_gateway() -> None:
    found = covers(POLICY % ("selects", "one", SELECTS_WEB) + POLICY % ("again", "one", SELECTS_WEB))
    assert found["selects"].meets(found["again"])
