"""Everything else in kustomizations that names a kind and its fields: replacements, variables, configurations,
and transformers in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.migrate.engine.changes import Step
from kgwctl.migrate.engine.workspace import Target
from kgwctl.migrate.kustomize.following import kustomize_step
from kgwctl.migrate.kustomize.patches import beside, kustomizations
from kgwctl.migrate.kustomize.selectors import picks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgwctl.diagnostics import FieldPath, Location
    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.migrate.kustomize.pointers import Move

#: Fields of a kustomization that name files with settings of the kind, or hold them as text.
_CONFIGURATIONS = "configurations"
_PLUGINS = ("transformers", "validators", "generators")


class Setting(NamedTuple):
    """A place that names the kind: what it selects in which kustomization, and how it follows."""

    where: Location
    selector: dict[str, Any]
    file: str
    problem: str = ""
    steps: tuple[Step, ...] = ()


class _Moving(NamedTuple):
    workspace: Workspace
    migration: str
    group: str
    old: str
    new: str
    move: Callable[[tuple[str, ...]], Move]


def setting_edits(
    workspace: Workspace,
    migration: str,
    group: str,
    old: str,
    new: str,
    move: Callable[[tuple[str, ...]], Move],
) -> Iterator[Setting]:
    """Every such place in every kustomization. A place that several kustomizations share comes once for each."""
    moving = _Moving(workspace, migration, group, old, new, move)
    for root in list(workspace.values(kustomizations(workspace))):
        yield from _replacements(moving, root, root.file, ("replacements",))
        yield from _variables(moving, root)
        for field in (_CONFIGURATIONS, *_PLUGINS, "openapi", "crds"):
            yield from _named_files(moving, root, field)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _replacements(moving: _Moving, document: Target, file: str, base: FieldPath) -> Iterator[Setting]:
    """Replacements in ``document``, which the kustomization ``file`` uses; or in files that it names."""
    found: Any = document.value
    for step in base:
        found = found.get(step) if isinstance(found, dict) else None
    entries = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
    for index, entry in enumerate(entries):
        place = (*base, index) if isinstance(found, list) else base
        if not isinstance(entry, dict):
            continue
        if isinstance(entry.get("path"), str):
            yield from _replacement_file(moving, document, entry["path"], file)
            continue
        source = entry.get("source")
        if isinstance(source, dict):
            yield from _selected(moving, document, file, (*place, "source"), source, [("fieldPath",)])
        for number, target in enumerate(_list(entry.get("targets"))):
            yield from _target(moving, document, file, (*place, "targets", number), target)


def _target(moving: _Moving, document: Target, file: str, place: FieldPath, target: Any) -> Iterator[Setting]:
    if not isinstance(target, dict):
        return
    select = target.get("select")
    if isinstance(select, dict):
        paths: list[FieldPath] = [("fieldPaths", index) for index in range(len(_list(target.get("fieldPaths"))))]
        yield from _selected(moving, document, file, place, select, paths, ("select",))
    for index, reject in enumerate(_list(target.get("reject"))):
        if isinstance(reject, dict) and reject.get("kind") == moving.old:
            yield from _selected(moving, document, file, (*place, "reject", index), reject, [])


def _replacement_file(moving: _Moving, document: Target, name: str, file: str) -> Iterator[Setting]:
    path = _source(moving, document.file, name)
    if path is None:
        return
    moving.workspace.open([path])
    for root in list(moving.workspace.values([path])):
        yield from _replacements(moving, root, file, ())
    for part in moving.workspace.files[path].parts if path in moving.workspace.files else ():
        if isinstance(part.value, list):
            holder = Target(path, part.number, (), {"": part.value})
            for setting in _replacements(moving, holder, file, ("",)):
                yield setting._replace(problem=setting.problem or "a list of replacements in a file is not followed")


def _selected(
    moving: _Moving,
    document: Target,
    file: str,
    place: FieldPath,
    selector: dict[str, Any],
    fields: list[FieldPath],
    into: FieldPath = (),
) -> Iterator[Setting]:
    """A selector at ``place`` (and ``into``), and the field paths beside it that lead into what it selects."""
    how = picks(selector, moving.group, moving.old, moving.new)
    workspace = moving.workspace
    where = workspace.locate(document, (*place, *into))
    value: Any = document.value
    for step in place:
        value = value[step]
    steps = []
    for field in fields:
        text: Any = value
        for step in field:
            text = text.get(step) if isinstance(text, dict) else text[step]
        moved = moved_field_path(text, moving.move) if isinstance(text, str) else text
        if moved is None:
            if how != "no":
                problem = f"it cannot be told where the field {text} is in {moving.new}"
                yield Setting(workspace.locate(document, (*place, *field)), selector, file, problem)
            return
        if moved != text:
            steps.append(_step(moving, document, (*place, *field), text, moved))
    if how == "exact":
        steps.append(_step(moving, document, (*place, *into, "kind"), moving.old, moving.new))
        yield Setting(where, selector, file, "", tuple(steps))
    elif how == "regex" or (how in ("any", "both") and steps):
        problem = f"it selects kinds by {selector.get('kind') or 'anything but their name'}, and its fields move"
        yield Setting(where, selector, file, problem)


def _step(moving: _Moving, document: Target, place: FieldPath, old: str, new: str) -> Step:
    return kustomize_step(moving.workspace, moving.migration, document, place, old, new)


def moved_field_path(text: str, move: Callable[[tuple[str, ...]], Move]) -> str | None:
    """A field path of a replacement after its field moved; what follows the second step stays as it is written.

    ``None`` if it cannot be told where it leads.
    """
    steps = text.split(".", 2)
    if any(mark in step for step in steps[:2] for mark in "[]*\\"):
        return None
    moved = move(tuple(steps[:2]))
    return None if isinstance(moved, str) else ".".join((*moved, *steps[2:]))


def _variables(moving: _Moving, root: Target) -> Iterator[Setting]:
    for index, variable in enumerate(_list(root.value.get("vars"))):
        reference = variable.get("objref") if isinstance(variable, dict) else None
        if not isinstance(reference, dict) or reference.get("kind") != moving.old:
            continue
        place = ("vars", index)
        steps = [_step(moving, root, (*place, "objref", "kind"), moving.old, moving.new)]
        field = variable.get("fieldref")
        path = field.get("fieldpath") if isinstance(field, dict) else None
        problem = ""
        if isinstance(path, str):
            moved = moved_field_path(path, moving.move)
            if moved is None:
                problem = f"it cannot be told where the field {path} is in {moving.new}"
            elif moved != path:
                steps.append(_step(moving, root, (*place, "fieldref", "fieldpath"), path, moved))
        where = moving.workspace.locate(root, (*place, "objref"))
        yield Setting(where, {"name": reference.get("name")}, root.file, problem, tuple(steps))


def _named_files(moving: _Moving, root: Target, field: str) -> Iterator[Setting]:
    """Files that a kustomization names in ``field``, or their text itself."""
    found = root.value.get(field)
    entries = found if isinstance(found, list) else [found.get("path")] if isinstance(found, dict) else []
    for index, entry in enumerate(entries):
        if not isinstance(entry, str):
            continue
        place: FieldPath = (field, index) if isinstance(found, list) else (field, "path")
        where = moving.workspace.locate(root, place)
        if "\n" in entry:
            if moving.old in entry:
                yield Setting(where, {}, root.file, f"{field} in line that name {moving.old} are not followed")
            continue
        path = _source(moving, root.file, entry)
        if path is None or moving.old.encode() not in moving.workspace.sources[path].data:
            continue
        moving.workspace.open([path])
        for document in list(moving.workspace.values([path])):
            if field == _CONFIGURATIONS:
                yield from _configuration(moving, document, root.file)
            elif document.kind != "PatchTransformer":
                where = moving.workspace.locate(document)
                what = document.kind or field
                yield Setting(where, {}, root.file, f"a {what} that names {moving.old} is not followed")


def _configuration(moving: _Moving, document: Target, file: str) -> Iterator[Setting]:
    """Where transformers look: entries with a kind and a path (``spec/x``), and the kinds that names refer to."""
    for path, entry in _mappings(document.value, ()):
        if entry.get("kind") != moving.old or entry.get("group") not in (None, moving.group):
            continue
        where = moving.workspace.locate(document, (*path, "kind"))
        steps = [_step(moving, document, (*path, "kind"), moving.old, moving.new)]
        problem = ""
        field = entry.get("path")
        if isinstance(field, str):
            moved = moving.move(tuple(step.removesuffix("[]") for step in field.split("/")[:2]))
            if isinstance(moved, str):
                problem = f"it cannot be told where {field} is in {moving.new}"
            elif moved != tuple(field.split("/")[:2]):
                new = "/".join((*moved[:-1], *field.split("/")[1:]))
                steps.append(_step(moving, document, (*path, "path"), field, new))
        yield Setting(where, {}, file, problem, tuple(steps))


def _mappings(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, each in value.items():
            yield from _mappings(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _mappings(each, (*path, index))


def _source(moving: _Moving, file: str, name: str) -> str | None:
    return moving.workspace.source_named(beside(file, name))
