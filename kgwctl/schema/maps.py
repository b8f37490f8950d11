"""Constraints on objects: fields, required fields, free-form maps, sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kgwctl.schema.checks import Check, TypedChecks
from kgwctl.schema.errors import Problem

_Compile = Callable[[Mapping[str, Any]], TypedChecks]


def map_checks(schema: Mapping[str, Any], compile_schema: _Compile) -> list[Check]:
    """Sizes, then the values in the object's own order, then required fields in the schema's."""
    checks: list[Check] = []
    low, high = schema.get("minProperties"), schema.get("maxProperties")
    if low or high is not None:
        checks.append(_size_check(low or 0, high))
    additional = schema.get("additionalProperties")
    properties = schema.get("properties") or {}
    if properties or isinstance(additional, Mapping):
        rest = compile_schema(additional) if isinstance(additional, Mapping) else None
        checks.append(_members_check(properties, rest, compile_schema))
    if additional is False:
        checks.append(_closed_check(frozenset(properties)))
    if schema.get("required"):
        checks.append(_required_check(tuple(schema["required"])))
    return checks


def _size_check(low: int, high: int | None) -> Check:
    def check(value: dict[str, Any]) -> list[Problem] | None:
        size = len(value)
        if size < low:
            return [Problem("Invalid", f"should have at least {low} properties, has {size}")]
        if high is not None and size > high:
            return [Problem("TooMany", f"must have at most {high} properties, has {size}")]
        return None

    return check


def _members_check(properties: Mapping[str, Any], rest: TypedChecks | None, compile_schema: _Compile) -> Check:
    """``rest`` is for keys that are no property; without it they are not looked at."""
    compiled: dict[str, TypedChecks] = {}

    def check(value: dict[str, Any]) -> list[Problem] | None:
        problems: list[Problem] | None = None
        for key, member in value.items():
            checks = compiled.get(key)
            if checks is None:
                if key in properties:
                    checks = compiled[key] = compile_schema(properties[key])
                elif rest is not None:
                    checks = rest
                else:
                    continue
            check_member = checks[type(member)]
            if check_member is not None and (found := check_member(member)):
                for problem in found:
                    problem.steps.append(key)
                problems = found if problems is None else problems + found
        return problems

    return check


def _closed_check(known: frozenset[str]) -> Check:
    def check(value: dict[str, Any]) -> list[Problem] | None:
        return [Problem("Invalid", f'"{key}" is a forbidden property') for key in value if key not in known] or None

    return check


def _required_check(names: tuple[str, ...]) -> Check:
    def check(value: dict[str, Any]) -> list[Problem] | None:
        problems: list[Problem] | None = None
        for name in names:
            if name not in value:
                problem = Problem("Required", "required value is missing")
                problem.steps.append(name)
                problems = [problem] if problems is None else [*problems, problem]
        return problems

    return check
