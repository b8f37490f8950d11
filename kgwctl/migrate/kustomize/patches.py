"""What a file is to the kustomizations that name it: objects of its own, or patches of somebody else's."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Target, Workspace

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


class Patch(NamedTuple):
    """A patch that a kustomization names: in a ``file``, or ``inline`` as text at ``path``.

    ``target`` is its selector, empty for a strategic merge patch that names its object itself;
    ``selector`` is the path of that selector.
    """

    kustomization: Target
    target: dict[str, Any]
    selector: FieldPath
    file: str
    inline: FieldPath
    text: str


def kustomizations(workspace: Workspace) -> list[str]:
    """The paths of all kustomizations among the sources."""
    return [path for path in workspace.sources if path.endswith(NAMES) and _base_name(path) in NAMES]


def _base_name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def patches(workspace: Workspace) -> Iterator[Patch]:
    """Every patch of every opened kustomization."""
    for root in workspace.values(kustomizations(workspace)):
        for field in ("patches", "patchesJson6902", "patchesStrategicMerge"):
            entries = root.value.get(field)
            for index, entry in enumerate(entries if isinstance(entries, list) else ()):
                patch = _patch(root, (field, index), entry)
                if patch is not None:
                    yield patch


def _patch(root: Target, path: FieldPath, entry: Any) -> Patch | None:
    if isinstance(entry, str):
        if "\n" in entry or ":" in entry:
            return Patch(root, {}, (), "", path, entry)
        return Patch(root, {}, (), _beside(root.file, entry), (), "")
    if not isinstance(entry, dict):
        return None
    target = entry.get("target")
    target = target if isinstance(target, dict) else {}
    text, file = entry.get("patch"), entry.get("path")
    if isinstance(text, str):
        return Patch(root, target, (*path, "target"), "", (*path, "patch"), text)
    if isinstance(file, str):
        return Patch(root, target, (*path, "target"), _beside(root.file, file), (), "")
    return None


def _beside(file: str, name: str) -> str:
    folder = posixpath.dirname(file.replace("\\", "/"))
    return posixpath.normpath(posixpath.join(folder, name))


def patch_files(workspace: Workspace) -> frozenset[str]:
    """The normalised paths of files that are patches: what they hold are parts of objects."""
    return frozenset(patch.file for patch in patches(workspace) if patch.file)


def is_patch(target: Target, files: frozenset[str]) -> bool:
    """Whether an object is a part of one, laid over it by a kustomization."""
    return posixpath.normpath(target.file.replace("\\", "/")) in files


def patched_names(workspace: Workspace, kind: str) -> frozenset[str]:
    """The names of objects of ``kind`` that patches are laid over; an empty one stands for any."""
    names = {str(patch.target.get("name") or "") for patch in patches(workspace) if patch.target.get("kind") == kind}
    files = patch_files(workspace)
    names |= {target.name for target in workspace.targets() if target.kind == kind and is_patch(target, files)}
    for patch in patches(workspace):
        if patch.inline and not patch.target and f"kind: {kind}" in patch.text:
            names.add("")
    return frozenset(names)
