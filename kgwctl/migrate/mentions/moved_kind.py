"""A kind that another takes the place of, and edits of entries that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.migrate.editing.ops import Delete, Insert, Op, Replace, same
from kgwctl.migrate.engine.changes import Change, EditDocument, Step
from kgwctl.migrate.engine.workspace import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Target, Workspace


class MovedKind(NamedTuple):
    """``old`` of ``group`` becomes ``new``; with ``keep`` some objects stay, so that both are to be named.

    ``move`` says where a field path of the old kind is in the new one, or (as text) why that cannot be told.
    """

    migration: str
    group: str
    old: str
    new: str
    keep: bool
    move: Callable[[tuple[str, ...]], tuple[str, ...] | str]

    @property
    def old_resource(self) -> str:
        """The old kind as the API server's paths and roles have it."""
        return _plural(self.old)

    @property
    def new_resource(self) -> str:
        """The new kind as the API server's paths and roles have it."""
        return _plural(self.new)

    def is_group(self, group: Any, *, required: bool = True) -> bool:
        """Whether ``group``, as a selector has it, is or covers the group of the kind."""
        return group in (self.group, "*") or (group is None and not required)


def _plural(kind: str) -> str:
    return kind.lower().removesuffix("y") + "ies"


def replace_entry(
    workspace: Workspace, moved: MovedKind, target: Target, path: FieldPath, field: str, todo: str = ""
) -> Step | None:
    """Let the entry at ``path`` of a list name the new kind in ``field``, or have one more that does.

    An entry that would be there twice is removed; ``None`` if there is nothing to do.
    """
    entry: Any = target.value
    for step in path[:-1]:
        entry = entry[step]
    entries, index = entry, path[-1]
    assert isinstance(index, int)
    renamed = {**entries[index], field: moved.new}
    there = any(same(each, renamed) for each in entries)
    op: Op
    if moved.keep:
        if there:
            return None
        op = Insert(target.at(*path[:-1], -1), renamed)
    else:
        op = Delete(target.at(*path)) if there else Replace(target.at(*path, field), moved.new)
    place = (*path, field)
    change = Change(
        migration=moved.migration,
        object=target.label,
        location=workspace.locate(target, place),
        old_path=f"{describe(place)}: {moved.old}",
        new_path=f"{describe(path[:-1] if moved.keep else place)}: {moved.new}",
        todo=todo,
    )
    return Step((EditDocument(target.file, target.number, (op,)),), (change,))
