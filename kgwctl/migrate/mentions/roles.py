"""Roles that name a kind which is replaced, by its resource."""

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
    from kgwctl.migrate.mentions.moved_kind import MovedKind

_RBAC = "rbac.authorization.k8s.io"


def role_steps(workspace: Workspace, moved: MovedKind) -> Iterator[Step]:
    """Let Roles and ClusterRoles name the new resource, and its subresources."""
    for role in list(workspace.targets((_RBAC, "Role"), (_RBAC, "ClusterRole"))):
        rules = role.value.get("rules")
        for index, rule in enumerate(rules if isinstance(rules, list) else ()):
            resources = rule.get("resources") if isinstance(rule, dict) else None
            groups = rule.get("apiGroups") if isinstance(rule, dict) else None
            if not isinstance(resources, list) or not any(map(moved.is_group, groups or ())):
                continue
            ops, changes = _resources(workspace, moved, role, index, resources)
            if ops:
                yield Step((EditDocument(role.file, role.number, tuple(ops)),), tuple(changes))


def _resources(
    workspace: Workspace, moved: MovedKind, role: Target, index: int, resources: list[Any]
) -> tuple[list[Op], list[Change]]:
    ops: list[Op] = []
    changes = []
    old, end = moved.old_resource, len(resources)
    for place in reversed(range(len(resources))):
        name = resources[place]
        if not isinstance(name, str) or name.partition("/")[0] != old:
            continue
        renamed = moved.new_resource + name[len(old) :]
        path: FieldPath = ("rules", index, "resources", place)
        if renamed in resources:
            if moved.keep:
                continue
            ops.append(Delete(role.at(*path)))
        elif moved.keep:
            ops.append(Insert(role.at("rules", index, "resources", end), renamed))
            end += 1
        else:
            ops.append(Replace(role.at(*path), renamed))
        changes.append(
            Change(
                migration=moved.migration,
                object=f"{role.kind} {role.name}",
                location=workspace.locate(role, path),
                old_path=f"{describe(path)}: {name}",
                new_path=f"{describe(path)}: {renamed}",
            )
        )
    return ops, changes
