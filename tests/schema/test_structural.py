"""One schema keyword at a time, with the errors Kubernetes reports for a value."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given

from kgwctl.schema.structural import compile_schema

from .schemas import JSON

S: dict[str, Any] = {"type": "string"}
I: dict[str, Any] = {"type": "integer"}  # noqa: E741
INT_OR_STRING = {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}
LISTENERS = {
    "type": "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
    "items": {"type": "object", "properties": {"name": S, "port": I}},
}
TWO_KEYS = {**LISTENERS, "x-kubernetes-list-map-keys": ["name", "port"]}


def found(schema: dict[str, Any], value: Any) -> list[tuple[str, str]]:
    """The errors of ``value`` as (path, type), a composition's own error marked by ``!``."""
    errors = [problem.to_error("schema") for problem in compile_schema(schema)(value) or ()]
    return [("".join(f"/{step}" for step in e.path) + "!" * e.at_root, e.type) for e in errors]


CASES: list[tuple[str, dict[str, Any], Any, list[tuple[str, str]]]] = [
    ("type fits", S, "x", []),
    ("type differs", S, 1, [("", "TypeInvalid")]),
    ("boolean is no integer", I, True, [("", "TypeInvalid")]),
    ("whole float is an integer", I, 3.0, []),
    ("other float is not", I, 3.5, [("", "TypeInvalid")]),
    ("integer is a number", {"type": "number"}, 3, []),
    ("null is refused", S, None, [("", "TypeInvalid")]),
    ("null is allowed", {**S, "nullable": True}, None, []),
    ("null is no member of an enum", {**S, "nullable": True, "enum": ["a"]}, None, [("", "NotSupported")]),
    ("no type accepts all", {}, None, []),
    ("int or string: int", INT_OR_STRING, 1, []),
    ("int or string: string", INT_OR_STRING, "50%", []),
    ("int or string: list", INT_OR_STRING, [], [("", "TypeInvalid"), ("!", "Invalid"), ("", "TypeInvalid")]),
    ("int or string: pattern on strings only", {**INT_OR_STRING, "pattern": "^a$"}, 1, []),
    ("too short", {**S, "minLength": 2}, "é", [("", "Invalid")]),
    ("length counts characters", {**S, "maxLength": 1}, "é", []),
    ("too long", {**S, "maxLength": 1}, "éé", [("", "TooLong")]),
    ("only the first string error", {**S, "maxLength": 1, "pattern": "^b"}, "aa", [("", "TooLong")]),
    ("pattern is searched", {**S, "pattern": "b"}, "abc", []),
    ("dollar is the very end", {**S, "pattern": "^a$"}, "a\n", [("", "Invalid")]),
    ("digits are ASCII", {**S, "pattern": r"^\d$"}, "٣", [("", "Invalid")]),
    ("enum", {**S, "enum": ["a", "b"]}, "c", [("", "NotSupported")]),
    ("enum of another type", {**S, "enum": ["a"]}, 1, [("", "TypeInvalid"), ("", "NotSupported")]),
    ("true is not 1", {"enum": [1]}, True, [("", "NotSupported")]),
    ("minimum", {**I, "minimum": 1}, 0, [("", "Invalid")]),
    ("exclusive minimum", {**I, "minimum": 1, "exclusiveMinimum": True}, 1, [("", "Invalid")]),
    ("maximum", {**I, "maximum": 1}, 2, [("", "Invalid")]),
    ("exclusive maximum", {**I, "maximum": 1, "exclusiveMaximum": True}, 1, [("", "Invalid")]),
    ("multiple of", {**I, "multipleOf": 4}, 6, [("", "Invalid")]),
    ("multiple of a fraction", {"type": "number", "multipleOf": 0.5}, 1.5, []),
    ("format is enforced", {**S, "format": "ipv4"}, "1.2.3", [("", "TypeInvalid")]),
    ("format with dashes", {**S, "format": "date-time"}, "yesterday", [("", "TypeInvalid")]),
    ("unknown format is ignored", {**S, "format": "moon-phase"}, "x", []),
    ("format without type refuses numbers", {"format": "ipv4"}, 1, [("", "TypeInvalid")]),
    ("a format lets lists pass as strings", {**S, "format": "date-time"}, [1], []),
    ("integer formats have no range", {**I, "format": "int32"}, 2**40, []),
    ("items", {"type": "array", "items": I}, [1, "a", "b"], [("/1", "TypeInvalid"), ("/2", "TypeInvalid")]),
    ("too few items", {"type": "array", "minItems": 1}, [], [("", "Invalid")]),
    ("too many items", {"type": "array", "maxItems": 1}, [1, 2], [("", "TooMany")]),
    ("set", {"type": "array", "x-kubernetes-list-type": "set"}, ["a", "b", "a", "a"], [("/2", "Duplicate")]),
    ("set of mixed types", {"type": "array", "x-kubernetes-list-type": "set"}, [1, True, 1.0, "1"], []),
    ("set of objects", {"type": "array", "x-kubernetes-list-type": "set"}, [{"a": 1}, {"a": 1}], [("/1", "Duplicate")]),
    ("map keys", LISTENERS, [{"name": "a"}, {"name": "b"}, {"name": "a", "port": 1}], [("/2", "Duplicate")]),
    ("missing keys are equal", LISTENERS, [{}, {"port": 1}], [("/1", "Duplicate")]),
    ("two keys", TWO_KEYS, [{"name": "a", "port": 1}, {"name": "a"}, {"name": "a", "port": 1}], [("/2", "Duplicate")]),
    ("properties", {"type": "object", "properties": {"a": I}}, {"a": "x", "b": 1}, [("/a", "TypeInvalid")]),
    ("required", {"type": "object", "required": ["a", "b"]}, {"a": None}, [("/b", "Required")]),
    ("map values", {"type": "object", "additionalProperties": I}, {"x.y": "a"}, [("/x.y", "TypeInvalid")]),
    ("too few properties", {"type": "object", "minProperties": 1}, {}, [("", "Invalid")]),
    ("too many properties", {"type": "object", "maxProperties": 1}, {"a": 1, "b": 2}, [("", "TooMany")]),
    ("not", {"not": {"enum": ["a"]}}, "a", [("!", "Invalid")]),
    ("not passes", {"not": {"enum": ["a"]}}, "b", []),
    ("one of: none", {"oneOf": [{"minimum": 5}, {"minimum": 9}]}, 1, [("!", "Invalid"), ("", "Invalid")]),
    ("one of: both", {"oneOf": [{"minimum": 5}, {"minimum": 9}]}, 10, [("!", "Invalid")]),
    ("one of: one", {"oneOf": [{"minimum": 5}, {"minimum": 9}]}, 7, []),
    ("all of", {"allOf": [{"minimum": 5}, {"maximum": 9}]}, 10, [("", "Invalid"), ("!", "Invalid")]),
    (
        "any of reports the branch that got furthest",
        {"anyOf": [{"required": ["x"]}, {"properties": {"a": {"enum": ["q"]}, "b": S}}]},
        {"a": "p", "b": "q"},
        [("!", "Invalid"), ("/a", "NotSupported")],
    ),
    (
        "wrong type and its own constraints",
        {"type": "object", "properties": {"a": I}},
        [],
        [("", "TypeInvalid")],
    ),
]


