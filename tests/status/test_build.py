from __future__ import annotations

import pytest

from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.model import ParentRef
from kgwctl.status import words
from kgwctl.status.build import build_statuses
from kgwctl.status.reporter import Reporter

GATEWAY_GROUP = "gateway.networking.k8s.io"
POLICY = ObjectKey("gateway.kgateway.dev", "TrafficPolicy", "default", "p")


def ancestor(name: str, namespace: str = "default", kind: str = "Gateway") -> ParentRef:
    return ParentRef(GATEWAY_GROUP, kind, namespace, name)


def test_nothing_reported_is_nothing_built() -> None:
    assert build_statuses(Reporter(), ObjectSet()) == {}


@pytest.mark.parametrize(
    ("kind", "section"),
    [("HTTPRoute", "httpRoutes"), ("GRPCRoute", "grpcRoutes"), ("TCPRoute", "tcpRoutes"), ("TLSRoute", "tlsRoutes")],
)
def test_each_kind_of_route_has_its_section(kind: str, section: str) -> None:
    reporter = Reporter()
    reporter.route(ObjectKey(GATEWAY_GROUP, kind, "default", "r"), ParentRef(None, None, None, "gw"))
    assert list(build_statuses(reporter, ObjectSet())) == [section]


def test_what_was_set_comes_before_what_is_added() -> None:
    reporter = Reporter()
    report = reporter.route(ObjectKey(GATEWAY_GROUP, "HTTPRoute", "default", "r"), ancestor("gw"))
    report.set_condition(words.RESOLVED_REFS, words.FALSE, words.BACKEND_NOT_FOUND, "gone")
    (parent,) = build_statuses(reporter, ObjectSet())["httpRoutes"]["default/r"]["parents"]
    assert parent == {
        "parentRef": {"group": GATEWAY_GROUP, "kind": "Gateway", "name": "gw", "namespace": "default"},
        "controllerName": "kgateway.dev/kgateway",
        "conditions": [
            {"type": "ResolvedRefs", "status": "False", "reason": "BackendNotFound", "message": "gone"},
            {"type": "Accepted", "status": "True", "reason": "Accepted", "message": "Successfully accepted Route"},
        ],
    }


def test_a_policy_seen_but_not_judged_is_pending() -> None:
    reporter = Reporter()
    reporter.policy(POLICY, 5).ancestor(ancestor("gw"))
    (one,) = build_statuses(reporter, ObjectSet())["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert one["controllerName"] == "kgateway.dev/kgateway"
    assert [(each["type"], each["status"], each["reason"]) for each in one["conditions"]] == [
        ("Accepted", "False", "Pending"),
        ("Attached", "False", "Pending"),
    ]
    assert {each["observedGeneration"] for each in one["conditions"]} == {5}


def test_attachment_takes_the_place_of_pending() -> None:
    reporter = Reporter()
    report = reporter.policy(POLICY).ancestor(ancestor("gw"))
    report.attach("some")
    report.accept()
    (one,) = build_statuses(reporter, ObjectSet())["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert [(each["type"], each["reason"], each["message"]) for each in one["conditions"]] == [
        ("Accepted", "Valid", "Policy accepted"),
        ("Attached", "Merged", "Merged with other policies in target(s) and attached"),
    ]


def test_ancestors_are_sorted_by_kind_name_then_namespace() -> None:
    reporter = Reporter()
    report = reporter.policy(POLICY)
    for ref in (ancestor("b", "a"), ancestor("a", "z"), ancestor("a", "b"), ancestor("x", kind="Aardvark")):
        report.ancestor(ref)
    ancestors = build_statuses(reporter, ObjectSet())["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert [(one["ancestorRef"]["name"], one["ancestorRef"]["namespace"]) for one in ancestors] == [
        ("x", "default"),
        ("a", "b"),
        ("a", "z"),
        ("b", "a"),
    ]


@pytest.mark.parametrize(("count", "listed", "ignored"), [(15, 15, 0), (16, 16, 1), (40, 16, 25)])
def test_many_ancestors_are_summed_up(count: int, listed: int, ignored: int) -> None:
    reporter = Reporter()
    report = reporter.policy(POLICY, 3)
    for number in range(count):
        report.ancestor(ancestor(f"gw{number:02}"))
    ancestors = build_statuses(reporter, ObjectSet())["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert len(ancestors) == listed
    if ignored:
        assert ancestors[-1] == {
            "ancestorRef": {"group": "gateway.kgateway.dev", "name": "StatusSummary"},
            "controllerName": "kgateway.dev/kgateway",
            "conditions": [
                {
                    "type": "StatusSummarized",
                    "status": "True",
                    "reason": "StatusSummary",
                    "message": f"{ignored} AncestorRefs ignored due to max status size",
                }
            ],
        }


def test_policies_are_sorted_by_kind_and_name() -> None:
    reporter = Reporter()
    for key in (POLICY, POLICY._replace(name="a"), POLICY._replace(kind="ListenerPolicy")):
        reporter.policy(key)
    assert list(build_statuses(reporter, ObjectSet())["policies"]) == [
        "ListenerPolicy/default/p",
        "TrafficPolicy/default/a",
        "TrafficPolicy/default/p",
    ]
