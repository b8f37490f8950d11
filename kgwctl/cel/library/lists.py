"""Lists: Kubernetes' own functions and version 3 of cel-go's lists extension."""

from __future__ import annotations

from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from kgwctl.cel.cost import SIZE_LIMIT
from kgwctl.cel.engine import CostExceeded, EvaluationError
from kgwctl.cel.library.overload import ANY, function, method
from kgwctl.cel.operators import add, compare, equals, no_overload
from kgwctl.cel.values import Duration, UInt

_SUMMABLE = frozenset({int, UInt, float, Duration})


def is_sorted(items: list[Any]) -> bool:
    """Whether no element is less than the one before it."""
    return all(compare("isSorted", left, right) <= 0 for left, right in pairwise(items))


def total(items: list[Any]) -> Any:
    """The sum of numbers or durations; 0 for an empty list."""
    if not items:
        return 0
    result = type(items[0])(0) if type(items[0]) in _SUMMABLE else no_overload("sum", items[0])
    for item in items:
        result = add(result, item)
    return result


def maximum(items: list[Any]) -> Any:
    """The greatest element. Raises :class:`EvaluationError` for an empty list."""
    return _extreme("max", items, -1)


def minimum(items: list[Any]) -> Any:
    """The least element. Raises :class:`EvaluationError` for an empty list."""
    return _extreme("min", items, 1)


def _extreme(name: str, items: list[Any], replaced_when: int) -> Any:
    if not items:
        raise EvaluationError(f"{name} called on empty list")
    best = items[0]
    for item in items:
        if compare(name, best, item) == replaced_when:
            best = item
    return best


def index_of(items: list[Any], wanted: Any) -> int:
    """The first position of an equal element, or -1."""
    return next((position for position, item in enumerate(items) if equals(item, wanted)), -1)


def last_index_of(items: list[Any], wanted: Any) -> int:
    """The last position of an equal element, or -1."""
    return next((position for position in reversed(range(len(items))) if equals(items[position], wanted)), -1)


def slice_list(items: list[Any], start: int, end: int) -> list[Any]:
    """The elements from ``start`` up to, without, ``end``. Raises :class:`EvaluationError` outside the list."""
    if not 0 <= start <= end <= len(items):
        raise EvaluationError(f"cannot slice a list of {len(items)} from {start} to {end}")
    return items[start:end]


def flatten(items: list[Any], depth: int = 1) -> list[Any]:
    """The list with lists inside it opened, ``depth`` levels deep."""
    if depth < 0:
        raise EvaluationError("flatten: the depth must not be negative")
    flat: list[Any] = []
    for item in items:
        if isinstance(item, list) and depth:
            flat.extend(flatten(item, depth - 1))
        else:
            flat.append(item)
    return flat


def distinct(items: list[Any]) -> list[Any]:
    """The first of each group of equal elements."""
    kept: list[Any] = []
    for item in items:
        if not any(equals(item, other) for other in kept):
            kept.append(item)
    return kept


def sort_by_keys(items: list[Any], keys: list[Any]) -> list[Any]:
    """``items`` in the order of ``keys``, which must be of one ordered type."""
    if keys and any(type(key) is not type(keys[0]) for key in keys):
        raise EvaluationError("list elements must have the same type")
    if len(keys) == 1:
        compare("sort", keys[0], keys[0])

    def by_key(left: tuple[Any, Any], right: tuple[Any, Any]) -> int:
        return compare("sort", left[0], right[0])

    return [item for _, item in sorted(zip(keys, items, strict=True), key=cmp_to_key(by_key))]


def number_range(count: int) -> list[int]:
    """``lists.range(3)``: 0, 1, 2."""
    if count > SIZE_LIMIT:
        raise CostExceeded("lists.range would build a list of more than 3 million numbers")
    return list(range(count))


OVERLOADS = (
    method("isSorted", (list,), bool, is_sorted),
    method("sum", (list,), object, total),
    method("max", (list,), object, maximum),
    method("min", (list,), object, minimum),
    method("indexOf", (list, ANY), int, index_of),
    method("lastIndexOf", (list, ANY), int, last_index_of),
    method("slice", (list, int, int), list, slice_list),
    method("flatten", (list,), list, flatten),
    method("flatten", (list, int), list, flatten),
    method("distinct", (list,), list, distinct),
    method("reverse", (list,), list, lambda items: items[::-1]),
    method("sort", (list,), list, lambda items: sort_by_keys(items, items)),
    method("@sortByAssociatedKeys", (list, list), list, sort_by_keys),
    function("lists.range", (int,), list, number_range),
)
