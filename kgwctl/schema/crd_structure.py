"""Whether the schema in a CRD is one that Kubernetes accepts: structural, bounded, consistent.

Source: apiextensions' CRD validation and its definition of structural schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kgwctl.re2.regex import PatternError, compile_pattern
from kgwctl.schema.crd_special import special_errors
from kgwctl.schema.defaulting import compile_defaulter
from kgwctl.schema.errors import SchemaError
from kgwctl.schema.pruning import compile_pruner
from kgwctl.schema.scalars import shown
from kgwctl.schema.structural import compile_schema

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

_Schema = Mapping[str, Any]

#: Schemas nested deeper, or with more nodes, are refused unread: no real CRD comes near.
MAX_DEPTH = 100
MAX_NODES = 100_000

_TYPES = frozenset(("array", "boolean", "integer", "number", "object", "string"))
_UNSUPPORTED = ("$ref", "id", "additionalItems", "patternProperties", "definitions", "dependencies")
#: Keywords that must not stand inside ``anyOf``, ``oneOf``, ``allOf`` and ``not``.
_NOT_IN_BRANCHES = (
    "type",
    "additionalProperties",
    "default",
    "title",
    "description",
    "nullable",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
)
_INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
_SHAPES: dict[str, type | tuple[type, ...]] = {
    "type": str,
    "format": str,
    "pattern": str,
    "properties": dict,
    "items": dict,
    "additionalProperties": (dict, bool),
    "not": dict,
    "required": list,
    "enum": list,
    "anyOf": list,
    "oneOf": list,
    "allOf": list,
    "nullable": bool,
    "x-kubernetes-validations": list,
    "x-kubernetes-list-map-keys": list,
    "x-kubernetes-list-type": str,
    "x-kubernetes-map-type": str,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), int),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), (int, float)),
}


def schema_errors(schema: Any, path: FieldPath) -> list[SchemaError]:
    """Everything that makes ``schema`` (found at ``path`` of its CRD) unacceptable."""
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return [SchemaError("schema", (*path, "type"), "Invalid", "the root of a schema must be of type object")]
    size = _Budget()
    errors = list(_node(schema, path, size, depth=0))
    return errors or list(_defaults(schema, path))


class _Budget:
    """Counts schema nodes, so that a schema built from shared parts cannot take forever."""

    __slots__ = ("nodes",)

    def __init__(self) -> None:
        self.nodes = 0

    def problem(self, depth: int) -> str:
        self.nodes += 1
        if depth > MAX_DEPTH:
            return f"the schema nests deeper than {MAX_DEPTH} levels"
        return f"the schema has more than {MAX_NODES} parts" if self.nodes == MAX_NODES else ""


def _node(schema: _Schema, path: FieldPath, size: _Budget, depth: int) -> Iterator[SchemaError]:
    """Errors of one node of the structural part, and of everything below it."""
    if problem := size.problem(depth):
        yield SchemaError("schema", path, "Invalid", problem)
        return
    if size.nodes > MAX_NODES:
        return
    misshapen = list(_shape(schema, path))
    yield from misshapen
    if misshapen:
        return
    yield from _keywords(schema, path)
    yield from _type(schema, path)
    yield from special_errors(schema, path, root=depth == 0)
    restricted = _without_int_or_string(schema)
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index, branch in enumerate(restricted.get(keyword) or ()):
            yield from _branch(branch, schema, (*path, keyword, index), size, depth + 1)
    if "not" in schema:
        yield from _branch(schema["not"], schema, (*path, "not"), size, depth + 1)
    for name, member in (schema.get("properties") or {}).items():
        yield from _member(member, (*path, "properties", name), size, depth)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from _node(schema[keyword], (*path, keyword), size, depth + 1)


def _member(member: Any, path: FieldPath, size: _Budget, depth: int) -> Iterator[SchemaError]:
    if isinstance(member, dict):
        yield from _node(member, path, size, depth + 1)
    else:
        yield SchemaError("schema", path, "TypeInvalid", "must be a schema (an object)")


def _shape(schema: Any, path: FieldPath) -> Iterator[SchemaError]:
    """Keywords whose own value has the wrong type."""
    if not isinstance(schema, dict):
        yield SchemaError("schema", path, "TypeInvalid", "must be a schema (an object)")
        return
    for keyword, expected in _SHAPES.items():
        value = schema.get(keyword)
        boolean_number = isinstance(value, bool) and expected is not bool and bool not in _as_tuple(expected)
        if value is not None and (boolean_number or not isinstance(value, expected)):
            names = " or ".join(kind.__name__ for kind in _as_tuple(expected))
            yield SchemaError("schema", (*path, keyword), "TypeInvalid", f"must be of type {names}")
    for keyword in ("required", "x-kubernetes-list-map-keys"):
        if isinstance(schema.get(keyword), list) and not all(isinstance(name, str) for name in schema[keyword]):
            yield SchemaError("schema", (*path, keyword), "TypeInvalid", "must be a list of strings")
    rules = schema.get("x-kubernetes-validations")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not (isinstance(rule, dict) and isinstance(rule.get("rule"), str)):
            place = (*path, "x-kubernetes-validations", index, "rule")
            yield SchemaError("schema", place, "Required", "a rule needs its expression")


def _as_tuple(expected: type | tuple[type, ...]) -> tuple[type, ...]:
    return expected if isinstance(expected, tuple) else (expected,)


def _keywords(schema: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    for keyword in _UNSUPPORTED:
        if keyword in schema:
            yield SchemaError("schema", (*path, keyword), "Forbidden", f"{keyword} is not supported in CRD schemas")
    if schema.get("uniqueItems"):
        yield SchemaError("schema", (*path, "uniqueItems"), "Forbidden", "use x-kubernetes-list-type: set instead")
    if schema.get("properties") and schema.get("additionalProperties") not in (None, True):
        message = "properties and additionalProperties exclude each other"
        yield SchemaError("schema", (*path, "additionalProperties"), "Forbidden", message)
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        field = "x-kubernetes-preserve-unknown-fields"
        yield SchemaError("schema", (*path, field), "Invalid", "must be true or absent")
    yield from _pattern(schema, path)


def _pattern(schema: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    if "pattern" in schema:
        try:
            compile_pattern(schema["pattern"])
        except PatternError as error:
            message = f"must be a valid regular expression (RE2): {error}"
            yield SchemaError("schema", (*path, "pattern"), "Invalid", message)


def _type(schema: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    declared = schema.get("type")
    untyped = schema.get("x-kubernetes-int-or-string") or schema.get("x-kubernetes-preserve-unknown-fields")
    if not declared and not untyped:
        yield SchemaError("schema", (*path, "type"), "Required", "must not be empty")
    elif declared and declared not in _TYPES:
        message = f"unsupported type {shown(declared)}, supported: {', '.join(sorted(_TYPES))}"
        yield SchemaError("schema", (*path, "type"), "NotSupported", message)
    if declared == "array" and "items" not in schema:
        yield SchemaError("schema", (*path, "items"), "Required", "must be specified for a list")
    if schema.get("x-kubernetes-embedded-resource") and declared != "object":
        message = "must be object with x-kubernetes-embedded-resource"
        yield SchemaError("schema", (*path, "type"), "Invalid", message)


def _without_int_or_string(schema: _Schema) -> _Schema:
    """The schema without the one composition that may speak of types: ``anyOf`` integer, string."""
    if schema.get("anyOf") == _INT_OR_STRING:
        return {**schema, "anyOf": None}
    first, *others = schema.get("allOf") or [None]
    if isinstance(first, dict) and first.get("anyOf") == _INT_OR_STRING:
        return {**schema, "allOf": [{**first, "anyOf": None}, *others]}
    return schema


def _branch(branch: Any, structural: _Schema, path: FieldPath, size: _Budget, depth: int) -> Iterator[SchemaError]:
    """A branch of a composition restricts values and must not describe fields of its own."""
    if problem := size.problem(depth):
        yield SchemaError("schema", path, "Invalid", problem)
        return
    misshapen = list(_shape(branch, path))
    yield from misshapen
    if misshapen or size.nodes > MAX_NODES:
        return
    yield from _pattern(branch, path)
    for keyword in _NOT_IN_BRANCHES:
        if branch.get(keyword):
            yield SchemaError("schema", (*path, keyword), "Forbidden", "must not be set here to be structural")
    for name, member in (branch.get("properties") or {}).items():
        described = (structural.get("properties") or {}).get(name)
        if not isinstance(described, dict) and member == {}:
            continue
        if not isinstance(described, dict):
            message = "must be described outside of the composition, too, to be structural"
            yield SchemaError("schema", (*path, "properties", name), "Required", message)
        else:
            yield from _branch(member, described, (*path, "properties", name), size, depth + 1)
    if "items" in branch:
        yield from _branch(branch["items"], structural.get("items") or {}, (*path, "items"), size, depth + 1)
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index, nested in enumerate(branch.get(keyword) or ()):
            yield from _branch(nested, structural, (*path, keyword, index), size, depth + 1)
    if "not" in branch:
        yield from _branch(branch["not"], structural, (*path, "not"), size, depth + 1)


def _defaults(schema: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    """Defaults must satisfy the schema they stand in, and have no fields that it does not know."""
    default = schema.get("default")
    if default is not None:
        for problem in compile_schema(schema)(compile_defaulter(schema)(default)) or ():
            yield SchemaError("schema", (*path, "default"), problem.type, problem.message)
        if isinstance(default, dict) and not schema.get("x-kubernetes-embedded-resource"):
            # A surrounding object, because only in objects below the root nothing is known but properties.
            surrounding = {"type": "object", "properties": {"default": schema}}
            if compile_pruner(surrounding)({"default": default}).unknown:
                yield SchemaError("schema", (*path, "default"), "Invalid", "must not have unknown fields")
    for name, member in (schema.get("properties") or {}).items():
        yield from _defaults(member, (*path, "properties", name))
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from _defaults(schema[keyword], (*path, keyword))
