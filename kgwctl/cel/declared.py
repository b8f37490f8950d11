"""What a structural schema declares to CEL: the type of each value, and how large it may be.

Sizes are worst cases in Kubernetes' sense: what the schema does not bound may fill a whole request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kgwctl.cel.conversion import Schema, resource_schema
from kgwctl.cel.escaping import escape
from kgwctl.cel.types import BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, Type, list_of, map_of

#: The largest request an API server takes, in bytes.
MAX_REQUEST = 3 * 1024 * 1024
#: The longest string in JSON, without its quotes.
_MAX_STRING = MAX_REQUEST - 2
#: Bytes a character may take.
_WIDEST = 4
#: Times and durations by format: their type, the longest text and the shortest one.
_TIMES = {
    "date": (TIMESTAMP, 12, 12),
    "date-time": (TIMESTAMP, 32, 21),
    "duration": (DURATION, 32, 3),
}
_SCALARS = {"boolean": (BOOL, 4), "number": (DOUBLE, 1), "integer": (INT, 1)}


class Declared:
    """The declaration of one schema node.

    ``fields`` is set for objects, by CEL's names; ``item`` for lists and maps. A value has at most
    ``max_size`` characters, items or entries, and takes at least ``min_bytes`` of JSON.
    """

    __slots__ = ("fields", "item", "max_size", "min_bytes", "type")

    def __init__(
        self,
        found: Type,
        max_size: int,
        min_bytes: int,
        *,
        item: Declared | None = None,
        fields: dict[str, Declared] | None = None,
    ) -> None:
        self.type = found
        self.max_size = max_size
        self.min_bytes = min_bytes
        self.item = item
        self.fields = fields

    def objects(self, into: dict[str, Declared] | None = None) -> dict[str, Declared]:
        """This declaration and those in it that are objects, by the name of their type."""
        into = {} if into is None else into
        if self.fields is not None:
            into[self.type.name] = self
            for field in self.fields.values():
                field.objects(into)
        if self.item is not None:
            self.item.objects(into)
        return into

    def at(self, path: tuple[str, ...]) -> Declared | None:
        """The declaration below this one, by fields, ``@items``, ``@values`` and ``@keys``."""
        found: Declared | None = self
        for step in path:
            if found is None:
                return None
            if step in ("@items", "@values"):
                found = found.item
            elif step == "@keys":
                found = _KEY if found.type.kind == "map" else None
            else:
                found = (found.fields or {}).get(step)
        return found


#: Keys of maps; Kubernetes gives them no size.
_KEY = Declared(STRING, 0, 2)


def declare(schema: Schema, *, resource: bool = False, name: str = "object") -> Declared | None:
    """The declaration of a schema node; None where CEL does not see its values at all.

    ``resource`` marks the schema of a whole resource. Object types are told apart by where they
    stand: ``name`` is the place of this one.
    """
    if schema.get("x-kubernetes-int-or-string"):
        return Declared(DYN, _bounded(schema, "maxLength", _MAX_STRING, _WIDEST), 1)
    if resource or schema.get("x-kubernetes-embedded-resource"):
        schema = resource_schema(schema)
    match schema.get("type"):
        case "object":
            return _object(schema, name)
        case "array":
            items = schema.get("items")
            item = declare(items, name=f"{name}.@idx") if isinstance(items, Mapping) else None
            if item is None:
                return None
            most = _bounded(schema, "maxItems", _MAX_STRING // (item.min_bytes + 1))
            return Declared(list_of(item.type), most, 2, item=item)
        case "string":
            return _string(schema)
        case str(scalar) if scalar in _SCALARS:
            found, shortest = _SCALARS[scalar]
            return Declared(found, 0, shortest)
    return None


def _object(schema: Schema, name: str) -> Declared | None:
    additional = schema.get("additionalProperties")
    if isinstance(additional, Mapping):
        value = declare(additional, name=f"{name}.@elem")
        if value is None:
            return None
        most = _bounded(schema, "maxProperties", _MAX_STRING // (value.min_bytes + 6))
        return Declared(map_of(STRING, value.type), most, 2, item=value)
    required = frozenset(schema.get("required") or ())
    fields: dict[str, Declared] = {}
    shortest = 2
    for property_name, below in (schema.get("properties") or {}).items():
        identifier = escape(property_name)
        field = declare(below, name=f"{name}.{identifier}")
        if field is None:
            continue
        if identifier is not None:
            fields[identifier] = field
        if property_name in required and below.get("default") is None:
            shortest += len(property_name.encode()) + field.min_bytes + 4
    return Declared(Type("object", name), 0, shortest, fields=fields)


def _string(schema: Schema) -> Declared:
    form = schema.get("format")
    if form in _TIMES:
        found, longest, shortest = _TIMES[form]
        return Declared(found, longest, shortest)
    if form == "byte":
        return Declared(BYTES, _bounded(schema, "maxLength", _MAX_STRING), 2)
    texts = [len(value.encode()) for value in schema.get("enum") or () if isinstance(value, str)]
    return Declared(STRING, _bounded(schema, "maxLength", max(texts, default=_MAX_STRING), _WIDEST), 2)


def _bounded(schema: Mapping[str, Any], keyword: str, unbounded: int, factor: int = 1) -> int:
    """The bound that ``keyword`` sets, or that of a request."""
    bound = schema.get(keyword)
    return unbounded if bound is None else max(bound, 0) * factor
