"""Hostile rules end soon, with a clear error, on every engine and when compiled."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kgwctl.cel.compiler import compile_functions
from kgwctl.cel.cost import Budget
from kgwctl.cel.validation_rules import compile_rules

NUMBERS = {"type": "array", "items": {"type": "integer"}}
TEXT = {"type": "string"}

HOSTILE: dict[str, tuple[dict[str, Any], str, Any]] = {
    "nested loops": (
        NUMBERS,
        "self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))",
        list(range(400)),
    ),
    "nested literals": (NUMBERS, "[1,2,3,4,5,6,7,8,9].map(a, " * 9 + "a" + ")" * 9 + ".size() > 0", []),
    "doubling texts": (TEXT, "[0]" + ".map(x, 'a')" + ".map(x, x + x)" * 40 + "[0].size() > 0", ""),
    "replacing by itself": (TEXT, "self" + ".replace('a', 'aaaaaaaaaa')" * 12 + ".size() > 0", "a"),
    "joining copies": (TEXT, "lists.range(1000000).map(x, self).join(self).size() > 0", "a" * 10_000),
    "doubling lists": (TEXT, "[0]" + ".map(x, [x, x])" * 22 + " == [0]" + ".map(x, [x, x])" * 22, ""),
    "deep lists": (TEXT, "'%s'.format([[0]" + ".map(x, [x, x])" * 60 + "]) != ''", ""),
    "a long range": (TEXT, "lists.range(9223372036854775807).size() > 0", ""),
    "long additions": (TEXT, "(" + " + ".join(["self"] * 200) + ").size() > 0", "a" * 3_000_000),
    "a slow pattern": (TEXT, "!self.matches('^(a+)+$') && !self.matches('(a|a)*b')", "a" * 50_000 + "!"),
    "sorting": (NUMBERS, "self.sort().distinct().size() > 0", list(range(20_000))),
    "sets": (NUMBERS, "sets.equivalent(self, self)", list(range(20_000))),
    "wide precision": (TEXT, "'%.999999999f'.format([1.0]).size() > 0", ""),
    "optional chains": (TEXT, "optional.of(1)" + ".optMap(x, x + 1)" * 60 + ".hasValue()", ""),
}


@pytest.mark.parametrize("engine", ["interpreter", "exact", "compiled", "portable"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rules_end(name: str, engine: str) -> None:
    schema, rule, value = HOSTILE[name]
    schema = {**schema, "x-kubernetes-validations": [{"rule": rule}]}
    functions = compile_functions(schema) if engine == "compiled" else None
    evaluator = compile_rules(schema, engine="exact" if functions is not None else engine, functions=functions)
    started = time.process_time()
    failures = evaluator.run(value)
    assert time.process_time() - started < 8
    assert all(failure.error for failure in failures)


def test_cost_is_named() -> None:
    schema, rule, value = HOSTILE["nested loops"]
    evaluator = compile_rules({**schema, "x-kubernetes-validations": [{"rule": rule}]})
    (failure,) = evaluator.run(value)
    assert "cost limit" in failure.message


def test_limits_are_those_of_kubernetes_not_of_google() -> None:
    """Google stops after 10,000 rounds; Kubernetes counts cost, and this costs less than its limit."""
    schema = {**NUMBERS, "x-kubernetes-validations": [{"rule": "self.all(a, self.all(b, a + b >= 0))"}]}
    assert compile_rules(schema).run(list(range(150))) == []


def test_one_object_has_one_budget() -> None:
    rule = "self.all(a, self.all(b, a + b >= 0))"
    schema = {"type": "array", "items": {**NUMBERS, "x-kubernetes-validations": [{"rule": rule}]}}
    budget = Budget(100_000)
    failures = compile_rules(schema, engine="interpreter").run([list(range(100))] * 5, budget=budget)
    assert [(failure.path, failure.error is not None) for failure in failures] == [((1,), True)]
    assert budget.total <= 0
