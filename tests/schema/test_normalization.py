"""Pruning and defaulting, one by one and together with validation."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given

from kgwctl.schema.defaulting import compile_defaulter
from kgwctl.schema.pruning import compile_pruner
from kgwctl.schema.structural import compile_schema

from .schemas import schemas_with_objects

TEXT: dict[str, Any] = {"type": "string"}
PORT: dict[str, Any] = {"type": "integer", "default": 80}


def objects(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


DEFAULTING: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("missing field", objects(p=PORT), {}, {"p": 80}),
    ("present field", objects(p=PORT), {"p": 1}, {"p": 1}),
    ("null becomes the default", objects(p=PORT), {"p": None}, {"p": 80}),
    ("null without default is dropped", objects(t=TEXT), {"t": None}, {}),
    ("nullable null stays", objects(p={**PORT, "nullable": True}), {"p": None}, {"p": None}),
    ("nullable field is added", objects(p={**PORT, "nullable": True}), {}, {"p": 80}),
    ("null of an unknown field stays", objects(), {"x": None}, {"x": None}),
    ("default inside a default", objects(o={**objects(p=PORT), "default": {}}), {}, {"o": {"p": 80}}),
    ("no default inside an absent object", objects(o=objects(p=PORT)), {}, {}),
    ("inside a list", objects(l={"type": "array", "items": objects(p=PORT)}), {"l": [{}]}, {"l": [{"p": 80}]}),
    ("null item stays", objects(l={"type": "array", "items": TEXT}), {"l": [None]}, {"l": [None]}),
    ("null item with default", objects(l={"type": "array", "items": PORT}), {"l": [None]}, {"l": [80]}),
    ("null value of a map", {"type": "object", "additionalProperties": TEXT}, {"a": None, "b": "x"}, {"b": "x"}),
    ("a scalar where an object belongs", objects(o=objects(p=PORT)), {"o": "x"}, {"o": "x"}),
    (
        "defaults in map values",
        {"type": "object", "additionalProperties": objects(p=PORT)},
        {"a": {}},
        {"a": {"p": 80}},
    ),
]


@pytest.mark.parametrize(("schema", "value", "expected"), [c[1:] for c in DEFAULTING], ids=[c[0] for c in DEFAULTING])
def test_defaulting(schema: dict[str, Any], value: Any, expected: Any) -> None:
    before = copy.deepcopy(value)
    assert compile_defaulter(schema)(value) == expected
    assert value == before


KEEP = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
MAP: dict[str, Any] = {"type": "object", "additionalProperties": TEXT}
EMBEDDED = {**objects(), "x-kubernetes-embedded-resource": True}
LIST = {"type": "array", "items": objects()}
FREE_LIST = {**LIST, "x-kubernetes-preserve-unknown-fields": True}
PARTLY_FREE = {**KEEP, **objects(k=objects())}
OBJECT_MAP = {**MAP, "additionalProperties": objects()}
Paths = set[tuple[str | int, ...]]
#: The expected value None: nothing is pruned.
PRUNING: list[tuple[str, dict[str, Any], Any, Any, Paths]] = [
    ("known field", objects(a=TEXT), {"a": "x"}, None, set()),
    ("unknown field", objects(a=TEXT), {"a": "x", "b": 1}, {"a": "x"}, {("b",)}),
    ("what every object has", objects(), {"apiVersion": "v1", "kind": "X", "metadata": {"q": 1}}, None, set()),
    ("below a field", objects(o=objects()), {"o": {"kind": 1}}, {"o": {}}, {("o", "kind")}),
    ("in a list", objects(l=LIST), {"l": [{}, {"x": 1}]}, {"l": [{}, {}]}, {("l", 1, "x")}),
    ("free form", objects(o=KEEP), {"o": {"x": {"y": 1}}}, None, set()),
    (
        "partly free",
        objects(o=PARTLY_FREE),
        {"o": {"x": 1, "k": {"z": 1}}},
        {"o": {"x": 1, "k": {}}},
        {("o", "k", "z")},
    ),
    ("a map", objects(m=MAP), {"m": {"x": "1"}}, None, set()),
    ("a map of objects", objects(m=OBJECT_MAP), {"m": {"x": {"y": 1}}}, {"m": {"x": {}}}, {("m", "x", "y")}),
    ("an object without fields", objects(o={"type": "object"}), {"o": {"x": 1}}, {"o": {}}, {("o", "x")}),
    ("an embedded object", objects(o=EMBEDDED), {"o": {"kind": "A", "x": 1}}, {"o": {"kind": "A"}}, {("o", "x")}),
    ("items of a free list", objects(l=FREE_LIST), {"l": [{"x": 1}]}, None, set()),
]


@pytest.mark.parametrize(
    ("schema", "value", "expected", "unknown"), [c[1:] for c in PRUNING], ids=[c[0] for c in PRUNING]
)
def test_pruning(schema: dict[str, Any], value: Any, expected: Any, unknown: Paths) -> None:
    before = copy.deepcopy(value)
    pruned = compile_pruner(schema)(value)
    assert pruned.value == (before if expected is None else expected)
    assert set(pruned.unknown) == unknown
    assert value == before


@given(schemas_with_objects())
def test_defaulting_twice_is_defaulting_once(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    default = compile_defaulter(pair[0])
    once = default(pair[1])
    assert default(once) == once


@given(schemas_with_objects())
def test_pruning_removes_exactly_what_it_reports(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    schema, value = pair
    prune = compile_pruner(schema)
    pruned = prune(value)
    expected = copy.deepcopy(value)
    for path in pruned.unknown:
        parent = expected
        for step in path[:-1]:
            parent = parent[step]
        del parent[path[-1]]
    assert pruned.value == expected
    assert prune(pruned.value) == (pruned.value, ())


@given(schemas_with_objects())
def test_defaults_never_make_a_valid_object_invalid(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    schema, value = pair
    check = compile_schema(schema)
    if not check(value):
        assert not check(compile_defaulter(schema)(value))
