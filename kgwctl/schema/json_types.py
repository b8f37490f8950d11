"""The JSON type of a value against the types that a schema declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kgwctl.scalars.formats import FORMATS
from kgwctl.schema.checks import Check
from kgwctl.schema.errors import Problem

_Schema = Mapping[str, Any]

#: Python type of a decoded value to its JSON type.
JSON_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def declared_types(schema: _Schema) -> tuple[str, ...]:
    """The JSON types a schema names: none, one, or two for int-or-string."""
    if schema.get("x-kubernetes-int-or-string"):
        return ("integer", "string")
    declared = schema.get("type")
    return (declared,) if declared else ()


def enforced_format(schema: Mapping[str, Any], types: tuple[str, ...]) -> str:
    """The format name that is checked for this schema, normalised; empty when there is none.

    Numbers have formats too (``int32``), but Kubernetes 1.35 does not check their range.
    """
    name = str(schema.get("format") or "").replace("-", "")
    if types in (("integer",), ("number",)):
        return ""
    return name if name in FORMATS and (len(types) != 1 or types == ("string",)) else ""


def type_checks(schema: _Schema, kind: str) -> list[Check]:
    """The check of the type alone; empty when every value of that JSON kind passes."""
    types = declared_types(schema)
    format_name = enforced_format(schema, types)
    if kind in types or not (types or format_name):
        return []
    if kind == "null":
        return [] if schema.get("nullable") or not types else [_refuse_type(types, kind)]
    if format_name and kind in ("string", "array") and not {"number", "integer"} & set(types):
        # kube-openapi trusts the format check here, and that one only reads strings.
        return []
    if kind == "integer" and "number" in types:
        return []
    if kind == "number" and "integer" in types:
        return [_integral_check(types)]
    return [_refuse_type(types or (format_name,), kind)]


def _refuse_type(types: tuple[str, ...], kind: str) -> Check:
    message = f"must be of type {','.join(types)}, not {kind}"

    def check(_: Any) -> list[Problem] | None:
        return [Problem("TypeInvalid", message)]

    return check


def _integral_check(types: tuple[str, ...]) -> Check:
    refuse = _refuse_type(types, "number")

    def check(value: Any) -> list[Problem] | None:
        return None if value.is_integer() else refuse(value)

    return check
