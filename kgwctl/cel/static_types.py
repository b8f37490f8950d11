"""What a structural schema says about the type of a CEL expression, as far as the compiler needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kgwctl.cel.escaping import unescape

#: The size of any list, map or text is below this.
SIZE_BOUND = 2**32
#: Integers of schemas have 64 bits.
INT_BOUND = 2**63


class NotCompilable(Exception):
    """The expression needs the engine: the compiler cannot prove that plain Python means the same."""


class Type(NamedTuple):
    """``kind`` is bool, int, double, string, duration, quantity, int-or-string, list, map or object.

    ``item`` is the type of elements or map values, ``schema`` that of an object; an integer is at
    most ``bound`` away from zero.
    """

    kind: str
    item: Type | None = None
    schema: Mapping[str, Any] | None = None
    bound: int = INT_BOUND


BOOL, STRING, DOUBLE, INT = Type("bool"), Type("string"), Type("double"), Type("int")
DURATION, QUANTITY = Type("duration"), Type("quantity")
SIZE = Type("int", bound=SIZE_BOUND)
NUMBERS = frozenset({"int", "double"})


def type_of_schema(schema: Mapping[str, Any]) -> Type:
    """The type of a value that conforms to ``schema``. Raises :class:`NotCompilable`.

    Formats that CEL types otherwise than JSON (dates, durations, bytes) are left to the engine, as
    are nullable elements; nullable properties are handled by :func:`property_of`.
    """
    if schema.get("x-kubernetes-int-or-string"):
        return Type("int-or-string")
    match schema.get("type"):
        case "object":
            return _object_type(schema)
        case "array":
            if schema.get("items") is None:
                raise NotCompilable
            return Type("list", item=_element_type(schema["items"]), schema=schema)
        case "string":
            if schema.get("format") in ("byte", "date", "date-time", "duration"):
                raise NotCompilable
            return STRING
        case "integer":
            return INT
        case "number":
            return DOUBLE
        case "boolean":
            return BOOL
    raise NotCompilable


def _object_type(schema: Mapping[str, Any]) -> Type:
    if schema.get("x-kubernetes-embedded-resource"):
        raise NotCompilable
    if schema.get("properties"):
        return Type("object", schema=schema)
    additional = schema.get("additionalProperties")
    if isinstance(additional, Mapping) and additional:
        return Type("map", item=_element_type(additional), schema=schema)
    return Type("object", schema=schema)


def _element_type(schema: Mapping[str, Any]) -> Type | None:
    """The type of elements; ``None`` where they cannot be looked at in plain Python, only counted."""
    if schema.get("nullable"):
        return None
    try:
        return type_of_schema(schema)
    except NotCompilable:
        return None


class Property(NamedTuple):
    """A property as an expression names it."""

    name: str
    schema: Mapping[str, Any]
    nullable: bool


def property_of(schema: Mapping[str, Any], field: str) -> Property:
    """The property that ``field`` means. Raises :class:`NotCompilable` where the schema has none."""
    name = unescape(field)
    found = (schema.get("properties") or {}).get(name)
    if name is None or found is None:
        raise NotCompilable
    return Property(name, found, bool(found.get("nullable")))


def element(found: Type) -> Type:
    """The type of an element or map value. Raises :class:`NotCompilable`."""
    if found.item is None:
        raise NotCompilable
    return found.item
