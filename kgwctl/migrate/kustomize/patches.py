"""What a file is to the kustomizations that name it: objects of its own, or patches of somebody else's."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Target, Workspace

#: Kinds of other projects that hold patches as kustomizations do, and where.
_HOLDERS: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("kustomize.toolkit.fluxcd.io", "Kustomization"): (("spec",),),
    ("argoproj.io", "Application"): (("spec", "source", "kustomize"), ("spec", "sources", "*", "kustomize")),
    ("argoproj.io", "ApplicationSet"): (
        ("spec", "template", "spec", "source", "kustomize"),
        ("spec", "template", "spec", "sources", "*", "kustomize"),
    ),
}
#: Its apiVersion is ``builtin``, which has no group.
_TRANSFORMER = ("", "PatchTransformer")
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
    """Every patch of every opened kustomization, and of Flux, Argo CD and transformers that patch."""
    for root in workspace.values(kustomizations(workspace)):
        yield from _listed(root, (), root.value)
    for kind, bases in _HOLDERS.items():
        for target in list(workspace.targets(kind)):
            document = target._replace(item=(), value=workspace.files[target.file].part(target.number).value)
            for base in bases:
                for path, holder in _at(target.value, base, target.item):
                    yield from _listed(document, path, holder)
    for transformer in list(workspace.targets(_TRANSFORMER)):
        patch = None if transformer.item else _patch(transformer, (), transformer.value)
        if patch is not None:
            yield patch


def _listed(root: Target, base: FieldPath, holder: dict[str, Any]) -> Iterator[Patch]:
    for field in ("patches", "patchesJson6902", "patchesStrategicMerge"):
        entries = holder.get(field)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            patch = _patch(root, (*base, field, index), entry)
            if patch is not None:
                yield patch


def _at(value: Any, path: tuple[str, ...], base: FieldPath) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    """The mappings at ``path``, in which ``*`` stands for every item of a list."""
    if not path:
        if isinstance(value, dict):
            yield base, value
    elif path[0] == "*":
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _at(item, path[1:], (*base, index))
    elif isinstance(value, dict):
        yield from _at(value.get(path[0]), path[1:], (*base, path[0]))


def _patch(root: Target, path: FieldPath, entry: Any) -> Patch | None:
    if isinstance(entry, str):
        if "\n" in entry or ":" in entry:
            return Patch(root, {}, (), "", path, entry)
        return Patch(root, {}, (), beside(root.file, entry), (), "")
    if not isinstance(entry, dict):
        return None
    target = entry.get("target")
    target = target if isinstance(target, dict) else {}
    text, file = entry.get("patch"), entry.get("path")
    if isinstance(text, str):
        return Patch(root, target, (*path, "target"), "", (*path, "patch"), text)
    if isinstance(file, str):
        return Patch(root, target, (*path, "target"), beside(root.file, file), (), "")
    return None


def beside(file: str, name: str) -> str:
    """The normalised path of what ``file`` calls ``name``."""
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
