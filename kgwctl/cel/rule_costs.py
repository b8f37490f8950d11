"""The budgets that the estimated costs of a CRD's rules must keep: each rule one, all together another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kgwctl.cel.declared import MAX_REQUEST, Declared
from kgwctl.cel.field_path import FieldPath
from kgwctl.cel.sizes import clipped
from kgwctl.diagnostics import format_path

#: What one expression may cost, and all of a schema together.
RULE_LIMIT = 10_000_000
SCHEMA_LIMIT = 100_000_000
#: How many of the most expensive rules are named, and from which part of the budget on.
_NAMED, _WORTH_NAMING = 4, SCHEMA_LIMIT // 100
_ADVICE = "simplify it, or bound lists, maps and strings with maxItems, maxProperties and maxLength"


def occurrences_below(schema: Mapping[str, Any], occurrences: int | None) -> int | None:
    """How often a value below ``schema`` may occur in an object; None if nothing bounds it.

    ``occurrences`` is how often the values of ``schema`` itself may.
    """
    match schema.get("type"):
        case "array":
            most = schema.get("maxItems")
        case "object" if schema.get("additionalProperties") is not None:
            most = schema.get("maxProperties")
        case _:
            return occurrences
    return None if most is None or occurrences is None else clipped(occurrences * max(most, 0))


class Account:
    """What the rules of one schema cost."""

    __slots__ = ("costs", "total")

    def __init__(self) -> None:
        self.total = 0
        self.costs: list[tuple[int, FieldPath]] = []

    def charge(self, path: FieldPath, cost: int) -> str | None:
        """Charge an expression; the answer is what is wrong if it costs too much itself."""
        self.total = clipped(self.total + cost)
        if cost >= _WORTH_NAMING:
            self.costs.append((cost, path))
        if cost <= RULE_LIMIT:
            return None
        factor = _factor(cost, RULE_LIMIT)
        return f"the estimated cost exceeds the budget of an expression by a factor of {factor}: {_ADVICE}"

    def problem(self) -> str | None:
        """What is wrong if all expressions together cost too much."""
        if self.total <= SCHEMA_LIMIT:
            return None
        named = sorted(self.costs, key=lambda entry: -entry[0])[:_NAMED]
        factor = _factor(self.total, SCHEMA_LIMIT)
        return (
            f"the estimated cost of all rules exceeds the budget of a schema by a factor of {factor}: {_ADVICE};"
            f" the most expensive rules: {', '.join(format_path(path) for _, path in named)}"
        )


def rule_cost(cost: int, declared: Declared, occurrences: int | None) -> int:
    """The cost of a rule in a whole object, where its values may occur more than once."""
    if occurrences is None:
        occurrences = MAX_REQUEST // (declared.min_bytes + 1)
    return clipped(cost * occurrences)


def _factor(cost: int, limit: int) -> str:
    times = cost / limit
    if times > 100:
        return "more than 100"
    return f"{times:f}" if times < 1.5 else f"{times:.1f}"
