"""The files of a run by path, each read into documents at most once."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from kgwctl.manifests import Source, read_source
from kgwctl.manifests.discovery import discover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Document

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
CHART = "Chart.yaml"


class Tree:
    """Sources by normalised path, and the folders they are in."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = {normal(source.path): source for source in sources}
        self.order = {path: index for index, path in enumerate(self.sources)}
        self.by_folder: dict[str, list[str]] = {}
        for path in self.sources:
            self.by_folder.setdefault(posixpath.dirname(path), []).append(path)
        self.folders = _with_parents(self.by_folder)
        #: Files that only were read because something names them.
        self.guests: set[str] = set()
        self._tried: set[str] = set()
        self._read: dict[str, tuple[Sequence[Document], Sequence[Finding]]] = {}

    def documents(self, path: str) -> Sequence[Document]:
        """The documents of a file; what cannot be read is left out."""
        return self.read(path)[0]

    def read(self, path: str) -> tuple[Sequence[Document], Sequence[Finding]]:
        """The documents of a file, and what is wrong with the rest of it."""
        if path not in self._read:
            self._read[path] = read_source(self.sources[path])
        return self._read[path]

    def load(self, path: str) -> bool:
        """Whether there is a file, or a folder with a kustomization, at ``path``; one that was not asked for is read.

        What a kustomization names belongs to it wherever it lies.
        """
        if path in self.sources or self.kustomization(path) is not None:
            return True
        if path in self.folders or path in self._tried:
            return False
        self._tried.add(path)
        for found in discover((), (path or os.curdir,)):
            if isinstance(found, Source) and normal(found.path) not in self.sources:
                self.sources[normal(found.path)] = found
                self.guests.add(normal(found.path))
        return path in self.sources or self.kustomization(path) is not None

    def kustomization(self, folder: str) -> str | None:
        """The path of the kustomization in a folder."""
        return next((path for name in KUSTOMIZATIONS if (path := join(folder, name)) in self.sources), None)

    def below(self, folder: str) -> Iterator[str]:
        """The paths of all files below a folder, in load order."""
        prefix = "" if folder == "" else folder + "/"
        return (path for path in self.sources if path.startswith(prefix))


def normal(path: str) -> str:
    """A path with slashes and without detours; that of the working directory is empty."""
    made = posixpath.normpath(path.replace(os.sep, "/"))
    return "" if made == "." else made


def within(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or below it."""
    if folder in ("", "/"):
        return path.startswith(folder)
    return path == folder or path.startswith(folder + "/")


def common_folder(paths: Iterable[str]) -> str:
    """The folder that all files are in; that of the working directory, also where nothing is common."""
    folders = [posixpath.dirname(path) or "." for path in paths]
    try:
        return normal(posixpath.commonpath(folders)) if folders else ""
    except ValueError:
        # Some from the root, some from the working directory.
        return ""


def join(folder: str, name: str) -> str:
    """What ``name`` means in a folder, normalised."""
    return normal(posixpath.join(folder, name))


def _with_parents(folders: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for folder in folders:
        while folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return frozenset(found)
