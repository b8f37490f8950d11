"""Patches on built objects: strategic merge and JSON 6902, with the places that values come from.

Lists of kinds that kustomize has no schema for, which all kinds of Gateway API and kgateway are, are replaced as
a whole by a merge patch. Source: kustomize ``kyaml/yaml/merge2``, RFC 7386 and RFC 6902.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.worlds.model import Built

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.manifests import Document

    _Places = dict[FieldPath, tuple[Document, FieldPath]]

#: Lists of core kinds that are merged, by their name, and the field that tells their items apart.
_MERGE_KEYS = {"ports": "port", "containers": "name", "initContainers": "name", "volumes": "name", "env": "name"}
_DIRECTIVE = "$patch"


class PatchError(ValueError):
    """A patch that does not fit the object; the text says why."""


class Origin(NamedTuple):
    """Where a patch was written: its document, and the path of its root there."""

    document: Document
    path: FieldPath = ()

    def at(self, path: FieldPath) -> tuple[Document, FieldPath]:
        """The place of a value of the patch."""
        return (self.document, (*self.path, *path))


def merge(built: Built, patch: dict[str, Any], origin: Origin) -> Built | None:
    """``built`` with a strategic merge patch; ``None`` if the patch deletes it."""
    if patch.get(_DIRECTIVE) == "delete":
        return None
    places = dict(built.places)
    lists = built.group == "" or built.group.endswith("apps")
    value = _merged(built.value, patch, (), (), places, origin, merge_lists=lists)
    return built._replace(value=value, places=places)


def _merged(
    base: Any, patch: Any, path: FieldPath, at: FieldPath, places: _Places, origin: Origin, *, merge_lists: bool
) -> Any:
    if isinstance(patch, dict) and isinstance(base, dict) and patch.get(_DIRECTIVE) != "replace":
        result = dict(base)
        for key, member in patch.items():
            here, there = (*path, key), (*at, key)
            if member is None or (isinstance(member, dict) and member.get(_DIRECTIVE) == "delete"):
                result.pop(key, None)
                _forget(places, here)
            elif key in base:
                result[key] = _merged(base[key], member, here, there, places, origin, merge_lists=merge_lists)
            elif key != _DIRECTIVE:
                result[key] = _cleaned(member)
                places[here] = origin.at(there)
        return result
    if isinstance(patch, list) and isinstance(base, list) and merge_lists and path[-1] in _MERGE_KEYS:
        return _merged_list(base, patch, path, at, places, origin)
    if base != patch:
        _forget(places, path)
        places[path] = origin.at(at)
    return _cleaned(patch)


def _merged_list(
    base: list[Any], patch: list[Any], path: FieldPath, at: FieldPath, places: _Places, origin: Origin
) -> list[Any]:
    key = _MERGE_KEYS[str(path[-1])]
    result = list(base)
    for number, item in enumerate(patch):
        same = [index for index, one in enumerate(result) if _key(one, key) == _key(item, key) is not None]
        here = (*path, same[0] if same else len(result))
        if same:
            result[same[0]] = _merged(result[same[0]], item, here, (*at, number), places, origin, merge_lists=True)
        else:
            result.append(_cleaned(item))
            places[here] = origin.at((*at, number))
    return result


def _key(item: Any, key: str) -> Any:
    return item.get(key) if isinstance(item, dict) else None


def _cleaned(value: Any) -> Any:
    """A value of a patch without nulls and directives, which only mean something where they meet a base."""
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items() if one is not None and key != _DIRECTIVE}
    return value


def _forget(places: _Places, path: FieldPath) -> None:
    for known in [one for one in places if one[: len(path)] == path and one]:
        del places[known]


def apply_operations(built: Built, operations: list[Any], origin: Origin) -> Built:
    """``built`` with a JSON 6902 patch. Raises :class:`PatchError`."""
    value: Any = _copied(built.value)
    places = dict(built.places)
    for number, operation in enumerate(operations):
        if not isinstance(operation, dict) or not isinstance(operation.get("path"), str):
            raise PatchError(f"operation {number} has no path")
        _operate(value, places, operation, origin.at((number, "value")))
    return built._replace(value=value, places=places)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _operate(root: Any, places: _Places, operation: dict[str, Any], place: tuple[Document, FieldPath]) -> None:
    kind, steps = operation.get("op"), _pointer(operation["path"])
    if kind in ("move", "copy"):
        source = _pointer(str(operation.get("from", "")))
        moved = _copied(_get(root, source))
        if kind == "move":
            _remove(root, places, source)
        _add(root, places, steps, moved, place)
    elif kind == "add":
        _add(root, places, steps, operation.get("value"), place)
    elif kind == "remove":
        _remove(root, places, steps)
    elif kind == "replace":
        path, parent = _resolved(root, steps), _parent(root, steps)
        if isinstance(parent, list):
            _get(root, steps)
        # kustomize lets a field be replaced that is not there.
        parent[path[-1]] = operation.get("value")
        _forget(places, path)
        places[path] = place
    elif kind == "test":
        if _get(root, steps) != operation.get("value"):
            raise PatchError(f"the test of {operation['path']} fails")
    else:
        raise PatchError(f"there is no operation {kind!r}")


def _pointer(text: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]]


def _resolved(root: Any, steps: list[str]) -> FieldPath:
    path: list[str | int] = []
    for step in steps:
        if isinstance(root, list):
            if step == "-":
                path.append(len(root))
                root = None
                continue
            if not step.isdigit() or int(step) > len(root):
                raise PatchError(f"there is no item {step}")
            path.append(int(step))
            root = root[int(step)] if int(step) < len(root) else None
        else:
            path.append(step)
            root = root.get(step) if isinstance(root, dict) else None
    return tuple(path)


def _get(root: Any, steps: list[str]) -> Any:
    try:
        for step in _resolved(root, steps):
            root = root[step]
    except (LookupError, TypeError):
        raise PatchError(f"there is no /{'/'.join(steps)}") from None
    return root


def _parent(root: Any, steps: list[str]) -> Any:
    parent = _get(root, steps[:-1])
    if not isinstance(parent, dict | list):
        raise PatchError(f"there is no /{'/'.join(steps[:-1])}")
    return parent


def _add(root: Any, places: _Places, steps: list[str], value: Any, place: tuple[Document, FieldPath]) -> None:
    if not steps:
        raise PatchError("the whole object cannot be replaced")
    parent, path = _parent(root, steps), _resolved(root, steps)
    if isinstance(parent, list):
        index = path[-1]
        assert isinstance(index, int)
        _spread(places, path[:-1], len(parent))
        _shift(places, path[:-1], index, 1)
        parent.insert(index, value)
    else:
        parent[path[-1]] = value
    _forget(places, path)
    places[path] = place


def _remove(root: Any, places: _Places, steps: list[str]) -> None:
    _get(root, steps)
    parent, path = _parent(root, steps), _resolved(root, steps)
    if isinstance(parent, list):
        index = path[-1]
        assert isinstance(index, int)
        _spread(places, path[:-1], len(parent))
        _forget(places, path)
        _shift(places, path[:-1], index + 1, -1)
    else:
        _forget(places, path)
    del parent[path[-1]]


def _spread(places: _Places, path: FieldPath, count: int) -> None:
    """Give each item of a list a place of its own, before they move."""
    for index in range(count):
        here = (*path, index)
        if here not in places:
            parent = next(one for one in _upward(path) if one in places)
            document, origin = places[parent]
            places[here] = (document, (*origin, *here[len(parent) :]))


def _upward(path: FieldPath) -> Iterator[FieldPath]:
    return (path[:length] for length in range(len(path), -1, -1))


def _shift(places: _Places, path: FieldPath, first: int, by: int) -> None:
    depth = len(path)
    moved = {}
    for known in list(places):
        step = known[depth] if len(known) > depth and known[:depth] == path else None
        if isinstance(step, int) and step >= first:
            moved[(*path, step + by, *known[depth + 1 :])] = places.pop(known)
    places.update(moved)


def put(built: Built, path: FieldPath, value: Any, place: tuple[Document, FieldPath]) -> Built:
    """``built`` with ``value`` at ``path``; what lies above is made where it is missing."""
    root = dict(built.value)
    at: Any = root
    for step in path[:-1]:
        below = at.get(step)
        at[step] = dict(below) if isinstance(below, dict) else {}
        at = at[step]
    at[path[-1]] = value
    return built._replace(value=root, places={**built.places, path: place})
