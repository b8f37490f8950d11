"""Lists as sets: cel-go's sets extension."""

from __future__ import annotations

from typing import Any

from kgwctl.cel.library.overload import function
from kgwctl.cel.operators import contains


def includes(items: list[Any], wanted: list[Any]) -> bool:
    """Whether ``items`` has an equal element for each of ``wanted``."""
    return all(contains(item, items) for item in wanted)


def intersects(left: list[Any], right: list[Any]) -> bool:
    """Whether any element of one is in the other."""
    return any(contains(item, left) for item in right)


OVERLOADS = (
    function("sets.contains", (list, list), bool, includes),
    function(
        "sets.equivalent", (list, list), bool, lambda left, right: includes(left, right) and includes(right, left)
    ),
    function("sets.intersects", (list, list), bool, intersects),
)
