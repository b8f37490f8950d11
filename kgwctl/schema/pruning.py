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

#: Fields that every object has, also one embedded in another.
_OBJECT_FIELDS = frozenset(("apiVersion", "kind", "metadata"))


class Pruned(NamedTuple):
    """The value without its unknown fields, and where those were, in document order."""

    value: Any
    unknown: tuple[FieldPath, ...]


def compile_pruner(schema: _Schema) -> Callable[[Any], Pruned]:
    """A function that prunes whole objects of the kind with this schema."""
    prune = _compile(schema, is_root=True)

    def prune_object(value: Any) -> Pruned:
        unknown: _ReversedPaths = []
        pruned = prune(value, unknown)
        return Pruned(pruned, tuple(tuple(reversed(steps)) for steps in unknown))

    return prune_object


def _compile(schema: _Schema | None, *, is_root: bool = False, preserve: bool = False) -> _Pruner:
    """The pruner of one node. ``preserve``: an enclosing list keeps unknown fields of its items."""
    if schema is None:
        return _prune_everything
    preserve = preserve or bool(schema.get("x-kubernetes-preserve-unknown-fields"))
    prune_members = _members_pruner(schema, is_root, preserve)
    items = schema.get("items")
    prune_item: _Pruner | None = None

    def prune(value: Any, unknown: _ReversedPaths) -> Any:
        nonlocal prune_item
        if type(value) is dict:
            return prune_members(value, unknown)
        if type(value) is list and (items is not None or not preserve):
            if prune_item is None:
                prune_item = _compile(items, preserve=preserve)
            return _prune_list(value, prune_item, unknown)
        return value

    return prune


def _members_pruner(schema: _Schema, is_root: bool, preserve: bool) -> _Pruner:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    additional = schema.get("additionalProperties")
    prune_rest = _additional_pruner(additional)
    kept = _OBJECT_FIELDS if is_root or schema.get("x-kubernetes-embedded-resource") else frozenset()
    compiled: dict[str, _Pruner] = {}

    def prune(value: dict[str, Any], unknown: _ReversedPaths) -> dict[str, Any]:
        result = value
        for key, member in value.items():
            if key in compiled:
                prune_member = compiled[key]
            elif key in kept:
                continue
            elif key in properties:
                prune_member = compiled[key] = _compile(properties[key])
            elif prune_rest is not None:
                prune_member = prune_rest
            elif preserve:
                continue
            else:
                unknown.append([key])
                result = _without(result, value, key)
                continue
            if type(member) is dict or type(member) is list:
                known = len(unknown)
                changed = prune_member(member, unknown)
                if changed is not member:
                    _add_step(unknown, known, key)
                    result = dict(value) if result is value else result
                    result[key] = changed
        return result

    return prune


def _additional_pruner(additional: Any) -> _Pruner | None:
    """The pruner of a map's values; ``additionalProperties: true`` keeps keys, but nothing inside them."""
    if isinstance(additional, Mapping):
        return _compile(additional)
    return _prune_everything if additional is True else None


def _prune_list(value: list[Any], prune_item: _Pruner, unknown: _ReversedPaths) -> list[Any]:
    result = value
    for index, item in enumerate(value):
        known = len(unknown)
        changed = prune_item(item, unknown)
        if changed is not item:
            _add_step(unknown, known, index)
            result = list(value) if result is value else result
            result[index] = changed
    return result


def _prune_everything(value: Any, unknown: _ReversedPaths) -> Any:
    """Where there is no schema at all, every field is unknown."""
    if type(value) is dict:
        unknown.extend([key] for key in value)
        return {} if value else value
    return _prune_list(value, _prune_everything, unknown) if type(value) is list else value


def _without(result: dict[str, Any], original: dict[str, Any], key: str) -> dict[str, Any]:
    copy = dict(result) if result is original else result
    del copy[key]
    return copy


def _add_step(unknown: _ReversedPaths, start: int, step: str | int) -> None:
    for steps in unknown[start:]:
        steps.append(step)
