from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgwctl.envoy.messages.generated.filters.cors import Cors, CorsPolicy
from kgwctl.envoy.messages.generated.hcm import HttpFilter
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import AFTER, BEFORE, DURING, Stage, StagedFilter, sort_filters


def staged(
    name: str, stage: Stage = Stage.AUTH_N, relative: int = DURING, weight: int = 0, max_age: str = ""
) -> StagedFilter:
    config = CorsPolicy(max_age=max_age) if max_age else Cors()
    return StagedFilter(HttpFilter(name=name, typed_config=pack(config)), stage, relative, weight)


def names(*filters: StagedFilter) -> list[str]:
    return [one.name for one in sort_filters(filters)]


def test_stage_then_place_then_weight_then_name() -> None:
    assert names(
        staged("z", Stage.ROUTE),
        staged("after", Stage.FAULT, AFTER),
        staged("before", Stage.CORS, BEFORE),
        staged("light", weight=-1),
        staged("heavy", weight=5),
        staged("b"),
        staged("a"),
    ) == ["after", "before", "heavy", "a", "b", "light", "z"]


def test_weight_counts_between_filters_of_one_type_only() -> None:
    assert names(staged("b", weight=9), staged("a", max_age="1")) == ["a", "b"]


def test_equal_neighbours_become_one() -> None:
    assert names(staged("a"), staged("a"), staged("a", max_age="2"), staged("a", max_age="1")) == ["a", "a", "a"]


#: Weights put filters of one type in order, names those of several: upstream's order is one only where
#: the names of a type stand together, which all real ones do.
FILTERS = [
    staged("a", max_age="2"),
    staged("a", max_age="1"),
    staged("b", max_age="1"),
    staged("x"),
    staged("y", weight=3),
    staged("x", Stage.CORS),
]


@given(st.permutations(FILTERS))
def test_order_does_not_depend_on_the_input(filters: list[StagedFilter]) -> None:
    assert sort_filters(filters) == sort_filters(FILTERS)
