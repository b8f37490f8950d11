"""Whole objects inside an object (``x-kubernetes-embedded-resource``): version, kind and metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kgwctl.schema.errors import SchemaError
from kgwctl.schema.metadata import kind_problem, validate_metadata
from kgwctl.schema.scalars import shown

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

_Schema = Mapping[str, Any]


def has_embedded_objects(schema: _Schema) -> bool:
    """Whether an object is embedded anywhere below ``schema``."""
    if schema.get("x-kubernetes-embedded-resource"):
        return True
    below = [*(schema.get("properties") or {}).values(), schema.get("items"), schema.get("additionalProperties")]
    return any(isinstance(member, Mapping) and has_embedded_objects(member) for member in below)


def validate_embedded(schema: _Schema, value: Any, path: FieldPath = ()) -> Iterator[SchemaError]:
    """The errors of all objects embedded in ``value``, which ``schema`` describes."""
    if isinstance(value, dict):
        if schema.get("x-kubernetes-embedded-resource"):
            yield from _object_errors(value, path)
        properties, additional = schema.get("properties") or {}, schema.get("additionalProperties")
        for key, member in value.items():
            below = properties.get(key, additional)
            if isinstance(below, Mapping):
                yield from validate_embedded(below, member, (*path, key))
    elif isinstance(value, list) and isinstance(schema.get("items"), Mapping):
        for index, item in enumerate(value):
            yield from validate_embedded(schema["items"], item, (*path, index))


def _object_errors(value: dict[str, Any], path: FieldPath) -> Iterator[SchemaError]:
    for field in ("apiVersion", "kind"):
        if field not in value:
            yield SchemaError("metadata", (*path, field), "Required", "required value is missing")
        elif not isinstance(value[field], str) or not value[field]:
            yield SchemaError("metadata", (*path, field), "Invalid", "must be a string that is not empty")
    version, kind = value.get("apiVersion"), value.get("kind")
    if isinstance(version, str) and version.count("/") > 1:
        yield SchemaError("metadata", (*path, "apiVersion"), "Invalid", f"unexpected apiVersion {shown(version)}")
    if isinstance(kind, str) and kind and (problem := kind_problem(kind)):
        yield SchemaError("metadata", (*path, "kind"), "Invalid", f"{shown(kind)}: {problem}")
    if isinstance(value.get("metadata"), dict):
        named = {"metadata": {"name": "embedded", **value["metadata"]}}
        for error in validate_metadata(named, "", ""):
            yield SchemaError(error.by, (*path, *error.path), error.type, error.message)
