"""Finding the part to blame by asking again without parts."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kgwctl.xds.culprits import MOST_QUESTIONS, Culprit, Search


def refusal(value: Any) -> str:
    """Refuses every text that starts with ``bad``, wherever it is, and says which came first."""
    if isinstance(value, dict):
        return next(filter(None, map(refusal, value.values())), "")
    if isinstance(value, list):
        return next(filter(None, map(refusal, value)), "")
    return value if isinstance(value, str) and value.startswith("bad") else ""


def culprits(value: Any, ask: Any = refusal) -> list[Culprit]:
    return Search(ask).culprits(value, ask(value))


def test_a_value_deep_inside() -> None:
    assert culprits({"a": [{"b": 1}, {"c": {"d": "bad", "e": 2}}], "f": "x"}) == [Culprit(("a", 1, "c", "d"), "bad")]


def test_several_in_one_list_each_with_its_own_reason() -> None:
    found = culprits({"hosts": [{"name": "a"}, {"name": "bad 1"}, {"name": "c"}, {"name": "bad 2"}]})
    assert found == [Culprit(("hosts", 1, "name"), "bad 1"), Culprit(("hosts", 3, "name"), "bad 2")]


def test_one_among_a_thousand_takes_few_questions() -> None:
    questions = 0

    def counting(value: Any) -> str:
        nonlocal questions
        questions += 1
        return refusal(value)

    routes = [{"name": f"bad {index}" if index == 617 else f"r{index}"} for index in range(1000)]
    assert culprits({"routes": routes}, counting) == [Culprit(("routes", 617, "name"), "bad 617")]
    assert questions < 30


def test_an_entry_that_needs_its_neighbours() -> None:
    """A chain of filters must end in its last one, so no entry is accepted alone."""

    def ask(value: Any) -> str:
        filters = value.get("filters", ["last"])
        return refusal(filters) or ("" if filters and filters[-1] == "last" else "does not end in last")

    assert culprits({"filters": ["a", "bad", "last"]}, ask) == [Culprit(("filters", 1), "bad")]


def test_what_is_wrong_together_is_the_list_that_holds_it() -> None:
    def ask(value: Any) -> str:
        names = value.get("names", [])
        return "twice" if len(set(names)) < len(names) else ""

    assert culprits({"names": ["a", "b", "a"], "x": 1}, ask) == [Culprit(("names", 0), "twice")]
    assert culprits({"names": ["a", "a", "b", "b"]}, ask) == [Culprit(("names",), "twice")]


def test_gives_up_in_the_end() -> None:
    asked = 0

    def ask(value: Any) -> str:
        nonlocal asked
        asked += 1
        return "never"

    assert culprits({str(index): index for index in range(10 * MOST_QUESTIONS)}, ask) == [Culprit((), "never")]
    assert asked == MOST_QUESTIONS + 1


@given(st.recursive(st.sampled_from(["ok", "bad"]), lambda inner: st.dictionaries(st.sampled_from("abc"), inner)))
def test_the_path_leads_to_the_part(value: Any) -> None:
    if not refusal(value):
        return
    for one in culprits(value):
        part = value
        for step in one.path:
            part = part[step]
        assert refusal(part)
