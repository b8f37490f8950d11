"""What statuses say of Gateways, listener sets and listeners before anything is translated."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.settings import Settings
from kgwctl.status.build import build_statuses
from kgwctl.status.listeners import report_gateway
from kgwctl.status.reporter import Reporter
from tests.resolve.inputs import resolved

OK = [
    ("Accepted", "True", "Accepted", "Successfully accepted Listener"),
    ("Conflicted", "False", "NoConflicts", "Successfully verified that Listener has no conflicts"),
    ("ResolvedRefs", "True", "ResolvedRefs", "Successfully resolved all references"),
    ("Programmed", "True", "Programmed", "Successfully programmed Listener"),
]
SETS_NOT_ALLOWED = ("AttachedListenerSets", "Unknown", "ListenerSetsNotAllowed", "")
ACCEPTED = ("Accepted", "True", "Accepted", "Successfully accepted Gateway")
PROGRAMMED = ("Programmed", "True", "Programmed", "Successfully programmed Gateway")


def gateway(*listeners: str, extra: str = "", metadata: str = "") -> str:
    listed = ", ".join(listeners)
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw{metadata}}}
spec:
  gatewayClassName: kgateway
  listeners: [{listed}]
  {extra}
"""


def listener_set(*listeners: str, name: str = "set") -> str:
    return f"""
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {{name: {name}}}
spec: {{parentRef: {{name: gw}}, listeners: [{", ".join(listeners)}]}}
"""


def statuses(*texts: str, settings: tuple[str, ...] = ()) -> dict[str, Any]:
    reporter = Reporter()
    found = resolved(*texts, settings=settings)
    for one in found.gateways:
        report_gateway(one, Settings.from_pairs(settings), reporter)
    return build_statuses(reporter, found.objects)


def told(status: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(one["type"], one["status"], one["reason"], one["message"]) for one in status["conditions"]]


HTTP = "{name: http, port: 80, protocol: HTTP}"
SETS = "allowedListeners: {namespaces: {from: All}}"


def test_a_gateway_without_trouble() -> None:
    found = statuses(gateway(HTTP))
    status = found["gateways"]["default/gw"]
    assert list(found) == ["gateways"]
    assert told(status) == [SETS_NOT_ALLOWED, ACCEPTED, PROGRAMMED]
    (listener,) = status["listeners"]
    assert told(listener) == OK
    assert (listener["name"], listener["attachedRoutes"]) == ("http", 0)
    assert listener["supportedKinds"] == [
        {"group": "gateway.networking.k8s.io", "kind": kind} for kind in ("HTTPRoute", "GRPCRoute")
    ]


def test_generations_are_observed() -> None:
    status = statuses(gateway(HTTP, metadata=", generation: 7"))["gateways"]["default/gw"]
    conditions = status["conditions"] + status["listeners"][0]["conditions"]
    assert {condition["observedGeneration"] for condition in conditions} == {7}
    assert "observedGeneration" not in statuses(gateway(HTTP))["gateways"]["default/gw"]["conditions"][0]


@pytest.mark.parametrize(
    ("listener", "expected"),
    [
        (
            "{name: bad, port: 81, protocol: UDP}",
            [("Accepted", "False", "UnsupportedProtocol", "Protocol UDP is unsupported."), *OK[1:]],
        ),
        (
            "{name: bad, port: 81, protocol: HTTP, allowedRoutes: {kinds: [{kind: A}, {kind: B}]}}",
            [("ResolvedRefs", "False", "InvalidRouteKinds", "Found invalid route kinds: [A, B]"), OK[0], OK[1], OK[3]],
        ),
    ],
)
def test_listeners_that_are_left_out_quietly(listener: str, expected: list[tuple[str, ...]]) -> None:
    status = statuses(gateway(HTTP, listener))["gateways"]["default/gw"]
    assert told(status) == [SETS_NOT_ALLOWED, ACCEPTED, PROGRAMMED]
    assert told(status["listeners"][0]) == OK
    assert told(status["listeners"][1]) == expected


@pytest.mark.parametrize(
    ("listener", "reason", "message"),
    [
        (
            "{name: bad, port: 80, protocol: TCP}",
            "ProtocolConflict",
            "Found conflicting protocols on listeners, a single port can only contain listeners "
            "with compatible protocols",
        ),
        (
            "{name: bad, port: 80, protocol: HTTP}",
            "HostnameConflict",
            "Found conflicting hostnames on listeners, all listeners on a single port must have unique hostnames",
        ),
        ("{name: bad, port: 9091, protocol: HTTP}", "Invalid", "invalid port 9091 in listener: port is reserved"),
    ],
)
def test_conflicts_show_on_the_parent_too(listener: str, reason: str, message: str) -> None:
    status = statuses(gateway(HTTP, listener))["gateways"]["default/gw"]
    assert told(status["listeners"][1]) == [
        ("Conflicted", "True", reason, message),
        ("Accepted", "False", reason, message),
        ("Programmed", "False", reason, message),
        OK[2],
    ]
    assert told(status) == [
        ("Accepted", "True", "ListenersNotValid", f"Some listeners are not programmed: bad: {message}"),
        ("Programmed", "True", "ListenersNotValid", ""),
        SETS_NOT_ALLOWED,
    ]


