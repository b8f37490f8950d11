"""Constraints on lists: items, sizes, and the uniqueness that list types promise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kgwctl.schema.checks import Check, TypedChecks
from kgwctl.schema.errors import Problem
from kgwctl.schema.scalars import shown

_Compile = Callable[[Mapping[str, Any]], TypedChecks]


def array_checks(schema: Mapping[str, Any], compile_schema: _Compile) -> list[Check]:
    """Items, then sizes, then duplicates of a list of type ``set`` or ``map``."""
    checks: list[Check] = []
    items = schema.get("items")
    if isinstance(items, Mapping):
        checks.append(_items_check(compile_schema(items)))
    low, high = schema.get("minItems"), schema.get("maxItems")
    if low or high is not None:
        checks.append(_size_check(low or 0, high))
    if schema.get("uniqueItems"):
        checks.append(_unique_items)
    list_type = schema.get("x-kubernetes-list-type")
    if list_type == "set":
        checks.append(_unique_values)
    elif list_type == "map":
        checks.append(_unique_keys(schema.get("x-kubernetes-list-map-keys") or ()))
    return checks


def _items_check(checks: TypedChecks) -> Check:
    def check(value: list[Any]) -> list[Problem] | None:
        problems: list[Problem] | None = None
        for index, item in enumerate(value):
            check_item = checks[type(item)]
            if check_item is not None and (found := check_item(item)):
                for problem in found:
                    problem.steps.append(index)
                problems = found if problems is None else problems + found
        return problems

    return check


def _size_check(low: int, high: int | None) -> Check:
    def check(value: list[Any]) -> list[Problem] | None:
        size = len(value)
        if size < low:
            return [Problem("Invalid", f"should have at least {low} items, has {size}")]
        if high is not None and size > high:
            return [Problem("TooMany", f"must have at most {high} items, has {size}")]
        return None

    return check


def _unique_items(value: list[Any]) -> list[Problem] | None:
    return [Problem("Invalid", "should not contain duplicates")] if _second_occurrences(value) else None


def _unique_values(value: list[Any]) -> list[Problem] | None:
    if len(value) < 2:
        return None
    return _duplicates(_second_occurrences(value), value) or None


def _unique_keys(keys: Iterable[str]) -> Check:
    """Items of a map list are distinct by their key fields; a missing key counts as a value."""
    names = tuple(keys)

    def check(value: list[Any]) -> list[Problem] | None:
        if len(value) < 2 or not all(type(item) is dict or item is None for item in value):
            return None
        found = [{name: item[name] for name in names if name in item} if item else {} for item in value]
        return _duplicates(_second_occurrences(found), found) or None

    return check


def _second_occurrences(values: list[Any]) -> list[int]:
    """The index where each repeated value is met for the second time (later ones are not listed)."""
    times: dict[tuple[type, Any], int] = {}
    indexes = []
    for index, value in enumerate(values):
        identity = _identity(value)
        times[identity] = seen = times.get(identity, 0) + 1
        if seen == 2:
            indexes.append(index)
    return indexes


def _identity(value: Any) -> tuple[type, Any]:
    """The same for equal JSON only: 1 is neither true nor 1.0."""
    if isinstance(value, dict):
        return dict, frozenset((key, _identity(member)) for key, member in value.items())
    return type(value), tuple(map(_identity, value)) if isinstance(value, list) else value


def _duplicates(indexes: list[int], values: list[Any]) -> list[Problem]:
    problems = []
    for index in indexes:
        problem = Problem("Duplicate", f"duplicate value {shown(values[index])}")
        problem.steps.append(index)
        problems.append(problem)
    return problems
