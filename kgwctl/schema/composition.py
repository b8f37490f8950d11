"""``anyOf``, ``oneOf``, ``allOf`` and ``not``.

When no branch of ``anyOf`` or ``oneOf`` matches, Kubernetes reports the errors of the branch that
got furthest: the one with the highest match count. The count is a property of kube-openapi's walk
over schema and value; it is taken here only after a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kgwctl.schema.checks import Check, TypedChecks
from kgwctl.schema.errors import Problem
from kgwctl.schema.json_types import JSON_TYPES, declared_types, enforced_format, type_checks

_Schema = Mapping[str, Any]
_Compile = Callable[[_Schema], TypedChecks]
_Count = Callable[[_Schema, Any], int]

_INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]


def composition_check(schema: _Schema, kind: str, compile_schema: _Compile) -> Check | None:
    """The check of all four keywords for values of the JSON type ``kind``; None when none applies."""
    count: _Count = _MatchCounter(compile_schema).count
    checks: list[Check] = []
    if schema.get("anyOf") and not _is_plain_int_or_string(schema, kind):
        checks.append(_any_of(schema["anyOf"], compile_schema, count))
    if schema.get("oneOf"):
        checks.append(_one_of(schema["oneOf"], compile_schema, count))
    if schema.get("allOf"):
        checks.append(_all_of([compile_schema(branch) for branch in schema["allOf"]]))
    if schema.get("not") is not None:
        checks.append(_not(compile_schema(schema["not"])))
    if not checks:
        return None

    def check(value: Any) -> list[Problem] | None:
        found = [problem for step in checks for problem in step(value) or ()]
        return list({problem.identity(): problem for problem in found}.values()) or None

    return check


def _is_plain_int_or_string(schema: _Schema, kind: str) -> bool:
    """The usual companion of x-kubernetes-int-or-string, which cannot fail for either type."""
    return (
        bool(schema.get("x-kubernetes-int-or-string"))
        and kind in ("integer", "string")
        and schema["anyOf"] == _INT_OR_STRING
    )


def _any_of(branches: Sequence[_Schema], compile_schema: _Compile, count: _Count) -> Check:
    checks = [compile_schema(branch) for branch in branches]

    def check(value: Any) -> list[Problem] | None:
        failures = []
        for branch in checks:
            found = branch(value)
            if not found:
                return None
            failures.append(found)
        message = Problem("Invalid", "must validate at least one schema (anyOf)", at_root=True)
        return [message, *_furthest(branches, failures, value, count)]

    return check


def _one_of(branches: Sequence[_Schema], compile_schema: _Compile, count: _Count) -> Check:
    checks = [compile_schema(branch) for branch in branches]

    def check(value: Any) -> list[Problem] | None:
        failures = [found for branch in checks if (found := branch(value))]
        valid = len(checks) - len(failures)
        if valid == 1:
            return None
        outcome = f"{valid} match" if valid else "none matches"
        message = Problem("Invalid", f"must validate one and only one schema (oneOf), {outcome}", at_root=True)
        return [message] if valid else [message, *_furthest(branches, failures, value, count)]

    return check


def _furthest(branches: Sequence[_Schema], failures: list[list[Problem]], value: Any, count: _Count) -> list[Problem]:
    """The problems of the branch with the highest match count, the first of equals."""
    if len(failures) == 1:
        return failures[0]
    counts = [count(branch, value) for branch in branches]
    return failures[counts.index(max(counts))]


def _all_of(checks: list[Check]) -> Check:
    def check(value: Any) -> list[Problem] | None:
        problems: list[Problem] = []
        for branch in checks:
            problems += branch(value) or ()
        if problems:
            problems.append(Problem("Invalid", "must validate all the schemas (allOf)", at_root=True))
        return problems or None

    return check


def _not(check_branch: Check) -> Check:
    def check(value: Any) -> list[Problem] | None:
        if check_branch(value):
            return None
        return [Problem("Invalid", "must not validate the schema (not)", at_root=True)]

    return check


class _MatchCounter:
    """kube-openapi's match count: one for every validator that applies and every step that succeeds."""

    __slots__ = ("_compile",)

    def __init__(self, compile_schema: _Compile) -> None:
        self._compile = compile_schema

    def count(self, schema: _Schema, value: Any) -> int:
        types = declared_types(schema)
        format_name = enforced_format(schema, types)
        type_matches = not any(check(value) for check in type_checks(schema, JSON_TYPES[type(value)]))
        if value is None:
            return int(type_matches)
        total = 4 + self._branches(schema, value)
        if types or format_name:
            total += 1 + int(type_matches)
        if isinstance(value, str):
            return total + 1 + int(bool(format_name))
        if isinstance(value, list):
            items = schema.get("items")
            return total + 2 + (sum(self.count(items, item) for item in value) if items else 0)
        if isinstance(value, dict):
            return total + 1 + self._members(schema, value)
        return total if isinstance(value, bool) else total + 2

    def _members(self, schema: _Schema, value: dict[str, Any]) -> int:
        properties = schema.get("properties") or {}
        rest = schema.get("additionalProperties")
        total = 0
        for key, member in value.items():
            if key in properties:
                total += self.count(properties[key], member)
            elif isinstance(rest, Mapping):
                total += self.count(rest, member)
        return total

    def _branches(self, schema: _Schema, value: Any) -> int:
        total = sum(self.count(branch, value) for branch in schema.get("allOf") or ())
        for keyword in ("anyOf", "oneOf"):
            branches = schema.get(keyword) or ()
            if branches:
                total += self._deciding_branch(branches, value, exactly_one=keyword == "oneOf")
        return total

    def _deciding_branch(self, branches: Sequence[_Schema], value: Any, exactly_one: bool) -> int:
        """The count of the first branch that matches, or else of the best that does not."""
        valid = [branch for branch in branches if not self._compile(branch)(value)]
        if not valid:
            return max(self.count(branch, value) for branch in branches)
        return 0 if exactly_one and len(valid) > 1 else self.count(valid[0], value)
