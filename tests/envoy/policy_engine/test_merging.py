"""Merging of policies, on a kind whose forms are dicts of fields."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.api.kinds import GroupKind
from kgwctl.envoy.policy_engine.contract import Attached, PolicySource
from kgwctl.envoy.policy_engine.merging import (
    MergeOrigins,
    MergeSource,
    Strategy,
    merge_attached,
    strategy_between_levels,
)
from kgwctl.objects.resource import ObjectKey

KIND = GroupKind("g", "K")


def attached(
    name: str, level: int = 0, priority: str = "ShallowMergePreferChild", errors: tuple[str, ...] = (), **ir: Any
) -> Attached:
    source = PolicySource(ObjectKey("g", "K", "ns", name))
    return Attached(kind=KIND, ir=ir, source=source, level=level, inherited_priority=priority, errors=errors)


def merge_into(
    p1: dict[str, Any],
    p2: dict[str, Any],
    strategy: Strategy,
    source: MergeSource,
    origins: MergeOrigins,
    *,
    same_level: bool,
) -> dict[str, Any]:
    merged = dict(p1)
    for field, value in p2.items():
        if strategy.deep and field in merged:
            merged[field] = merged[field] + value if strategy is Strategy.AUGMENTED_DEEP else value + merged[field]
            source.extend(origins, field)
        elif strategy.mergeable(merged.get(field), value):
            merged[field] = value
            source.replace(origins, field)
    return merged


def merge(*policies: Attached) -> Attached:
    return merge_attached(policies, dict, merge_into)


def origins_of(merged: Attached) -> dict[str, list[str]]:
    assert merged.origins is not None
    return {field: [one.rpartition("/")[2] for one in names] for field, names in merged.origins.metadata().items()}


def test_first_policy_of_a_level_wins_field_by_field() -> None:
    merged = merge(attached("a", x="1"), attached("b", x="2", y="3"))
    assert merged.ir == {"x": "1", "y": "3"}
    assert origins_of(merged) == {"x": ["a"], "y": ["b"]}
    assert merged.source is None


@pytest.mark.parametrize(
    ("priority", "value", "origins"),
    [
        ("ShallowMergePreferChild", "c", ["child"]),
        ("ShallowMergePreferParent", "p", ["parent"]),
        ("DeepMergePreferChild", "cp", ["child", "parent"]),
        ("DeepMergePreferParent", "pc", ["child", "parent"]),
        ("no such value", "c", ["child"]),
    ],
)
def test_parents_annotation_decides_between_levels(priority: str, value: str, origins: list[str]) -> None:
    merged = merge(attached("child", x="c"), attached("parent", level=-1, priority=priority, x="p"))
    assert merged.ir == {"x": value}
    assert origins_of(merged) == {"x": origins}


def test_levels_merge_from_the_highest() -> None:
    merged = merge(
        attached("child", x="c"),
        attached("parent", level=-1, priority="ShallowMergePreferParent", x="p", y="p"),
        attached("root", level=-2, x="r", y="r", z="r"),
    )
    assert merged.ir == {"x": "p", "y": "p", "z": "r"}


def test_policy_with_errors_gives_only_them() -> None:
    merged = merge(attached("a", errors=("bad",), x="1"), attached("b", y="2"))
    assert merged.errors == ("bad",)


def test_level_with_an_error_gives_nothing() -> None:
    merged = merge(
        attached("child", x="c"), attached("parent", level=-1, errors=("bad",)), attached("other", level=-1, y="o")
    )
    assert merged.ir == {"x": "c"}
    assert merged.errors == ("bad",)


def test_share_of_a_policy() -> None:
    origins = MergeOrigins(x=frozenset({"a", "b"}), y=frozenset({"a"}))
    assert [origins.share_of(name) for name in "abc"] == ["all", "some", "none"]


def test_unset_values_are_not_merged() -> None:
    assert not Strategy.OVERRIDABLE_SHALLOW.mergeable("a", None)
    assert not Strategy.AUGMENTED_DEEP.mergeable(None, "")
    assert strategy_between_levels("").settable("")
    assert not strategy_between_levels("").settable("set")
