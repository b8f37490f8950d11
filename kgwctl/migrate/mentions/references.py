"""Other objects that name a kind which is replaced: roles and Argo CD applications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.migrate.editing.ops import Delete, Insert, Replace
from kgwctl.migrate.engine.changes import Change, EditDocument, Step
from kgwctl.migrate.engine.workspace import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.editing.ops import Op
    from kgwctl.migrate.engine.workspace import Target, Workspace

_RBAC = "rbac.authorization.k8s.io"


def reference_steps(
    workspace: Workspace, migration: str, group: str, old: str, new: str, *, keep: bool
) -> Iterator[Step]:
    """Let roles and applications name ``new``; with ``keep`` roles name both, since some objects stay."""
    for role in list(workspace.targets((_RBAC, "Role"), (_RBAC, "ClusterRole"))):
        yield from _role(workspace, migration, role, group, _plural(old), _plural(new), keep)
    for application in list(workspace.targets(("argoproj.io", "Application"), ("argoproj.io", "ApplicationSet"))):
        yield from _ignored_differences(workspace, migration, application, group, old, new)


def _plural(kind: str) -> str:
    return kind.lower().removesuffix("y") + "ies"


def _role(
    workspace: Workspace, migration: str, role: Target, group: str, old: str, new: str, keep: bool
) -> Iterator[Step]:
    rules = role.value.get("rules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        resources = rule.get("resources") if isinstance(rule, dict) else None
        if not isinstance(resources, list) or group not in (rule.get("apiGroups") or ()):
            continue
        ops, changes = _resources(workspace, migration, role, index, resources, old, new, keep)
        if ops:
            yield Step((EditDocument(role.file, role.number, tuple(ops)),), tuple(changes))


def _resources(
    workspace: Workspace, migration: str, role: Target, index: int, resources: list[Any], old: str, new: str, keep: bool
) -> tuple[list[Op], list[Change]]:
    ops: list[Op] = []
    changes = []
    end = len(resources)
    for place in reversed(range(len(resources))):
        name = resources[place]
        if not isinstance(name, str) or name.partition("/")[0] != old:
            continue
        renamed = new + name[len(old) :]
        path: FieldPath = ("rules", index, "resources", place)
        if renamed in resources:
            if keep:
                continue
            ops.append(Delete(role.at(*path)))
        elif keep:
            ops.append(Insert(role.at("rules", index, "resources", end), renamed))
            end += 1
        else:
            ops.append(Replace(role.at(*path), renamed))
        changes.append(
            Change(
                migration=migration,
                object=f"{role.kind} {role.name}",
                location=workspace.locate(role, path),
                old_path=f"{describe(path)}: {name}",
                new_path=f"{describe(path)}: {renamed}",
            )
        )
    return ops, changes


def _ignored_differences(
    workspace: Workspace, migration: str, application: Target, group: str, old: str, new: str
) -> Iterator[Step]:
    for path, entries in _lists_named(application.value, "ignoreDifferences", ()):
        for index, entry in enumerate(entries):
            if not isinstance(entry, dict) or entry.get("kind") != old or entry.get("group") not in (None, group):
                continue
            place = (*path, index, "kind")
            change = Change(
                migration=migration,
                object=application.label,
                location=workspace.locate(application, place),
                old_path=f"{describe(place)}: {old}",
                new_path=f"{describe(place)}: {new}",
                todo="Check the jsonPointers beside it: settings are below /spec/default/httpSettings now.",
            )
            edit = EditDocument(application.file, application.number, (Replace(application.at(*place), new),))
            yield Step((edit,), (change,))


def _lists_named(value: Any, name: str, path: FieldPath) -> Iterator[tuple[FieldPath, list[Any]]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == name and isinstance(each, list):
                yield (*path, key), each
            else:
                yield from _lists_named(each, name, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _lists_named(each, name, (*path, index))
