"""Argo CD: ignored differences, the lists of projects, and the names of resource customizations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import CONFIG_MAP
from kgwctl.migrate.editing.ops import Rename, Replace
from kgwctl.migrate.engine.changes import Change, EditDocument, Step, by_hand
from kgwctl.migrate.engine.workspace import describe
from kgwctl.migrate.kustomize.pointers import moved_pointer
from kgwctl.migrate.mentions.moved_kind import replace_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Target, Workspace
    from kgwctl.migrate.mentions.moved_kind import MovedKind

_ARGO = "argoproj.io"
_LISTS = (
    "namespaceResourceWhitelist",
    "namespaceResourceBlacklist",
    "clusterResourceWhitelist",
    "clusterResourceBlacklist",
)
_CUSTOMIZATION = "resource.customizations."


def argo_steps(workspace: Workspace, moved: MovedKind) -> Iterator[Step]:
    """Let applications, projects and the configuration of Argo CD name the new kind."""
    for application in list(workspace.targets((_ARGO, "Application"), (_ARGO, "ApplicationSet"))):
        yield from _ignored_differences(workspace, moved, application)
    for project in list(workspace.targets((_ARGO, "AppProject"))):
        yield from _projects_lists(workspace, moved, project)
    for configuration in list(workspace.targets(CONFIG_MAP)):
        yield from _customizations(workspace, moved, configuration)


def _ignored_differences(workspace: Workspace, moved: MovedKind, application: Target) -> Iterator[Step]:
    for path, entries in _lists_named(application.value, "ignoreDifferences", ()):
        for index in reversed(range(len(entries))):
            entry = entries[index]
            if not isinstance(entry, dict) or entry.get("kind") != moved.old:
                continue
            if not moved.is_group(entry.get("group"), required=False):
                continue
            if moved.keep:
                where = workspace.locate(application, (*path, index, "kind"))
                message = f"it ignores differences of {moved.old}; some become {moved.new}, some stay"
                yield Step(findings=(by_hand(where, application.label, message, "Add an entry for the new kind."),))
                continue
            yield from _fields(workspace, moved, workspace.current(application), (*path, index), entry)
            step = replace_entry(workspace, moved, workspace.current(application), (*path, index), "kind")
            if step is not None:
                yield step


def _fields(
    workspace: Workspace, moved: MovedKind, application: Target, path: FieldPath, entry: dict[str, Any]
) -> Iterator[Step]:
    """The fields whose differences are ignored: pointers move along, expressions of jq are for a human."""
    pointers = entry.get("jsonPointers")
    for index, pointer in enumerate(pointers if isinstance(pointers, list) else ()):
        place = (*path, "jsonPointers", index)
        where = workspace.locate(application, place)
        new = moved_pointer(pointer, moved.move) if isinstance(pointer, str) else None
        if new is None:
            message = f"it cannot be told where {pointer} is in {moved.new}"
            yield Step(findings=(by_hand(where, application.label, message),))
        elif new != pointer:
            change = _change(moved, application, where, f"{describe(place)}: {pointer}", f"{describe(place)}: {new}")
            ops = (Replace(application.at(*place), new),)
            yield Step((EditDocument(application.file, application.number, ops),), (change,))
    expressions = entry.get("jqPathExpressions")
    for index, expression in enumerate(expressions if isinstance(expressions, list) else ()):
        where = workspace.locate(application, (*path, "jqPathExpressions", index))
        message = f"the expression {expression} is about fields of {moved.old}"
        hint = f"Settings are below .spec.default.httpSettings of a {moved.new}."
        yield Step(findings=(by_hand(where, application.label, message, hint),))


def _projects_lists(workspace: Workspace, moved: MovedKind, project: Target) -> Iterator[Step]:
    for field in _LISTS:
        entries = project.spec.get(field)
        for index in reversed(range(len(entries) if isinstance(entries, list) else 0)):
            entry = entries[index] if entries else None
            if isinstance(entry, dict) and entry.get("kind") == moved.old and moved.is_group(entry.get("group")):
                step = replace_entry(workspace, moved, workspace.current(project), ("spec", field, index), "kind")
                if step is not None:
                    yield step


def _customizations(workspace: Workspace, moved: MovedKind, configuration: Target) -> Iterator[Step]:
    """Keys such as ``resource.customizations.health.GROUP_KIND``; what they say is not about fields of the kind."""
    found = configuration.value.get("data")
    data: dict[Any, Any] = found if isinstance(found, dict) else {}
    ending = f"{moved.group}_{moved.old}"
    for key in [key for key in data if isinstance(key, str)]:
        if not key.startswith(_CUSTOMIZATION) or not key.endswith(ending):
            continue
        where = workspace.locate(configuration, ("data", key))
        new = key.removesuffix(moved.old) + moved.new
        if moved.keep or new in data or "ignoreDifferences" in key:
            message = f"the customization {key} is for {moved.old} alone"
            hint = f"Write one for {moved.group}_{moved.new} too."
            yield Step(findings=(by_hand(where, configuration.label, message, hint),))
            continue
        change = _change(moved, configuration, where, f"data[{key}]", f"data[{new}]")
        ops = (Rename(configuration.at("data", key), new),)
        yield Step((EditDocument(configuration.file, configuration.number, ops),), (change,))


def _change(moved: MovedKind, target: Target, where: Any, old: str, new: str) -> Change:
    return Change(migration=moved.migration, object=target.label, location=where, old_path=old, new_path=new)


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
