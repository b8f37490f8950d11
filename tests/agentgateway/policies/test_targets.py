"""What policies apply to and whom their status speaks of (``plugins/traffic_plugin.go@v2.2.0``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.agentgateway.world import WORLD, plain, policy

if TYPE_CHECKING:
    from kgwctl.agentgateway.policies.translate import TranslatedPolicy

GATEWAY_GROUP = "gateway.networking.k8s.io"
ROUTES = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: rt}
spec:
  parentRefs: [{name: other, namespace: z}, {name: gw, sectionName: http}, {name: gw}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: loose}
spec:
  parentRefs: [{group: gateway.networking.x-k8s.io, kind: XListenerSet, name: ls}]
"""


def on(*refs: dict[str, Any], section: str = "traffic: {csrf: {}}") -> TranslatedPolicy:
    """A policy with those targets."""
    text = f"""\
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata: {{name: p}}
spec:
  targetRefs: {json.dumps(refs)}
  {section}
"""
    return policy(WORLD + ROUTES + text)


def on_services(*refs: dict[str, Any]) -> TranslatedPolicy:
    """A policy for backends with those Services as targets."""
    return on(*({"group": "", "kind": "Service", **ref} for ref in refs), section="backend: {http: {}}")


def attached(made: TranslatedPolicy) -> list[tuple[str, str]]:
    """The ancestors, and what is said of their attachment."""
    found = []
    for one in made.status["ancestors"]:
        ref = one["ancestorRef"]
        (message,) = (c["message"] for c in one["conditions"] if c["type"] == "Attached")
        found.append((f"{ref.get('kind', '')} {ref.get('namespace', '')}/{ref['name']}", message))
    return found


@pytest.mark.parametrize(
    ("ref", "target", "key"),
    [
        (
            {"group": GATEWAY_GROUP, "kind": "Gateway", "name": "gw", "sectionName": "http"},
            {"gateway": {"name": "gw", "namespace": "default", "listener": "http"}},
            "default/gw/http",
        ),
        (
            {"group": GATEWAY_GROUP, "kind": "HTTPRoute", "name": "rt", "sectionName": "rule"},
            {"route": {"name": "rt", "namespace": "default", "routeRule": "rule"}},
            "default/rt/rule",
        ),
    ],
)
def test_sections(ref: dict[str, Any], target: dict[str, Any], key: str) -> None:
    # As attachmentName has it.
    (made,) = plain(on(ref).policies)
    assert made["target"] == target
    assert made["key"] == f"traffic/default/p:csrf:{key}"


@pytest.mark.parametrize(("section", "port"), [("80", 80), ("http", 0), ("4294967297", 1), ("9" * 20, 4294967295)])
def test_ports_of_services(section: str, port: int) -> None:
    # As utils.go:ServiceTarget has it: a name that is no number is port 0.
    made = on_services({"name": "nobody", "sectionName": section})
    (record,) = plain(made.policies)
    host = "nobody.default.svc.cluster.local"
    assert record["target"] == {"service": {"namespace": "default", "hostname": host, "port": port}}
    assert record["key"] == f"default/p:backend-http:default/{host}/{port}"
    # Nobody asks whether the Service is there.
    assert attached(made) == [("Service default/nobody", "Attached to all targets")]


def test_whole_services() -> None:
    (record,) = plain(on_services({"name": "svc"}).policies)
    assert record["key"] == "default/p:backend-http:default/svc.default.svc.cluster.local"


def test_ancestors_of_a_route_are_its_gateways() -> None:
    # As resolvePolicyAncestorRefs has it: whatever their controller, each once, in the order of ParentString.
    made = on({"group": GATEWAY_GROUP, "kind": "HTTPRoute", "name": "rt"})
    assert attached(made) == [
        ("Gateway default/gw", "Attached to all targets"),
        ("Gateway z/other", "Attached to all targets"),
    ]


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        ("Gateway", "no", "Gateway default/no not found"),
        ("HTTPRoute", "no", "HTTPRoute default/no not found"),
        ("HTTPRoute", "loose", "HTTPRoute default/loose has no Gateway parentRefs"),
    ],
)
def test_missing_targets_get_their_policies_all_the_same(kind: str, name: str, reason: str) -> None:
    made = on({"group": GATEWAY_GROUP, "kind": kind, "name": name})
    assert len(made.policies) == 1
    assert attached(made) == [(" /StatusSummary", f"Policy is not attached: {reason}")]


def test_listener_sets_are_passed_over() -> None:
    made = on({"group": "gateway.networking.x-k8s.io", "kind": "XListenerSet", "name": "ls"})
    assert (made.policies, made.status) == ((), {})
    assert [one.path for one in made.ignored] == [("spec", "targetRefs", 0)]


def test_more_ancestors_than_a_status_holds() -> None:
    # The schema has room for 16 targets, and a status for 15 ancestors.
    made = on_services(*({"name": f"s{number:02}"} for number in range(16)))
    ancestors = made.status["ancestors"]
    assert [one["ancestorRef"]["name"] for one in ancestors] == [
        *(f"s{number:02}" for number in range(15)),
        "StatusSummary",
    ]
    assert ancestors[-1]["ancestorRef"] == {"group": "gateway.kgateway.dev", "name": "StatusSummary"}
    assert ancestors[-1]["conditions"] == [
        {
            "type": "StatusSummarized",
            "status": "True",
            "reason": "StatusSummary",
            "message": "1 AncestorRefs ignored due to max status size",
        }
    ]
