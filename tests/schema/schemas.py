"""Hypothesis strategies: structural schemas, values that nearly fit them, and random JSON."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "c", "name", "kind"])
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x", "yes"]) | st.just(1.5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def scalar_schemas(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["string", "integer", "boolean"]))
    schema: dict[str, Any] = {"type": kind}
    values = {"string": ["x", "yes"], "integer": [0, 3], "boolean": [True, False]}[kind]
    if draw(st.booleans()):
        schema["default"] = draw(st.sampled_from(values))
    if draw(st.booleans()):
        schema["nullable"] = True
    if kind == "string" and draw(st.booleans()):
        schema["minLength"] = 1
    if kind == "integer" and draw(st.booleans()):
        schema["maximum"] = 3
    return schema


@st.composite
def object_schemas(draw: st.DrawFn, inner: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if draw(st.booleans()):
        schema["properties"] = draw(st.dictionaries(NAMES, inner, min_size=1, max_size=4))
        if draw(st.booleans()):
            schema["required"] = [draw(st.sampled_from(sorted(schema["properties"])))]
    else:
        schema["additionalProperties"] = draw(inner)
    if draw(st.booleans()):
        schema["nullable"] = True
    if "required" not in schema and draw(st.booleans()):
        schema["default"] = {}
    return schema


@st.composite
def list_schemas(draw: st.DrawFn, inner: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "items": draw(inner)}
    if draw(st.booleans()):
        schema["maxItems"] = 2
    return schema


SCHEMAS: st.SearchStrategy[dict[str, Any]] = object_schemas(
    st.recursive(scalar_schemas(), lambda inner: object_schemas(inner) | list_schemas(inner), max_leaves=5)
)


def near(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that follow the shape of ``schema`` most of the time."""
    kind = schema["type"]
    if kind == "object":
        members = {name: near(member) for name, member in schema.get("properties", {}).items()}
        rest = near(schema["additionalProperties"]) if "additionalProperties" in schema else JSON
        fitting = st.fixed_dictionaries({}, optional=members).flatmap(
            lambda known: st.dictionaries(NAMES, rest, max_size=2).map(lambda extra: {**extra, **known})
        )
    elif kind == "array":
        fitting = st.lists(near(schema["items"]), max_size=3)
    else:
        fitting = {"string": st.sampled_from(["", "x", "yes"]), "integer": st.integers(-1, 5)}.get(kind, st.booleans())
    return st.one_of(fitting, fitting, fitting, st.none(), JSON)


@st.composite
def schemas_with_objects(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema and an object that more or less fits it."""
    schema = draw(SCHEMAS)
    value = draw(near(schema).filter(lambda candidate: isinstance(candidate, dict)))
    return schema, value
