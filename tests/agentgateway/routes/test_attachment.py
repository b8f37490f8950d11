"""Where routes attach, and what their status says where they do not."""

from __future__ import annotations

import pytest

from kgwctl.agentgateway.routes.parents import hosts_match
from tests.agentgateway.rendered import rendered

WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: agentgateway
  listeners:
  - {name: one, port: 80, protocol: HTTP, hostname: "*.example.com"}
  - {name: two, port: 8080, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {ports: [{port: 80}]}
---
"""
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: %s
metadata: {name: web, namespace: %s}
spec:
  parentRefs: [%s]
  hostnames: [%s]
  rules: [{backendRefs: [{name: web, port: 80, namespace: default}]}]
"""


def accepted(
    kind: str = "HTTPRoute", namespace: str = "default", ref: str = "{name: gw}", host: str = "foo.org"
) -> object:
    made = rendered(WORLD + ROUTE % (kind, namespace, ref, host))
    assert made.of("route") == {}
    return made.conditions("httpRoutes", f"{namespace}/web")["Accepted"]


def test_the_last_listener_that_refuses_gives_the_reason() -> None:
    """``route_collections.go:ProcessParentReferences``."""
    text = "kind gateway.networking.k8s.io/v1, Kind=HTTPRoute is not allowed"
    assert accepted() == ("False", "NotAllowedByListeners", text)


def test_a_section_or_port_overrides_the_listeners_reason() -> None:
    reason = ("False", "NoMatchingParent", "No listener with the specified sectionName on the parent Gateway")
    assert accepted(ref="{name: gw, sectionName: one}") == reason
    assert accepted(ref="{name: gw, port: 443}") == reason


def test_another_namespace_overrides_all_other_reasons() -> None:
    told = accepted(namespace="far", ref="{name: gw, namespace: default, sectionName: one}")
    assert told == ("False", "NotAllowedByListeners", "Parent listener not usable or not permitted")


def test_a_route_is_sent_once_for_each_listener_that_takes_it() -> None:
    made = rendered(WORLD + ROUTE % ("GRPCRoute", "default", "{name: gw}", "a.example.com"))
    assert {key: one["listenerKey"] for key, one in made.of("route").items()} == {
        "default/web.0.one": "default/gw.one",
        "default/web.0.two": "default/gw.two",
    }
    listeners = made.statuses["gateways"]["default/gw"]["listeners"]
    assert [one["attachedRoutes"] for one in listeners] == [1, 1]


def test_one_entry_for_each_reference_with_what_holds_for_the_gateway() -> None:
    """``BuildRouteStatusWithParentRefDefaulting``: one condition for the whole Gateway, told for every reference."""
    refs = "{name: gw, sectionName: two}, {name: gw, sectionName: one}"
    made = rendered(WORLD + ROUTE % ("HTTPRoute", "default", refs, "a.example.com"))
    parents = made.statuses["httpRoutes"]["default/web"]["parents"]
    assert [one["parentRef"]["sectionName"] for one in parents] == ["one", "two"]
    assert {one["conditions"][0]["status"] for one in parents} == {"True"}
    assert set(made.of("route")) == {"default/web.0.0.one"}


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("a.example.com", "a.example.com", True),
        ("a.example.com", "b.example.com", False),
        ("*.example.com", "a.b.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "*.com", True),
        ("*.example.com", "*.org", False),
        ("*", "anything", True),
    ],
)
def test_hostnames_match_in_both_directions(one: str, other: str, match: bool) -> None:
    """Istio's ``host.Name.Matches``."""
    assert hosts_match(one, other) is match
    assert hosts_match(other, one) is match