@pytest.mark.parametrize(("schema", "value", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_errors(schema: dict[str, Any], value: Any, expected: list[tuple[str, str]]) -> None:
    assert found(schema, value) == expected


def test_path_leads_through_objects_and_lists() -> None:
    schema = {"type": "object", "properties": {"l": {"type": "array", "items": {"type": "object", "required": ["x"]}}}}
    assert found(schema, {"l": [{"x": 1}, {}]}) == [("/l/1/x", "Required")]


def test_messages_say_what_is_allowed() -> None:
    problems = compile_schema({"type": "string", "enum": ["Exact", "Prefix"]})("Regex")
    assert problems is not None
    assert problems[0].message == 'unsupported value "Regex", supported values: "Exact", "Prefix"'


@given(JSON)
def test_a_validator_gives_one_answer(value: Any) -> None:
    schema = {"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"required": ["b"]}]}}}
    assert found(schema, value) == found(schema, value)


def test_a_huge_enum_and_a_deep_value_take_little_time() -> None:
    start = time.perf_counter()
    check = compile_schema({"type": "array", "items": {"type": "string", "enum": [f"v{i}" for i in range(50_000)]}})
    assert check([f"v{i}" for i in range(50_000)]) is None
    deep: Any = "x"
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(100):
        deep, schema = {"a": [deep]}, {"type": "object", "properties": {"a": {"type": "array", "items": schema}}}
    assert compile_schema(schema)(deep) is None
    assert time.perf_counter() - start < 5
