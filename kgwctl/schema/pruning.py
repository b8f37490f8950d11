"""Unknown fields: found, and left out, as apiextensions prunes them.

A strict request is refused because of them, a lax one loses them. A compiled pruner takes a value
and a list; it returns the value without unknown fields (the same object when there are none) and
appends the reversed path of each unknown field to the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kgwctl.diagnostics import FieldPath

_Schema = Mapping[str, Any]
_ReversedPaths = list[list[str | int]]
_Pruner = Callable[[Any, _ReversedPaths], Any]
#: The pruners of a node's two kinds of containers.
_Node = dict[type, _Pruner]

#: Fields that every object has, also one embedded in another.
_OBJECT_FIELDS = frozenset(("apiVersion", "kind", "metadata"))


class Pruned(NamedTuple):
    """The value without its unknown fields, and where those were, in document order."""

    value: Any
    unknown: tuple[FieldPath, ...]


def compile_pruner(schema: _Schema) -> Callable[[Any], Pruned]:
    """A function that prunes whole objects of the kind with this schema."""
    prune = _members_pruner(schema, is_root=True, preserve=_preserves(schema))

    def prune_object(value: Any) -> Pruned:
        unknown: _ReversedPaths = []
        pruned = prune(value, unknown) if type(value) is dict else value
        return Pruned(pruned, tuple(tuple(reversed(steps)) for steps in unknown))

    return prune_object


def _preserves(schema: _Schema) -> bool:
    return bool(schema.get("x-kubernetes-preserve-unknown-fields"))


def _compile(schema: _Schema | None, *, preserve: bool = False) -> _Node:
    """The pruners of one node. ``preserve``: an enclosing list keeps unknown fields of its items."""
    if schema is None:
        return _NO_SCHEMA
    preserve = preserve or _preserves(schema)
    node: _Node = {dict: _members_pruner(schema, is_root=False, preserve=preserve)}
    items = schema.get("items")
    if items is not None or not preserve:
        node[list] = _list_pruner(items, preserve)
    return node


def _members_pruner(schema: _Schema, is_root: bool, preserve: bool) -> _Pruner:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    rest = _additional_node(schema.get("additionalProperties"))
    kept = _OBJECT_FIELDS if is_root or schema.get("x-kubernetes-embedded-resource") else frozenset()
    nodes: dict[str, _Node] = {}

    def find(key: str) -> _Node | None:
        """The node of a field when it is first met, None when the field is unknown."""
        if key in kept:
            found = nodes[key] = {}
        elif key in properties:
            found = nodes[key] = _compile(properties[key])
        else:
            return rest if rest is not None else {} if preserve else None
        return found

    def prune(value: dict[str, Any], unknown: _ReversedPaths) -> dict[str, Any]:
        result = value
        for key, member in value.items():
            node = nodes.get(key)
            if node is None and (node := find(key)) is None:
                unknown.append([key])
                result = dict(result) if result is value else result
                del result[key]
                continue
            if (kind := type(member)) is not dict and kind is not list:
                continue
            prune_member = node.get(kind)
            if prune_member is not None:
                known = len(unknown)
                changed = prune_member(member, unknown)
                if changed is not member:
                    _add_step(unknown, known, key)
                    result = dict(result) if result is value else result
                    result[key] = changed
        return result

    return prune


def _additional_node(additional: Any) -> _Node | None:
    """The pruners of a map's values; ``additionalProperties: true`` keeps keys, but nothing inside them."""
    if isinstance(additional, Mapping):
        return _compile(additional)
    return _NO_SCHEMA if additional is True else None


def _list_pruner(items: _Schema | None, preserve: bool) -> _Pruner:
    node: _Node | None = None

    def prune(value: list[Any], unknown: _ReversedPaths) -> list[Any]:
        nonlocal node
        if node is None:
            node = _compile(items, preserve=preserve)
        return _prune_list(value, node, unknown)

    return prune


def _prune_list(value: list[Any], node: _Node, unknown: _ReversedPaths) -> list[Any]:
    result = value
    for index, item in enumerate(value):
        prune_item = node.get(type(item))
        if prune_item is not None:
            known = len(unknown)
            changed = prune_item(item, unknown)
            if changed is not item:
                _add_step(unknown, known, index)
                result = list(value) if result is value else result
                result[index] = changed
    return result


def _prune_members_without_schema(value: dict[str, Any], unknown: _ReversedPaths) -> dict[str, Any]:
    unknown.extend([key] for key in value)
    return {} if value else value


def _prune_items_without_schema(value: list[Any], unknown: _ReversedPaths) -> list[Any]:
    return _prune_list(value, _NO_SCHEMA, unknown)


#: Where there is no schema at all, every field is unknown.
_NO_SCHEMA: _Node = {dict: _prune_members_without_schema, list: _prune_items_without_schema}


def _add_step(unknown: _ReversedPaths, start: int, step: str | int) -> None:
    for steps in unknown[start:]:
        steps.append(step)
