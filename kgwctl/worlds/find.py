"""Finding the worlds of a tree: what is applied, by whom, and together with what."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.objects.external import ExternalObject
from kgwctl.worlds import applications
from kgwctl.worlds.applications import Application, applications_of, folder_of, is_application
from kgwctl.worlds.finishing import finish
from kgwctl.worlds.kustomize import Build, Builder
from kgwctl.worlds.model import Built, Found, World, as_built
from kgwctl.worlds.substitution import with_variables
from kgwctl.worlds.tree import CHART, KUSTOMIZATIONS, Tree, common_folder, normal, within
from kgwctl.worlds.variants import variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Source

#: What stands in every manifest; a file in a folder without it is none.
_MANIFEST = (b"apiVersion", b"kind")

#: Where each file is looked at on its own, whatever it refers to may be in another one.
_OTHER_FILES = ExternalObject("*", "*", "*", "it may be in another file")

_FORGOTTEN = "(files that nobody applies)"


class Wanted(NamedTuple):
    """What the user says of worlds: ``globs`` of folders, one world a match, and ``external`` objects."""

    globs: Sequence[str] = ()
    external: Sequence[ExternalObject] = ()
    per_file: bool = False


class _Unit(NamedTuple):
    """Something that is applied as a whole: a kustomization, a folder, or files that nothing names."""

    folder: str
    why: str
    files: tuple[str, ...] = ()
    kustomized: bool = False
    #: Kustomizations in the folder that are applied with it.
    nested: tuple[str, ...] = ()


def find_worlds(sources: Sequence[Source], wanted: Wanted = Wanted()) -> Found:  # noqa: B008 - immutable
    """The worlds of ``sources``, in order of name. Without folders there is one, of all of them."""
    if wanted.per_file or all(source.named for source in sources):
        external = (*wanted.external, *([_OTHER_FILES] if wanted.per_file else []))
        return Found((finish(World("", "what was named", tuple(sources)), {}, external),))
    finder = _Finder(sources, wanted)
    return finder.find()


class _Finder:
    """The state of finding."""

    def __init__(self, sources: Sequence[Source], wanted: Wanted) -> None:
        self.tree = Tree(sources)
        self.given = tuple(self.tree.sources)
        self.wanted = wanted
        self.builder = Builder(self.tree)
        self.roots = _roots(self.given)
        self.charts = tuple(posixpath.dirname(path) for path in self.given if posixpath.basename(path) == CHART)
        self.passed_over: list[str] = []

    def find(self) -> Found:
        """All worlds."""
        folders = [folder for folder in self.tree.by_folder if self.tree.kustomization(folder) is not None]
        builds = {folder: self.builder.build(folder) for folder in folders}
        claimed = {path for build in builds.values() for path in build.files}
        included = {folder for build in builds.values() for folder in build.folders}
        loose = [path for path in self.given if path not in claimed and self._is_loose(path)]
        units = [
            _Unit(folder, "a kustomization that no other includes", kustomized=True)
            for folder in folders
            if folder not in included and not self._is_component(folder)
        ]
        left = [path for path in loose if self.tree.kustomization(posixpath.dirname(path)) is None]
        units = self._wanted_units(left) if self.wanted.globs else [*units, *self._loose_units(left)]
        worlds = [world for unit in self._top(units) for world in self._worlds_of(unit, left)]
        worlds += self._forgotten([path for path in loose if path not in set(left)])
        named = sorted(worlds, key=lambda one: one.name)
        return Found(tuple(named), tuple(self.passed_over), tuple(self._chart_notes()))

    def _forgotten(self, paths: Sequence[str]) -> list[World]:
        """Files beside a kustomization that does not name them: nobody applies them, so nothing is missing."""
        if not paths or self.wanted.globs:
            return []
        sources = tuple(self.tree.sources[path] for path in paths)
        external = ExternalObject("*", "*", "*", "nobody applies the file")
        return [finish(World(_FORGOTTEN, "kustomizations beside them do not name them", sources), {}, (external,))]

    def _is_component(self, folder: str) -> bool:
        path = self.tree.kustomization(folder)
        documents = self.tree.documents(path) if path is not None else ()
        return any(one.kind == "Component" for one in documents)

    def _is_loose(self, path: str) -> bool:
        """Whether a file may hold manifests that nothing names."""
        if posixpath.basename(path) in KUSTOMIZATIONS or any(within(path, chart) for chart in self.charts):
            return False
        source = self.tree.sources[path]
        if not source.named and not all(word in source.data for word in _MANIFEST):
            self.passed_over.append(source.path)
            return False
        return True

    def _chart_notes(self) -> Iterator[str]:
        for chart in self.charts:
            if not any(within(chart, other) for other in self.charts if other != chart):
                name = chart or "."
                yield f"{name} is a Helm chart, which was not rendered: helm template {name} | kgwctl validate -"

    # Units.

    def _loose_units(self, loose: Sequence[str]) -> list[_Unit]:
        """Files that nothing names: those beside objects that apply something belong to one cluster each."""
        holders = {posixpath.dirname(path) for path in loose if self._may_apply(path)}
        tops = [folder for folder in holders if not any(within(folder, other) for other in holders - {folder})]
        units = []
        left = list(loose)
        for top in sorted(tops):
            files = tuple(path for path in left if within(path, top))
            left = [path for path in left if not within(path, top)]
            units.append(_Unit(top, "it applies other folders", files))
        for folder, files in variants(self.tree, left):
            units.append(_Unit(folder, "files that nothing else names", files))
        return units

    def _may_apply(self, path: str) -> bool:
        return self._is_marked(path) and any(is_application(as_built(one)) for one in self.tree.documents(path))

    def _wanted_units(self, loose: Sequence[str]) -> list[_Unit]:
        from fnmatch import fnmatchcase

        units = []
        for folder in sorted(self.tree.folders):
            if any(fnmatchcase(folder, normal(glob)) for glob in self.wanted.globs):
                kustomized = self.tree.kustomization(folder) is not None
                files = () if kustomized else tuple(path for path in loose if within(path, folder))
                units.append(_Unit(folder, "the configuration names it", files, kustomized))
        return units

    def _top(self, units: list[_Unit]) -> list[_Unit]:
        """The units that no other applies."""
        if self.wanted.globs:
            return units
        applied = {unit: self._applied_folders(unit) for unit in units}
        holders = {unit.folder: unit for unit in units if not unit.kustomized}
        inside = {unit: holder for unit in units if (holder := _holder_of(unit, applied[unit], holders)) is not None}
        tops = []
        for unit in units:
            others = (folders for other, folders in applied.items() if other != unit and inside.get(other) != unit)
            if unit not in inside and not any(within(unit.folder, one) for folders in others for one in folders):
                nested = tuple(other.folder for other, holder in inside.items() if holder == unit)
                tops.append(unit._replace(nested=nested))
        return tops

    def _applied_folders(self, unit: _Unit) -> set[str]:
        objects, _ = self._objects_of(unit)
        reached: set[str] = set()
        for application in self._applications(objects):
            folder = folder_of(application, self.tree, self.roots)
            if folder is not None:
                reached |= {folder, *self.builder.build(folder).folders}
        return reached

    def _objects_of(self, unit: _Unit) -> tuple[list[Built], Build]:
        if unit.kustomized:
            build = self.builder.exact(unit.folder)
            return list(build.objects), build
        read = (path for path in unit.files if self._is_marked(path))
        objects = [as_built(one) for path in read for one in self.tree.documents(path)]
        return objects, Build()

    def _is_marked(self, path: str) -> bool:
        """Whether a file can hold something that applies other folders, told without parsing it."""
        data = self.tree.sources[path].data
        return any(mark in data for mark in applications.MARKS)

    def _applications(self, objects: Iterable[Built]) -> list[Application]:
        return [made for one in objects if is_application(one) for made in applications_of(one, self.tree)]

    # Worlds.

    def _worlds_of(self, unit: _Unit, loose: Sequence[str]) -> Iterator[World]:
        """The world of a unit and of all that it applies, and those of other clusters that it applies to."""
        _, build = self._objects_of(unit)
        parts: dict[str, _Part] = {"": _Part(list(unit.files), list(build.objects), build)}
        self._expand(parts, unit, loose)
        for destination, part in parts.items():
            name = unit.folder or "."
            world = World(
                f"{name} -> {destination}" if destination else name,
                f"applied from {name} to {destination}" if destination else unit.why,
                tuple(self.tree.sources[path] for path in dict.fromkeys(part.files)),
                part.namespace,
                tuple(part.external),
                tuple(part.findings),
                tuple(dict.fromkeys(part.notes)),
            )
            yield finish(world, {id(one): one for one in part.objects}, self.wanted.external)

    def _expand(self, parts: dict[str, _Part], unit: _Unit, loose: Sequence[str]) -> None:
        seen: set[tuple[str, str, str]] = set()
        objects, _ = self._objects_of(unit)
        waiting = [("", made) for made in self._applications(objects)]
        while waiting:
            inherited, application = waiting.pop(0)
            folder = folder_of(application, self.tree, self.roots)
            destination = application.destination or inherited
            if folder is None or (folder, destination, application.label) in seen:
                continue
            seen.add((folder, destination, application.label))
            if not unit.kustomized and folder == unit.folder and not application.overlay:
                continue
            part = parts.setdefault(destination, _Part([], [], Build()))
            made = self._apply(application, folder, loose, part)
            waiting += [(destination, each) for each in self._applications(made)]

    def _apply(self, application: Application, folder: str, loose: Sequence[str], part: _Part) -> list[Built]:
        """Add to ``part`` what an application makes of a folder; returns the objects."""
        builds = self._builds(folder, loose, recursive=application.recursive)
        objects = [one for build in builds for one in build.objects]
        for build in builds:
            part.take(build)
        document, path = application.by.places[()]
        if application.overlay:
            owner = document.at_item((*path, *application.at))
            made = self.builder.overlay(folder, owner, dict(application.overlay), objects)
            objects = list(made.objects)
            part.take(made)
        if application.namespace:
            objects = [_in_namespace(one, application.namespace, application) for one in objects]
        if application.substitution is not None:
            objects = with_variables(objects, application, part.objects)
        taken = {path for build in builds for path in build.files}
        part.files = [path for path in part.files if path not in taken]
        known = {(one.group, one.kind, one.namespace, one.name, one.file) for one in part.objects}
        part.objects += [
            one for one in objects if (one.group, one.kind, one.namespace, one.name, one.file) not in known
        ]
        return objects

    def _builds(self, folder: str, loose: Sequence[str], *, recursive: bool) -> list[Build]:
        if self.tree.kustomization(folder) is not None:
            return [self.builder.exact(folder)]
        here = [path for path in loose if within(path, folder)]
        if not recursive:
            here = [path for path in here if posixpath.dirname(path) == folder]
            nested: list[str] = []
        else:
            kustomized = [one for one in self.tree.by_folder if self.tree.kustomization(one) and within(one, folder)]
            nested = [one for one in kustomized if not any(within(one, other) for other in kustomized if other != one)]
            nested = [one for one in nested if not self._is_component(one)]
            here = [path for path in here if not any(within(path, one) for one in nested)]
        objects = tuple(as_built(one) for path in here for one in self.tree.documents(path) if one.kind)
        return [Build(objects, frozenset(here)), *(self.builder.exact(one) for one in nested)]


def _holder_of(unit: _Unit, applied: set[str], holders: dict[str, _Unit]) -> _Unit | None:
    """Flux puts what applies a cluster's folder into a kustomization in that very folder: the unit of the folder."""
    if not unit.kustomized:
        return None
    found = (holders[one] for one in applied if one in holders and one != unit.folder)
    return next((holder for holder in found if within(unit.folder, holder.folder)), None)


