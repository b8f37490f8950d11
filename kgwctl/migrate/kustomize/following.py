"""Kustomizations: selectors and patches that name a kind or a path which moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.manifests import Source
from kgwctl.migrate.editing.ops import Replace
from kgwctl.migrate.editing.text_file import edit, open_file
from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine.changes import Change, EditDocument, Migration, Step, by_hand
from kgwctl.migrate.engine.workspace import Target, describe
from kgwctl.migrate.kustomize.patches import kustomizations, patches
from kgwctl.migrate.kustomize.pointers import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.editing.ops import Op
    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.migrate.kustomize.patches import Patch


def kustomize_steps(
    workspace: Workspace,
    migration: Migration,
    group: str,
    old: str,
    new: str,
    move: Callable[[tuple[str, ...]], Move],
) -> Iterator[Step]:
    """Follow a kind from ``old`` to ``new`` (the same, if only fields move) through all kustomizations.

    Strategic merge patches in files are objects to the migration itself; those written in line are
    migrated here, and JSON 6902 patches path by path.
    """
    for patch in list(patches(workspace)):
        root = _again(workspace, patch.kustomization)
        if patch.inline and _is_merge_patch(patch.text):
            yield from _inline_merge(workspace, migration, root, patch)
        elif _selects(patch, group, old):
            yield from _json_patch(workspace, migration.id, root, patch, move)
    yield from _selectors(workspace, migration.id, group, old, new, move)


def _again(workspace: Workspace, target: Target) -> Target:
    return target._replace(value=workspace.files[target.file].part(target.number).value)


def _is_merge_patch(text: str) -> bool:
    try:
        parts = open_file("", text.encode()).parts
    except CannotEdit:
        return False
    return any(isinstance(part.value, dict) and "kind" in part.value for part in parts)


def _selects(patch: Patch, group: str, kind: str) -> bool:
    return patch.target.get("kind") == kind and patch.target.get("group") in (None, group)


def _inline_merge(workspace: Workspace, migration: Migration, root: Target, patch: Patch) -> Iterator[Step]:
    from kgwctl.migrate.engine.plan import make_plan

    where = workspace.locate(root, patch.inline)
    inner = make_plan([Source(where.file, patch.text.encode())], [migration], workspace.namespace)
    findings = tuple(_moved_finding(finding, where) for finding in inner.findings)
    if not inner.edits:
        yield Step(findings=findings)
        return
    changes = tuple(_relocated(change, where) for change in inner.changes)
    replace = Replace(patch.inline, inner.edits[0].after.decode())
    yield Step((EditDocument(root.file, root.number, (replace,)),), changes, findings)


def _moved_finding(finding: Any, where: Any) -> Any:
    return by_hand(where, finding.subject, finding.message, finding.hint)


def _relocated(change: Change, where: Any) -> Change:
    return Change(
        migration=change.migration,
        object=change.object,
        location=where,
        old_path=change.old_path,
        new_path=change.new_path,
        loss=change.loss,
        reason=change.reason,
        todo=change.todo,
    )


def _json_patch(
    workspace: Workspace, migration: str, root: Target, patch: Patch, move: Callable[[tuple[str, ...]], Move]
) -> Iterator[Step]:
    if patch.file:
        path = _source_named(workspace, patch.file)
        if path is None:
            return
        findings = workspace.open([path])
        yield Step(findings=tuple(findings))
        if path not in workspace.files:
            return
        for part in workspace.files[path].parts:
            if isinstance(part.value, list):
                ops, changes, problems = _pointers(workspace, migration, path, part.number, part.value, move)
                edits = (EditDocument(path, part.number, tuple(ops)),) if ops else ()
                yield Step(edits, tuple(changes), tuple(problems))
        return
    try:
        inner = open_file(root.file, patch.text.encode())
        where = workspace.locate(root, patch.inline)
        ops, changes, problems = _pointers(None, migration, where, 0, inner.parts[0].value, move)
        edits = ()
        if ops:
            text = edit(inner, inner.parts[0].number, ops).text
            edits = (EditDocument(root.file, root.number, (Replace(patch.inline, text),)),)
        yield Step(edits, tuple(changes), tuple(problems))
    except CannotEdit as error:
        where = workspace.locate(root, patch.inline)
        yield Step(findings=(by_hand(where, "", f"the patch cannot be read: {error}"),))


def _source_named(workspace: Workspace, name: str) -> str | None:
    return workspace.source_named(name)


def _pointers(
    workspace: Workspace | None, migration: str, where: Any, number: int, patch: Any, move: Callable[..., Move]
) -> tuple[list[Op], list[Change], list[Any]]:
    """The edits that send the pointers of a JSON 6902 patch after their fields."""
    ops: list[Op] = []
    changes: list[Change] = []
    problems: list[Any] = []
    for index, operation in enumerate(patch if isinstance(patch, list) else ()):
        for field in ("path", "from"):
            pointer = operation.get(field) if isinstance(operation, dict) else None
            if not isinstance(pointer, str):
                continue
            path: FieldPath = (index, field)
            location = where
            if workspace is not None:
                location = workspace.locate(Target(where, number, (), {}), path)
            steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
            moved = move(steps)
            if isinstance(moved, str):
                problems.append(by_hand(location, "", f"the patch of {pointer} is left as it is: {moved}"))
            elif moved != steps:
                target = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in moved)
                ops.append(Replace(path, target))
                todo = "A JSON patch needs the parent of its path to exist in the object." if len(moved) > 2 else ""
                changes.append(
                    Change(
                        migration=migration,
                        object="JSON 6902 patch",
                        location=location,
                        old_path=pointer,
                        new_path=target,
                        todo=todo if operation.get("op") == "add" else "",
                    )
                )
    return ops, changes, problems


def _selectors(
    workspace: Workspace, migration: str, group: str, old: str, new: str, move: Callable[[tuple[str, ...]], Move]
) -> Iterator[Step]:
    """Every selector of a kustomization that names the kind: targets of patches and of replacements."""
    for root in list(workspace.values(kustomizations(workspace))):
        for path, selector in _mappings(root.value, ()):
            if not path or selector.get("kind") != old or selector.get("group") not in (None, group):
                continue
            yield from _field_paths(workspace, migration, root, path, selector, move)
            if old != new:
                place = (*path, "kind")
                yield kustomize_step(workspace, migration, root, place, old, new)


def kustomize_step(workspace: Workspace, migration: str, root: Target, place: FieldPath, old: str, new: str) -> Step:
    """A step that writes ``new`` in the place of ``old`` at ``place`` of a document."""
    change = Change(
        migration=migration,
        object=root.label if root.name else root.kind or "Kustomization",
        location=workspace.locate(root, place),
        old_path=f"{describe(place)}: {old}",
        new_path=f"{describe(place)}: {new}",
    )
    return Step((EditDocument(root.file, root.number, (Replace(place, new),)),), (change,))


def _field_paths(
    workspace: Workspace,
    migration: str,
    root: Target,
    path: FieldPath,
    selector: dict[str, Any],
    move: Callable[[tuple[str, ...]], Move],
) -> Iterator[Step]:
    """The fields that a replacement takes from the selected object, or sets in it."""
    places: list[tuple[FieldPath, Any]] = [((*path, "fieldPath"), selector.get("fieldPath"))]
    if path[-1] == "select":
        parent: Any = root.value
        for step in path[:-1]:
            parent = parent[step]
        listed = parent.get("fieldPaths")
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            places.append(((*path[:-1], "fieldPaths", index), each))
    for place, text in places:
        if not isinstance(text, str):
            continue
        moved: Move = "it has brackets" if "[" in text else move(tuple(text.split(".")))
        if isinstance(moved, str):
            where = workspace.locate(root, place)
            yield Step(findings=(by_hand(where, "Kustomization", f"the path {text} is left as it is: {moved}"),))
        elif ".".join(moved) != text:
            yield kustomize_step(workspace, migration, root, place, text, ".".join(moved))


def _mappings(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, each in value.items():
            yield from _mappings(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _mappings(each, (*path, index))
