"""Defaults and nulls, as apiextensions applies them before validation.

A null that is not allowed is replaced by the field's default, or dropped when it has none. A missing
field with a default is added, and defaults inside a default apply, too. Values are not changed in
place: what needs no default is returned as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

_Schema = Mapping[str, Any]
#: From a value to the value with defaults, the same object when nothing changes.
Defaulter = Callable[[Any], Any]

_DROP: Final = object()
_UNSET: Final = object()


def compile_defaulter(schema: _Schema) -> Defaulter:
    """A function that applies the defaults of ``schema`` to values of it."""
    default_members = _members_defaulter(schema)
    items = schema.get("items")
    default_items = _items_defaulter(items) if isinstance(items, Mapping) else None

    def default(value: Any) -> Any:
        if type(value) is dict:
            return default_members(value)
        if type(value) is list and default_items is not None:
            return default_items(value)
        return value

    return default


def _members_defaulter(schema: _Schema) -> Callable[[dict[str, Any]], dict[str, Any]]:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    additional = schema.get("additionalProperties")
    rest = additional if isinstance(additional, Mapping) else None
    missing = tuple(key for key, member in properties.items() if _default_of(member) is not _UNSET)
    fields: dict[str, Defaulter] = {}
    filled: dict[str, Any] = {}
    default_rest: Defaulter | None = None

    def field(key: str) -> Defaulter | None:
        """The defaulter of a present field, compiled when first met."""
        nonlocal default_rest
        if key in properties:
            found = fields[key] = _field_defaulter(properties[key])
            return found
        if rest is not None and default_rest is None:
            default_rest = _field_defaulter(rest)
        return default_rest

    def default(value: dict[str, Any]) -> dict[str, Any]:
        result = value
        for key, member in value.items():
            default_member = fields.get(key) or field(key)
            if default_member is None:
                continue
            changed = default_member(member)
            if changed is not member:
                result = dict(value) if result is value else result
                if changed is _DROP:
                    del result[key]
                else:
                    result[key] = changed
        for key in missing:
            if key not in value:
                result = dict(value) if result is value else result
                if key not in filled:
                    filled[key] = _complete_default(properties[key])
                result[key] = filled[key]
        return result

    return default


def _complete_default(schema: _Schema) -> Any:
    """The declared default with the defaults inside it; ``_UNSET`` when none is declared."""
    own = _default_of(schema)
    return own if own is _UNSET else compile_defaulter(schema)(own)


def _field_defaulter(schema: _Schema) -> Defaulter:
    """The defaulter of one field of an object: it also decides what becomes of null."""
    nested = _nested_defaulter(schema)
    own = _complete_default(schema)
    on_null = None if schema.get("nullable") else _DROP if own is _UNSET else own
    if nested is None:
        return lambda value: on_null if value is None else value
    return lambda value: on_null if value is None else nested(value)


def _items_defaulter(schema: _Schema) -> Callable[[list[Any]], list[Any]]:
    """Null items are replaced by the items' default; without one they stay, unlike null fields."""
    nested = _nested_defaulter(schema)
    own = _complete_default(schema)
    on_null = None if schema.get("nullable") or own is _UNSET else own

    def default(value: list[Any]) -> list[Any]:
        result = value
        for index, item in enumerate(value):
            changed = on_null if item is None else nested(item) if nested is not None else item
            if changed is not item:
                result = list(value) if result is value else result
                result[index] = changed
        return result

    if nested is None and on_null is None:
        return lambda value: value
    return default


def _nested_defaulter(schema: _Schema) -> Defaulter | None:
    """The defaulter of what is inside the value; None for schemas of scalars and free-form values."""
    if any(isinstance(schema.get(keyword), Mapping) for keyword in ("properties", "items", "additionalProperties")):
        return compile_defaulter(schema)
    return None


def _default_of(schema: _Schema) -> Any:
    """The declared default; a default of null counts as none."""
    found = schema.get("default", _UNSET)
    return _UNSET if found is None else found