def test_no_listener_left() -> None:
    status = statuses(gateway("{name: a, port: 80, protocol: UDP}"))["gateways"]["default/gw"]
    assert told(status) == [
        SETS_NOT_ALLOWED,
        ("Accepted", "False", "ListenersNotValid", "No valid listeners"),
        ("Programmed", "False", "Invalid", ""),
    ]


def test_listener_sets_of_a_gateway_that_takes_them() -> None:
    found = statuses(gateway(HTTP, extra=SETS), listener_set("{name: a, protocol: HTTPS}"))
    assert told(found["gateways"]["default/gw"]) == [
        ("AttachedListenerSets", "True", "ListenerSetsAttached", ""),
        ACCEPTED,
        PROGRAMMED,
    ]
    status = found["listenerSets"]["default/set"]
    assert told(status) == [
        ("Accepted", "True", "Accepted", "Successfully accepted ListenerSet"),
        ("Programmed", "True", "Programmed", "Successfully programmed ListenerSet"),
    ]
    assert [(one["name"], one["port"]) for one in status["listeners"]] == [("a", 443)]
    assert told(status["listeners"][0]) == OK


def test_a_gateway_that_takes_sets_and_has_none() -> None:
    status = statuses(gateway(HTTP, extra=SETS))["gateways"]["default/gw"]
    assert told(status)[0] == ("AttachedListenerSets", "False", "NoResources", "")


def test_experimental_features_off_says_nothing_of_sets() -> None:
    off = ("KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES=false",)
    status = statuses(gateway(HTTP, extra=SETS), settings=off)["gateways"]["default/gw"]
    assert told(status) == [ACCEPTED, PROGRAMMED]


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("", "Unable to attach to parent, gateway has not enabled allowedListeners"),
        ("allowedListeners: {}", "Attachment not allowed"),
    ],
)
def test_refused_listener_sets(extra: str, message: str) -> None:
    found = statuses(gateway(HTTP, extra=extra), listener_set("{name: a, port: 81, protocol: HTTP}"))
    status = found["listenerSets"]["default/set"]
    assert told(status) == [
        ("Accepted", "False", "NotAllowed", message),
        ("Programmed", "False", "NotAllowed", message),
    ]
    assert "listeners" not in status


def test_a_listener_without_port_in_a_set() -> None:
    found = statuses(
        gateway(HTTP, extra=SETS),
        listener_set("{name: a, protocol: TLS}", "{name: b, port: 81, protocol: HTTP}"),
    )
    status = found["listenerSets"]["default/set"]
    message = "protocol TLS requires a port to be set"
    assert told(status["listeners"][0]) == [
        ("Accepted", "False", "Invalid", message),
        ("Programmed", "False", "Invalid", message),
        OK[1],
        OK[2],
    ]
    assert [one["port"] for one in status["listeners"]] == [65535, 81]
    assert told(status) == [
        ("Accepted", "True", "ListenersNotValid", f"Some listeners are not programmed: a: {message}"),
        ("Programmed", "True", "ListenersNotValid", ""),
    ]


def test_references_to_two_sections_are_two_parents() -> None:
    route = """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec: {parentRefs: [{name: gw, sectionName: two}, {name: other}, {name: gw, sectionName: one}]}
"""
    found = statuses(gateway("{name: one, port: 80, protocol: TCP}"), route)["httpRoutes"]["default/r"]["parents"]
    assert [one["parentRef"] for one in found] == [
        {"name": "gw", "sectionName": "one"},
        {"name": "gw", "sectionName": "two"},
    ]
    assert [told(one)[0][:3] for one in found] == [("Accepted", "False", "NotAllowedByListeners")] * 2


def test_routes_that_attach_nowhere() -> None:
    route = """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, generation: 2}
spec: {parentRefs: [{name: gw, sectionName: none}, {name: gw, kind: Gateway, port: 81}]}
"""
    found = statuses(gateway(HTTP), route)
    # As written, in the order of their text: an unset kind comes before the kind.
    assert [one["parentRef"] for one in found["httpRoutes"]["default/r"]["parents"]] == [
        {"name": "gw", "sectionName": "none"},
        {"kind": "Gateway", "name": "gw", "port": 81},
    ]
    for parent in found["httpRoutes"]["default/r"]["parents"]:
        assert parent["controllerName"] == "kgateway.dev/kgateway"
        assert told(parent) == [
            ("Accepted", "False", "NoMatchingParent", ""),
            ("ResolvedRefs", "True", "ResolvedRefs", "Successfully resolved all references"),
        ]
        assert parent["conditions"][0]["observedGeneration"] == 2
