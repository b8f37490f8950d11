from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.resolve.hostnames import HostnameIndex, intersect


@pytest.mark.parametrize(
    ("listener", "route", "shared"),
    [
        (None, (), ()),
        (None, ("a.b",), ("a.b",)),
        ("a.b", (), ("a.b",)),
        ("*.b", (), ("*.b",)),
        ("a.b", ("a.b", "c.b"), ("a.b",)),
        ("a.b", ("*.b",), ("a.b",)),
        ("a.b", ("*.c",), None),
        ("b", ("*.b",), None),
        ("*.b", ("a.b", "x.a.b", "b", "a.c"), ("a.b", "x.a.b")),
        ("*.b", ("*.b", "*.a.b"), ("*.b", "*.a.b")),
        # Unlike the specification, a route's wildcard is not narrowed to the listener's.
        ("*.a.b", ("*.b",), None),
        ("A.b", ("a.b",), None),
    ],
)
def test_intersection(listener: str | None, route: tuple[str, ...], shared: tuple[str, ...] | None) -> None:
    assert intersect(listener, route) == shared


LABELS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(".".join)
NAMES = st.one_of(LABELS, LABELS.map(lambda name: f"*.{name}"))


@given(st.lists(st.none() | NAMES, max_size=8), st.lists(NAMES, max_size=3))
def test_the_index_finds_what_comparing_with_each_finds(listeners: list[str | None], route: list[str]) -> None:
    compared = ((place, intersect(name, route)) for place, name in enumerate(listeners))
    assert list(HostnameIndex(listeners).shared_with(route)) == [
        (place, shared) for place, shared in compared if shared is not None
    ]
