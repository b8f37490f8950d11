from __future__ import annotations

import pytest

from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.model import ParentRef
from kgwctl.status import words
from kgwctl.status.reporter import AncestorReport, Condition, Conditions, ParentKey, Reporter, parent_key

ROUTE = ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "default", "r")
POLICY = ObjectKey("gateway.kgateway.dev", "TrafficPolicy", "default", "p")


def test_a_condition_of_one_type_is_replaced_in_place() -> None:
    conditions = Conditions()
    conditions.set_condition("A", "True", "First")
    conditions.set_condition("B", "True", "Only", "text")
    conditions.set_condition("A", "False", "Second", "other")
    assert list(conditions) == [Condition("A", "False", "Second", "other"), Condition("B", "True", "Only", "text")]
    assert conditions.condition("B") == Condition("B", "True", "Only", "text")
    assert conditions.condition("C") is None


def test_references_differ_by_what_statuses_show() -> None:
    reporter = Reporter()
    plain = ParentRef(None, None, None, "gw")
    section = ParentRef(None, None, None, "gw", "http", 80)
    explicit = ParentRef("gateway.networking.k8s.io", "Gateway", None, "gw")
    assert reporter.route(ROUTE, plain) is reporter.route(ROUTE, section)
    assert reporter.route(ROUTE, plain) is not reporter.route(ROUTE, explicit)
    assert parent_key(plain) == ParentKey("", "", "", "gw")


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([], None),
        (["all"], ("True", words.ATTACHED, words.POLICY_ATTACHED_MESSAGE)),
        (["all", "some"], ("True", words.MERGED, words.POLICY_MERGED_MESSAGE)),
        (["none", "all", "some"], ("False", words.OVERRIDDEN, words.POLICY_OVERRIDDEN_MESSAGE)),
    ],
)
def test_the_worst_attachment_counts(shares: list[str], expected: tuple[str, str, str] | None) -> None:
    report = AncestorReport()
    for share in shares:
        report.attach(share)
    assert report.attachment == (Condition(words.ATTACHED, *expected) if expected else None)


def test_acceptance() -> None:
    reporter = Reporter()
    ancestor = reporter.policy(POLICY, 3).ancestor(ParentRef("g", "Gateway", "default", "gw"))
    ancestor.accept()
    assert list(ancestor) == [Condition("Accepted", "True", "Valid", "Policy accepted")]
    ancestor.accept(["one", "two"])
    assert list(ancestor) == [Condition("Accepted", "False", "Invalid", "one; two")]
    assert reporter.policy(POLICY, 9).generation == 3
