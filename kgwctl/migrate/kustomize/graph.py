"""Which files a kustomization brings together: its own, those of the ones it names, and for a component those
of whoever includes it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.migrate.kustomize.patches import beside, kustomizations

if TYPE_CHECKING:
    from kgwctl.migrate.engine.workspace import Workspace

_RESOURCES = ("resources", "bases", "components")


_NONE: frozenset[str] = frozenset()


class Graph(NamedTuple):
    """For each kustomization (its path): the files it sees, those it lists itself, and what comes from elsewhere.

    Paths are normalised. ``renames`` are kustomizations that put something before or behind names.
    """

    sees: dict[str, frozenset[str]]
    seen_from: dict[str, frozenset[str]]
    lists: dict[str, frozenset[str]]
    remote: dict[str, str]
    renames: frozenset[str]

    def seeing(self, file: str) -> frozenset[str]:
        """The kustomizations that see a file."""
        return self.seen_from.get(normal(file), _NONE)

    def listing(self, file: str) -> frozenset[str]:
        """The kustomizations that list a file themselves."""
        path = normal(file)
        return frozenset(root for root, files in self.lists.items() if path in files)

    def renamed_by(self, file: str) -> str:
        """A kustomization through which objects of a file get other names, empty if none does."""
        return min(self.seeing(file) & self.renames, default="")


def normal(path: str) -> str:
    """A path as kustomizations are matched with it."""
    return posixpath.normpath(path.replace("\\", "/"))


def graph(workspace: Workspace) -> Graph:
    """The graph of all kustomizations among the opened files."""
    known = {normal(path) for path in workspace.sources}
    by_folder = {posixpath.dirname(normal(path)): normal(path) for path in kustomizations(workspace)}
    lists: dict[str, frozenset[str]] = {}
    below: dict[str, list[str]] = {}
    components: dict[str, list[str]] = {}
    remote: dict[str, str] = {}
    renames = set()
    for root in workspace.values(kustomizations(workspace)):
        path = normal(root.file)
        files = set()
        for field in _RESOURCES:
            entries = root.value.get(field)
            for entry in entries if isinstance(entries, list) else ():
                if not isinstance(entry, str):
                    continue
                there = beside(root.file, entry)
                if there in known:
                    files.add(there)
                elif there in by_folder:
                    (components if field == "components" else below).setdefault(path, []).append(by_folder[there])
                elif "://" in entry or "?ref=" in entry or entry.startswith(("github.com/", "git@")):
                    remote.setdefault(path, entry)
        lists[path] = frozenset(files)
        if root.value.get("namePrefix") or root.value.get("nameSuffix"):
            renames.add(path)
    reached = {path: _reach(path, lists, below, components) for path in lists}
    sees = _views(reached, components)
    seen_from: dict[str, set[str]] = {}
    for path, seen in sees.items():
        for file in seen:
            seen_from.setdefault(file, set()).add(path)
    inverse = {file: frozenset(paths) for file, paths in seen_from.items()}
    return Graph(sees, inverse, lists, remote, frozenset(renames))


def _reach(
    path: str, lists: dict[str, frozenset[str]], below: dict[str, list[str]], components: dict[str, list[str]]
) -> frozenset[str]:
    files: set[str] = set()
    seen = set()
    left = [path]
    while left:
        each = left.pop()
        if each in seen:
            continue
        seen.add(each)
        files |= lists.get(each, frozenset())
        left += [*below.get(each, ()), *components.get(each, ())]
    return frozenset(files)


def _views(reached: dict[str, frozenset[str]], components: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """What each kustomization sees: a component all that its includers reach, too."""
    views = {path: set(files) for path, files in reached.items()}
    includers = _including(components)
    for component in includers:
        left, seen = list(includers[component]), {component}
        while left:
            each = left.pop()
            if each not in seen:
                seen.add(each)
                views.setdefault(component, set()).update(reached.get(each, ()))
                left += includers.get(each, ())
    return {path: frozenset(files) for path, files in views.items()}


def _including(components: dict[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, named in components.items():
        for each in named:
            found.setdefault(each, []).append(path)
    return found
