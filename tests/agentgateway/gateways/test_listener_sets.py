"""XListenerSets: who may attach, what becomes of their listeners, and what their routes lose."""

from __future__ import annotations

from tests.agentgateway.rendered import rendered

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: agentgateway
  allowedListeners: {namespaces: {from: Same}}
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {ports: [{port: 80}]}
---
"""
SET = """\
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: more, namespace: %s}
spec:
  parentRef: {name: gw, namespace: default}
  listeners:
  - {name: http, protocol: HTTP, hostname: more.example.com}
  - {name: tcp, port: 9000, protocol: TCP}
"""
ROUTE = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: default}
spec:
  parentRefs: [%s]
  rules: [{backendRefs: [{name: web, port: 80}]}]
"""
TO_SET = "{group: gateway.networking.x-k8s.io, kind: XListenerSet, name: more}"


def test_listeners_of_a_set_are_bound_to_the_gateway() -> None:
    """``gateway_collection.go:ListenerSetCollection``: the port of the protocol where there is none."""
    made = rendered(GATEWAY + SET % "default")
    assert set(made.of("bind")) == {"80/default/gw", "9000/default/gw"}
    assert made.of("listener")["default/more.http"] == {
        "key": "default/more.http",
        "bindKey": "80/default/gw",
        "name": {"gatewayName": "gw", "gatewayNamespace": "default", "listenerName": "http"},
        "hostname": "more.example.com",
        "protocol": "HTTP",
    }


def test_every_listener_in_the_status_has_the_port_of_the_last() -> None:
    """``convertStandardStatusToListenerSetStatus`` is applied to all listeners each time."""
    status = rendered(GATEWAY + SET % "default").statuses["listenerSets"]["default/more"]
    assert [(one["name"], one["port"]) for one in status["listeners"]] == [("http", 9000), ("tcp", 9000)]
    assert [(one["type"], one["message"]) for one in status["conditions"]] == [
        ("Accepted", "Resource accepted"),
        ("Programmed", "Resource programmed"),
    ]


def test_a_set_from_a_namespace_that_is_not_allowed_is_passed_over() -> None:
    """``NamespaceAcceptedByAllowListeners``; no status is written for it."""
    made = rendered(GATEWAY + SET % "far")
    assert set(made.of("listener")) == {"default/gw.http"}
    assert "listenerSets" not in made.statuses


def test_a_route_of_gateway_and_set_with_one_section_name_is_the_sets() -> None:
    """Both routes have one key (``route_collections.go:createRouteCollection``): the later one is kept."""
    made = rendered(GATEWAY + SET % "default" + ROUTE % f"{{name: gw}}, {TO_SET}")
    assert {key: one["listenerKey"] for key, one in made.of("route").items()} == {
        "default/web.0.0.http": "default/more.http"
    }
    (parent,) = made.statuses["httpRoutes"]["default/web"]["parents"]
    assert parent["parentRef"]["kind"] == "Gateway"


def test_a_route_of_a_set_has_no_parent_in_its_status() -> None:
    """``ProcessParentReferences`` reports it under a Gateway of the set's name, where nobody looks."""
    made = rendered(GATEWAY + SET % "default" + ROUTE % TO_SET)
    assert set(made.of("route")) == {"default/web.0.0.http"}
    assert made.statuses["httpRoutes"]["default/web"] == {"parents": []}
    (listener,) = made.statuses["gateways"]["default/gw"]["listeners"]
    assert listener["attachedRoutes"] == 0
