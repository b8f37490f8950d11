"""How the rules of a schema are evaluated: where, when, and what a failure says."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.cel.compiler import compile_functions
from kgwctl.cel.cost import Budget
from kgwctl.cel.validation_rules import CelFailure, compile_rules

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def node(schema: dict[str, Any], *rules: str | dict[str, Any]) -> dict[str, Any]:
    return {**schema, "x-kubernetes-validations": [{"rule": rule} if isinstance(rule, str) else rule for rule in rules]}


def obj(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def run(schema: dict[str, Any], value: Any, **options: Any) -> list[CelFailure]:
    """The failures on every way to evaluate; they have to be the same."""
    found = [
        compile_rules(schema, engine=engine).run(value, **options) for engine in ("interpreter", "exact", "portable")
    ]
    found.append(compile_rules(schema, functions=compile_functions(schema)).run(value, **options))
    assert all(
        [(f.path, f.rule, f.reason) for f in each] == [(f.path, f.rule, f.reason) for f in found[0]] for each in found
    )
    return found[0]


def test_paths_and_order() -> None:
    schema = node(
        obj(
            b=node(INTEGER, "self > 0"),
            a={"type": "array", "items": node(STRING, "self != 'x'")},
            m={"type": "object", "additionalProperties": node(INTEGER, "self > 0")},
        ),
        "has(self.b) && self.b > 5",
        "self.b > 6",
    )
    value = {"m": {"k2": 0, "k1": -1}, "b": 0, "a": ["y", "x", "x"]}
    paths = [failure.path for failure in run(schema, value)]
    assert paths == [(), (), ("a", 1), ("a", 2), ("b",), ("m", "k1"), ("m", "k2")]


def test_rules_are_skipped_where_there_is_no_value() -> None:
    schema = obj(a=node(STRING, "false"), b=node({**STRING, "nullable": True}, "false"))
    assert run(schema, {"b": None}) == []
    assert run(schema, {}) == []


def test_nullable_property_counts_as_absent() -> None:
    schema = node(obj(a={**STRING, "nullable": True}), "!has(self.a)")
    assert run(schema, {"a": None}) == []
    assert [failure.path for failure in run(schema, {"a": "x"})] == [()]
    assert run(node(obj(a={**STRING, "nullable": True}), "self.a == 'x'"), {"a": None})[0].error


def test_messages_reasons_and_field_paths() -> None:
    rule = {
        "rule": "self.a == self.b",
        "message": "  a and b differ ",
        "messageExpression": "'a is ' + self.a",
        "reason": "FieldValueForbidden",
        "fieldPath": ".b",
    }
    schema = node(obj(a=STRING, b=STRING), rule)
    (failure,) = run(schema, {"a": "x", "b": "y"})
    assert failure == CelFailure(("b",), "self.a == self.b", "a is x", "FieldValueForbidden")


@pytest.mark.parametrize(
    "expression", ["self.missing", "''", "'  '", "'a\\nb'", "1", "self.a + 1", "self.a.substring(9)", "['x'].map(y, y)"]
)
def test_unusable_message_expressions_fall_back_to_the_message(expression: str) -> None:
    schema = node(obj(a=STRING), {"rule": "false", "message": "said", "messageExpression": expression})
    assert run(schema, {"a": "x"})[0].message == "said"


def test_message_without_any_text_quotes_the_rule() -> None:
    assert run(node(STRING, " self == 'a' "), "b")[0].message == "failed rule: self == 'a'"


def test_field_path_notations() -> None:
    rule = {"rule": "false", "fieldPath": ".m['a.b'].c"}
    below = {"type": "object", "additionalProperties": obj(c=STRING)}
    assert run(node(obj(m=below), rule), {})[0].path == ("m", "a.b", "c")


def test_errors_count_as_failures() -> None:
    (failure,) = run(node(obj(a=INTEGER, b=INTEGER), {"rule": "self.a / self.b > 1", "message": "m"}), {"a": 1, "b": 0})
    assert failure.error is not None
    assert "zero" in failure.error
    assert "m" in failure.message
    (failure,) = run(node(obj(a=INTEGER), "self.a > 1"), {})
    assert "no such key: a" in failure.message


def test_a_rule_that_is_not_boolean_or_not_cel_fails() -> None:
    assert "boolean" in run(node(STRING, "self"), "a")[0].message
    assert "1:8" in run(node(STRING, "self =="), "a")[0].message


def test_transition_rules_need_an_old_value() -> None:
    schema = node(INTEGER, "self >= oldSelf")
    assert run(schema, 1) == []
    assert run(schema, 1, old=1) == []
    assert len(run(schema, 1, old=2)) == 1


def test_optional_old_self() -> None:
    schema = node(INTEGER, {"rule": "oldSelf.hasValue() || self == 1", "optionalOldSelf": True})
    assert run(schema, 1) == []
    assert len(run(schema, 2)) == 1
    assert run(schema, 2, old=5) == []
    changed = node(INTEGER, {"rule": "self == oldSelf.orValue(self)", "optionalOldSelf": True})
    assert len(run(changed, 2, old=5)) == 1


def test_old_items_are_found_by_list_key_and_old_values_by_map_key() -> None:
    item = node(obj(name=STRING, size=INTEGER), "self.size >= oldSelf.size")
    keyed = {"type": "array", "items": item, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]}
    old = [{"name": "a", "size": 5}, {"name": "b", "size": 1}]
    new = [{"name": "b", "size": 2}, {"name": "a", "size": 4}, {"name": "c", "size": 0}]
    assert [failure.path for failure in run(keyed, new, old=old)] == [(1,)]
    assert run({"type": "array", "items": item}, new, old=old) == []
    mapped = {"type": "object", "additionalProperties": node(INTEGER, "self == oldSelf")}
    assert [failure.path for failure in run(mapped, {"a": 1, "b": 2}, old={"a": 1, "b": 1})] == [("b",)]


def test_all_of_rules_apply_to_the_node() -> None:
    schema = {**obj(a=INTEGER), "allOf": [{"properties": {"a": {"x-kubernetes-validations": [{"rule": "self > 1"}]}}}]}
    assert [failure.path for failure in run(schema, {"a": 1})] == [("a",)]


def test_resource_fields_are_always_visible() -> None:
    schema = node({"type": "object"}, "self.metadata.name == 'x' && self.kind == 'K'")
    value = {"apiVersion": "v1", "kind": "K", "metadata": {"name": "x"}}
    assert compile_rules(schema, resource=True).run(value) == []
    embedded = obj(e=node({"type": "object", "x-kubernetes-embedded-resource": True}, "self.metadata.name == 'y'"))
    assert [failure.path for failure in run(embedded, {"e": value})] == [("e",)]


def test_types_follow_the_schema() -> None:
    number = node({"type": "number"}, "type(self) == double", "self / 2.0 == 0.5")
    assert run(number, 1) == []
    moment = node({**STRING, "format": "date-time"}, "self > timestamp('2020-01-01T00:00:00Z')")
    assert run(moment, "2021-01-01T00:00:00Z") == []
    assert len(run(moment, "2019-01-01T00:00:00Z")) == 1
    span = node({**STRING, "format": "duration"}, "self >= duration('1h')")
    assert run(span, "90m") == []
    assert run(span, "2 days") == []
    assert run(node({**STRING, "format": "byte"}, "self == b'hello'"), "aGVsbG8=") == []
    either = node({"x-kubernetes-int-or-string": True}, "type(self) == int ? self > 1 : self.endsWith('%')")
    assert run(either, 2) == run(either, "5%") == []
    assert len(run(either, 1) + run(either, "5")) == 2


def test_misfits_are_errors_only_when_touched() -> None:
    schema = node(obj(a=STRING, b=STRING), "self.b == 'x' || self.a == 'y'", "has(self.a) || true", "has(self.a)")
    failures = run(schema, {"a": 5, "b": "x"}, conforms=False)
    assert [failure.rule for failure in failures] == ["has(self.a)"]
    assert failures[0].error


def test_set_and_map_lists_compare_without_order() -> None:
    names = {"type": "array", "items": STRING, "x-kubernetes-list-type": "set"}
    assert run(node(names, "self == oldSelf"), ["a", "b"], old=["b", "a"]) == []
    assert (
        len(run(node({**names, "x-kubernetes-list-type": "atomic"}, "self == oldSelf"), ["a", "b"], old=["b", "a"]))
        == 1
    )
    assert run(node(names, "(self + ['a', 'c']).size() == 3"), ["a", "b"]) == []
    item = obj(k=STRING, v=INTEGER)
    keyed = {"type": "array", "items": item, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"]}
    assert run(node(keyed, "self == oldSelf"), [{"k": "a"}, {"k": "b"}], old=[{"k": "b"}, {"k": "a"}]) == []
    assert run(node(keyed, "(self + [{'k': 'a', 'v': 2}])[0].v == 2"), [{"k": "a", "v": 1}]) == []


def test_escaped_properties() -> None:
    schema = node(
        obj(**{"namespace": STRING, "a-b": STRING, "x.y/z": STRING}),
        "self.__namespace__ == self.a__dash__b",
        "has(self.x__dot__y__slash__z)",
    )
    assert run(schema, {"namespace": "n", "a-b": "n", "x.y/z": ""}) == []
    assert len(run(schema, {"namespace": "n", "a-b": "m"})) == 2


def test_running_out_of_budget_stops_everything() -> None:
    schema = {"type": "array", "items": node(INTEGER, "self > 0", "self > 1", "self > 2")}
    failures = compile_rules(schema, engine="interpreter").run([0] * 100, budget=Budget(50))
    assert failures[-1].error
    assert "cost budget" in failures[-1].message
    assert len(failures) < 100
