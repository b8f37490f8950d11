"""Which files can be no part of one cluster: settings never move between them, nor are they in each other's way.

Two folders that both have an object of the same kind, namespace and name are two environments; so are two
kustomizations of which none sees the files of the other, if both see such an object.
"""

from __future__ import annotations

import posixpath
from itertools import combinations
from typing import TYPE_CHECKING

from kgwctl.migrate.kustomize.graph import Graph, normal
from kgwctl.migrate.kustomize.patches import is_patch, patch_files

if TYPE_CHECKING:
    from kgwctl.migrate.engine.workspace import Workspace

#: Objects that are in more places than this say nothing about where the borders are.
_MANY = 50


class Borders:
    """The borders between environments, as far as the opened files show them."""

    def __init__(self, workspace: Workspace, graph: Graph) -> None:
        self._graph = graph
        self._folders: set[tuple[str, str]] = set()
        self._roots: set[tuple[str, str]] = set()
        self._known: dict[tuple[str, str], bool] = {}
        patches = patch_files(workspace)
        places: dict[tuple[str, str, str, str], set[str]] = {}
        for target in workspace.targets():
            if target.name and not is_patch(target, patches):
                key = (target.group, target.kind, target.namespace, target.name)
                places.setdefault(key, set()).add(normal(target.file))
        for files in places.values():
            if len(files) > _MANY:
                continue
            self._folders |= {_branches(one, other) for one, other in combinations(sorted(files), 2)}
            seeing = sorted({root for file in files for root in graph.seeing(file)})
            self._roots |= set(combinations(seeing, 2))

    def apart(self, one: str, other: str) -> bool:
        """Whether two files belong to different environments."""
        first, second = sorted((normal(one), normal(other)))
        if first == second:
            return False
        if (first, second) not in self._known:
            self._known[first, second] = self._apart(first, second)
        return self._known[first, second]

    def _apart(self, first: str, second: str) -> bool:
        seeing, others = self._graph.seeing(first), self._graph.seeing(second)
        if seeing & others:
            return False
        if any(tuple(sorted((root, each))) in self._roots for root in seeing for each in others):
            return True
        return _branches(first, second) in self._folders and posixpath.dirname(first) != posixpath.dirname(second)

    def together(self, one: str, other: str) -> bool:
        """Whether what is in one file may move to the other: both are listed by the same, or lie in one folder."""
        if normal(one) == normal(other):
            return True
        listed, others = self._graph.listing(one), self._graph.listing(other)
        if listed or others:
            return listed == others
        return posixpath.dirname(normal(one)) == posixpath.dirname(normal(other))


def _branches(one: str, other: str) -> tuple[str, str]:
    """Where the ways to two files part: the folders (or files) below the one that holds both."""
    steps, others = one.split("/"), other.split("/")
    depth = 0
    while depth < min(len(steps), len(others)) - 1 and steps[depth] == others[depth]:
        depth += 1
    first, second = sorted(("/".join(steps[: depth + 1]), "/".join(others[: depth + 1])))
    return first, second
