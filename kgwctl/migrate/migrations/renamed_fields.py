"""Fields, enum values and shapes of the Envoy kinds that v2.2 renamed, moved, requires or dropped.

The table is that of :mod:`kgwctl.releases.v2_2`. A field that
moves to an agentgateway kind is pointed out here and left for its own migration.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import KGATEWAY
from kgwctl.migrate.editing.ops import Attach, Delete, Detach, Insert, Nest, Op, Rename, Replace
from kgwctl.migrate.editing.text_file import take
from kgwctl.migrate.engine.changes import Change, EditDocument, Migration, Step, by_hand
from kgwctl.migrate.engine.workspace import describe
from kgwctl.migrate.kustomize.following import kustomize_steps
from kgwctl.migrate.kustomize.pointers import Move
from kgwctl.releases.fact import EACH, Advice, Dropped, FieldFact, Moved, Renamed, Required
from kgwctl.releases.marks import concerns, marks, matches
from kgwctl.releases.v2_2 import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Target, Workspace

_ID = "renamed-fields"
_GROUP = KGATEWAY


def _run(workspace: Workspace) -> Iterator[Step]:
    for row in FIELDS:
        for target in list(workspace.targets((_GROUP, row.kind))):
            for path, _ in reversed(list(matches(target.value, row.path))):
                yield _step(workspace, row, workspace.current(target), path)
    for kind in dict.fromkeys(row.kind for row in FIELDS):
        yield from kustomize_steps(workspace, MIGRATION, _GROUP, kind, kind, partial(_move, kind))


def _at(value: Any, path: FieldPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _step(workspace: Workspace, row: FieldFact, target: Target, path: FieldPath) -> Step:
    value = _at(target.value, path)
    if not concerns(row, value):
        return Step()
    where = workspace.locate(target, path)
    if isinstance(row, Advice):
        return Step(findings=(by_hand(where, target.label, row.message, row.hint),))
    unknown = isinstance(row, Renamed) and bool(row.values) and value not in [old for old, _ in row.values]
    if unknown:
        message = f"{path[-1]} has the value {value!r}, which was never allowed"
        return Step(findings=(by_hand(where, target.label, message),))
    ops, new = _ops(row, path, value)
    if isinstance(row, Moved) and row.into[0] in _at(target.value, path[:-1]):
        cuttings = take(workspace.files[target.file], target.number, target.at(*path[:-1]), (str(path[-1]),))
        renamed = tuple(cutting._replace(key=row.name) for cutting in cuttings)
        ops = [Detach(path[:-1], (str(path[-1]),)), Attach((*path[:-1], *row.into), renamed)]
    change = Change(
        migration=_ID,
        object=target.label,
        location=where,
        old_path=describe(path),
        new_path=describe(new),
        loss="dropped" if isinstance(row, Dropped) else "none",
        reason=row.reason if isinstance(row, Dropped) else "",
        todo=row.todo if isinstance(row, Dropped) else "",
    )
    placed = tuple(op._replace(path=target.at(*op.path)) for op in ops)
    return Step((EditDocument(target.file, target.number, placed),), (change,))


def _ops(row: Renamed | Moved | Dropped | Required, path: FieldPath, value: Any) -> tuple[list[Op], FieldPath]:
    """The edits, and where the field is after them."""
    if isinstance(row, Dropped):
        return [Delete(path)], ()
    if isinstance(row, Required):
        return [Insert((*path, row.field), row.value)], (*path, row.field)
    ops: list[Op] = []
    if isinstance(row, Renamed):
        ops += [Replace(path, new) for old, new in row.values if old == value]
        return [*ops, Rename(path, row.name)], (*path[:-1], row.name)
    if path[-1] != row.name:
        ops.append(Rename(path, row.name))
    ops.append(Nest(path[:-1], (row.name,), row.into))
    return ops, (*path[:-1], *row.into, row.name)


def _move(kind: str, path: tuple[str, ...]) -> Move:
    """Where a JSON pointer into ``kind`` points now."""
    for row in FIELDS:
        if row.kind != kind or not _begins(path, row.path):
            continue
        rest = path[len(row.path) :]
        if isinstance(row, Renamed):
            if row.values:
                return f"its value is written differently below {row.name}"
            return (*path[: len(row.path) - 1], row.name, *rest)
        if isinstance(row, Moved):
            return (*path[: len(row.path) - 1], *row.into, row.name, *rest)
        if isinstance(row, Dropped):
            return row.reason
    return path


def _begins(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(path) >= len(pattern) and all(
        step == wanted or (wanted == EACH and (step.isdigit() or step == "-"))
        for step, wanted in zip(path, pattern, strict=False)
    )


MIGRATION = Migration(
    id=_ID,
    summary="Fields and enum values of the Envoy kinds get their new names; dropped ones are removed.",
    since="v2.2.0",
    certainty="exact",
    triggers=marks(FIELDS),
    run=_run,
    comparable=False,
)