class _Part:
    """What one cluster gets."""

    def __init__(self, files: list[str], objects: list[Built], build: Build) -> None:
        self.files = files
        self.objects = objects
        self.namespace = ""
        self.external: list[ExternalObject] = list(build.external)
        self.findings: list[Finding] = list(build.findings)
        self.notes: list[str] = list(build.notes)

    def take(self, build: Build) -> None:
        """Add what is said about a build."""
        self.external += build.external
        self.findings += build.findings
        self.notes += build.notes


def _in_namespace(one: Built, namespace: str, application: Application) -> Built:
    """Argo CD puts objects that name no namespace into that of the destination."""
    from kgwctl.worlds.patching import put

    if one.namespace or one.kind == "Namespace":
        return one
    document, path = application.by.places[()]
    return put(one, ("metadata", "namespace"), namespace, (document, (*path, "spec", "destination", "namespace")))


def _roots(paths: Sequence[str]) -> tuple[str, ...]:
    """What paths in the tree may be relative to: the repository, the working directory, and every folder above."""
    first = common_folder(paths)
    found = [""]
    folder = first
    while folder:
        found.append(folder)
        above = posixpath.dirname(folder)
        # Nothing is above the root of an absolute path.
        folder = above if above != folder else ""
    repository = _repository(first)
    return tuple(dict.fromkeys([*([repository] if repository is not None else []), *reversed(found)]))


def _repository(folder: str) -> str | None:
    """The nearest folder from ``folder`` upward that holds ``.git``, relative as paths are."""
    here = os.path.abspath(folder or os.curdir)  # noqa: PTH100 - paths are text here
    while not os.path.exists(os.path.join(here, ".git")):  # noqa: PTH110, PTH118
        parent = os.path.dirname(here)  # noqa: PTH120
        if parent == here:
            return None
        here = parent
    return normal(os.path.relpath(here) if not folder.startswith("/") else here)
