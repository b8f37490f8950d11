"""What a patch says: whether it is a part of an object or a JSON patch, and how it follows fields that move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.manifests import Source
from kgwctl.migrate.editing.ops import Op, Replace
from kgwctl.migrate.editing.text_file import edit, open_file
from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine.changes import Change, EditDocument, Step
from kgwctl.migrate.engine.workspace import Target
from kgwctl.migrate.kustomize import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Location
    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.migrate.kustomize.bonds import Kind
    from kgwctl.migrate.kustomize.patches import Patch


class Body(NamedTuple):
    """The text of a patch.

    ``stays``: it says the same of the new kind as it is. ``adds``: it adds below settings. ``is_of_kind``: it
    is a part of an object of the kind, called ``name``. Without a ``problem`` it follows by ``steps``.
    """

    problem: str = ""
    stays: bool = True
    adds: tuple[tuple[str, ...], ...] = ()
    is_of_kind: bool = False
    name: str = ""
    steps: tuple[Step, ...] = ()

    def adds_to(self, target: Target) -> bool:
        """Whether the object has settings, so that there is a place below which more can be added."""
        return any(key not in ("targetRefs", "targetSelectors") for key in target.spec)


def body_of(workspace: Workspace, patch: Patch, kind: Kind) -> Body:
    """What ``patch`` says, and how it follows."""
    if patch.inline:
        try:
            parts = open_file(patch.kustomization.file, patch.text.encode()).parts
        except CannotEdit as error:
            return Body(f"it cannot be read: {error}", stays=False)
        values = [part.value for part in parts if part.value is not None]
        if any(isinstance(each, list) for each in values):
            return _inline_json(workspace, patch, kind)
        return _inline_merge(workspace, patch, kind, values)
    path = workspace.source_named(patch.file)
    if path is None:
        return Body(f"{patch.file} is not here to be read", stays=False) if patch.target else Body()
    findings = workspace.open([path])
    if path not in workspace.files:
        return Body(findings[0].message if findings else f"{path} cannot be edited", stays=False)
    found = Body()
    for part in workspace.files[path].parts:
        if isinstance(part.value, list):
            found = _joined(found, _json(workspace, part.value, kind, path, part.number))
        elif isinstance(part.value, dict):
            found = _joined(found, _merge(part.value, kind))
    return found


def _joined(one: Body, other: Body) -> Body:
    return Body(
        one.problem or other.problem,
        one.stays and other.stays,
        (*one.adds, *other.adds),
        one.is_of_kind or other.is_of_kind,
        one.name or other.name,
        (*one.steps, *other.steps),
    )


def _merge(value: dict[str, Any], kind: Kind) -> Body:
    """A part of an object. In a file it is an object to the migration itself; here is only whether it can be."""
    of_kind = value.get("kind") == kind.old
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    spec = value.get("spec")
    moves = isinstance(spec, dict) and any(not isinstance(key, str) or _moves(kind, key) for key in spec)
    problem = f"it patches fields that move, and is not written as a {kind.old}" if moves and not of_kind else ""
    return Body(problem, not moves and not of_kind, (), of_kind, name if isinstance(name, str) else "")


def _moves(kind: Kind, key: str) -> bool:
    return kind.move(("spec", key)) != ("spec", key)


def _inline_merge(workspace: Workspace, patch: Patch, kind: Kind, values: list[Any]) -> Body:
    from kgwctl.migrate.engine.plan import make_plan

    found = Body()
    for value in values:
        if isinstance(value, dict):
            found = _joined(found, _merge(value, kind))
    if not found.is_of_kind:
        return found
    where = workspace.locate(patch.kustomization, patch.inline)
    inner = make_plan([Source(where.file, patch.text.encode())], [kind.migration], workspace.namespace)
    if inner.findings or not inner.edits:
        message = inner.findings[0].message if inner.findings else "it would stay what it is"
        return found._replace(problem=message)
    changes = tuple(_relocated(change, where) for change in inner.changes)
    return found._replace(steps=(_replaced(patch, inner.edits[0].after.decode(), changes),))


def _replaced(patch: Patch, text: str, changes: tuple[Change, ...]) -> Step:
    root = patch.kustomization
    return Step((EditDocument(root.file, root.number, (Replace(patch.inline, text),)),), changes)


def _relocated(change: Change, where: Location) -> Change:
    from msgspec.structs import replace

    # A patch is no object of a cluster that would have to go.
    return replace(change, location=where, old_object="")


def _inline_json(workspace: Workspace, patch: Patch, kind: Kind) -> Body:
    root = patch.kustomization
    inner = open_file(root.file, patch.text.encode())
    where = workspace.locate(root, patch.inline)
    found = Body()
    edits: list[tuple[int, list[Op]]] = []
    changes: list[Change] = []
    for part in inner.parts:
        if isinstance(part.value, list):
            ops, made, body = _operations(part.value, kind, lambda _: where)
            found = _joined(found, body)
            changes += made
            edits += [(part.number, ops)] if ops else []
    if found.problem or not edits:
        return found
    try:
        for number, ops in edits:
            inner = edit(inner, number, ops)
    except CannotEdit as error:
        return found._replace(problem=str(error))
    return found._replace(steps=(_replaced(patch, inner.text, tuple(changes)),))


def _json(workspace: Workspace, value: list[Any], kind: Kind, path: str, number: int) -> Body:
    document = Target(path, number, (), {})
    ops, changes, body = _operations(value, kind, lambda place: workspace.locate(document, place))
    if body.problem or not ops:
        return body
    return body._replace(steps=(Step((EditDocument(path, number, tuple(ops)),), tuple(changes)),))


def _operations(patch: list[Any], kind: Kind, locate: Any) -> tuple[list[Op], list[Change], Body]:
    """The edits that send the pointers of a JSON 6902 patch after their fields."""
    ops: list[Op] = []
    changes: list[Change] = []
    adds: list[tuple[str, ...]] = []
    for index, field, pointer, operation in _pointers(patch):
        path = pointers.steps(pointer)
        moved = kind.move(path)
        if isinstance(moved, str):
            return [], [], Body(f"it patches {pointer or 'the whole object'}: {moved}", stays=False)
        if path == ("kind",):
            if operation.get("op") != "test" or operation.get("value") != kind.old:
                return [], [], Body("it patches /kind", stays=False)
            ops.append(Replace((index, "value"), kind.new))
            changes.append(_change(kind, locate((index, "value")), f"/kind: {kind.old}", f"/kind: {kind.new}"))
        elif not path:
            return [], [], Body("it patches the whole object", stays=False)
        elif moved != path:
            new = pointers.pointer(moved)
            ops.append(Replace((index, field), new))
            changes.append(_change(kind, locate((index, field)), pointer, new))
            if operation.get("op") in ("add", "copy", "move") and field == "path" and len(path) == 2:
                adds.append(path)
    return ops, changes, Body("", not ops, tuple(adds))


def _pointers(patch: list[Any]) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    for index, operation in enumerate(patch):
        for field in ("path", "from"):
            pointer = operation.get(field) if isinstance(operation, dict) else None
            if isinstance(pointer, str):
                yield index, field, pointer, operation


def _change(kind: Kind, where: Location, old: str, new: str) -> Change:
    return Change(migration=kind.migration.id, object="JSON 6902 patch", location=where, old_path=old, new_path=new)
