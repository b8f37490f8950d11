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

#: The defaulters of a node's two kinds of containers, as far as there is something in them to default.
_Node = dict[type, Defaulter]

_DROP: Final = object()
_UNSET: Final = object()
_OPAQUE: Final[_Node] = {}


def compile_defaulter(schema: _Schema) -> Defaulter:
    """A function that applies the defaults of ``schema`` to values of it."""
    node = _compile(schema)

    def default(value: Any) -> Any:
        nested = node.get(type(value))
        return nested(value) if nested is not None else value

    return default


def _compile(schema: _Schema) -> _Node:
    node: _Node = {}
    if schema.get("properties") or isinstance(schema.get("additionalProperties"), Mapping):
        node[dict] = _members_defaulter(schema)
    if isinstance(schema.get("items"), Mapping):
        node[list] = _items_defaulter(schema["items"])
    return node


def _members_defaulter(schema: _Schema) -> Defaulter:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    additional = schema.get("additionalProperties")
    rest = additional if isinstance(additional, Mapping) else None
    missing = tuple(key for key, member in properties.items() if _default_of(member) is not _UNSET)
    nodes: dict[str, _Node] = {}
    filled: dict[str, Any] = {}
    rest_node: _Node | None = None

    def find(key: str) -> _Node:
        """The node of a present field, compiled when first met."""
        nonlocal rest_node
        if key in properties:
            found = nodes[key] = _compile(properties[key])
            return found
        if rest is not None and rest_node is None:
            rest_node = _compile(rest)
        return _OPAQUE if rest_node is None else rest_node

    def fill(key: str) -> Any:
        if key not in filled:
            filled[key] = _complete_default(properties[key])
        return filled[key]

    def default(value: dict[str, Any]) -> dict[str, Any]:
        result = value
        for key, member in value.items():
            kind = type(member)
            if kind is dict or kind is list:
                node = nodes.get(key)
                nested = (find(key) if node is None else node).get(kind)
                changed = nested(member) if nested is not None else member
            elif member is None:
                changed = _replace_null(properties.get(key, rest))
            else:
                continue
            if changed is not member:
                result = dict(value) if result is value else result
                if changed is _DROP:
                    del result[key]
                else:
                    result[key] = changed
        for key in missing:
            if key not in value:
                result = dict(value) if result is value else result
                result[key] = fill(key)
        return result

    return default


def _replace_null(schema: _Schema | None) -> Any:
    """What becomes of a null field; one without a schema stays."""
    if schema is None or schema.get("nullable"):
        return None
    own = _complete_default(schema)
    return _DROP if own is _UNSET else own


def _complete_default(schema: _Schema) -> Any:
    """The declared default with the defaults inside it; ``_UNSET`` when none is declared."""
    own = _default_of(schema)
    return own if own is _UNSET else compile_defaulter(schema)(own)


def _items_defaulter(schema: _Schema) -> Defaulter:
    """Null items are replaced by the items' default; without one they stay, unlike null fields."""
    node = _compile(schema)

    def default(value: list[Any]) -> list[Any]:
        result = value
        for index, item in enumerate(value):
            if item is None:
                changed = _replace_null(schema)
                changed = None if changed is _DROP else changed
            else:
                nested = node.get(type(item))
                changed = nested(item) if nested is not None else item
            if changed is not item:
                result = list(value) if result is value else result
                result[index] = changed
        return result

    return default


def _default_of(schema: _Schema) -> Any:
    """The declared default; a default of null counts as none."""
    found = schema.get("default", _UNSET)
    return _UNSET if found is None else found
