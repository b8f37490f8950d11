"""The edits migrations ask for, each with one meaning: what it does to the object's value.

:func:`applied` gives that meaning on plain data. How the text changes to say the same is in
:mod:`~kgwctl.migrate.editing.rewriting`; the two are compared after every edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.migrate.editing.tree import CannotEdit

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath


class Rename(NamedTuple):
    """Call the key at ``path`` by another ``name``; its value and place stay."""

    path: FieldPath
    name: str


class Replace(NamedTuple):
    """Give the scalar at ``path`` another scalar ``value``."""

    path: FieldPath
    value: Any


class Delete(NamedTuple):
    """Remove the entry or item at ``path``; its comments stay, on lines of their own."""

    path: FieldPath


class Insert(NamedTuple):
    """Add ``value`` at ``path``: a new key of a mapping, or an item of a list, whose end is also ``-1``."""

    path: FieldPath
    value: Any


class Nest(NamedTuple):
    """Move the entries ``keys`` of the mapping at ``path`` below the new keys ``into`` of that mapping."""

    path: FieldPath
    keys: tuple[str, ...]
    into: tuple[str, ...]


class Cutting(NamedTuple):
    """An entry taken from a mapping with all its comments, to be put into another.

    ``block`` is its text in block style from column 0, ``None`` if it was written in flow style.
    """

    key: str
    value: Any
    comments: tuple[str, ...]
    block: str | None


class Detach(NamedTuple):
    """Remove the entries ``keys`` of the mapping at ``path`` with their comments, which go elsewhere."""

    path: FieldPath
    keys: tuple[str, ...]


class Attach(NamedTuple):
    """Put ``cuttings`` into the mapping at ``path``, which is made if it is missing."""

    path: FieldPath
    cuttings: tuple[Cutting, ...]


Op = Rename | Replace | Delete | Insert | Nest | Detach | Attach


def applied(op: Op, value: Any) -> Any:
    """``value`` after ``op``; the original is left alone.

    Raises :class:`~kgwctl.migrate.editing.tree.CannotEdit` where the operation makes no sense.
    """
    if not op.path and not isinstance(op, Nest | Detach | Attach):
        raise CannotEdit("the whole object cannot be edited")
    if isinstance(op, Nest | Detach | Attach):
        return _with(value, op.path, lambda mapping: _mapping_edit(op, mapping))
    return _with(value, op.path[:-1], lambda parent: _entry_edit(op, parent))


def _with(value: Any, path: FieldPath, change: Any) -> Any:
    """A copy of ``value`` with ``change`` made at ``path``; everything beside it is shared."""
    if not path:
        return change(value)
    step = path[0]
    if isinstance(step, int):
        if not isinstance(value, list) or not -1 < step < len(value):
            raise CannotEdit(f"there is no item {step}")
        return [_with(each, path[1:], change) if index == step else each for index, each in enumerate(value)]
    if not isinstance(value, dict):
        raise CannotEdit(f"{step} has no mapping around it")
    if step not in value:
        made = _with({}, path[1:], change)
        return {**value, step: made}
    return {name: _with(each, path[1:], change) if name == step else each for name, each in value.items()}


def _mapping_edit(op: Nest | Detach | Attach, mapping: Any) -> Any:
    if not isinstance(mapping, dict):
        raise CannotEdit("there is no mapping to edit")
    if isinstance(op, Attach):
        taken = [cutting.key for cutting in op.cuttings if cutting.key in mapping]
        if taken:
            raise CannotEdit(f"{taken[0]} is there already")
        return {**mapping, **{cutting.key: cutting.value for cutting in op.cuttings}}
    if any(key not in mapping for key in op.keys):
        raise CannotEdit("a key to move is not there")
    rest = {key: each for key, each in mapping.items() if key not in op.keys}
    if isinstance(op, Detach):
        return rest
    if op.into[0] in rest:
        raise CannotEdit(f"{op.into[0]} is there already")
    moved: Any = {key: each for key, each in mapping.items() if key in op.keys}
    for name in reversed(op.into):
        moved = {name: moved}
    return {**rest, **moved}


def _entry_edit(op: Rename | Replace | Delete | Insert, parent: Any) -> Any:
    last = op.path[-1]
    if isinstance(parent, list) and isinstance(last, int):
        return _item_edit(op, parent, last)
    if not isinstance(parent, dict) or not isinstance(last, str):
        raise CannotEdit("there is nothing to edit")
    if isinstance(op, Insert):
        if last in parent:
            raise CannotEdit(f"{last} is there already")
        return {**parent, last: op.value}
    if last not in parent:
        raise CannotEdit(f"{last} is not there")
    if isinstance(op, Rename):
        if op.name in parent:
            raise CannotEdit(f"{op.name} is there already")
        return {op.name if key == last else key: each for key, each in parent.items()}
    if isinstance(op, Replace):
        return {**parent, last: op.value}
    return {key: each for key, each in parent.items() if key != last}


def _item_edit(op: Rename | Replace | Delete | Insert, parent: list[Any], index: int) -> list[Any]:
    if isinstance(op, Insert):
        if index not in (-1, len(parent)):
            raise CannotEdit("items are added at the end")
        return [*parent, op.value]
    if not -1 < index < len(parent) or isinstance(op, Rename):
        raise CannotEdit(f"there is no item {index}")
    if isinstance(op, Replace):
        return [*parent[:index], op.value, *parent[index + 1 :]]
    return [*parent[:index], *parent[index + 1 :]]


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: ``1`` is neither ``true`` nor ``1.0``, and order matters only in lists."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(each, other[key]) for key, each in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
