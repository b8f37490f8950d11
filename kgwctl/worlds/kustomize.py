"""What a kustomization builds, understood without kustomize: resources, components, patches, names, namespaces.

Values are those that kustomize would make, as far as kinds that are of interest here can tell; generators make
known names, and what remote bases and plugins add is said to be missing. Each value knows where it was written.
Source: kustomize's reference of ``kustomization.yaml``; the order is that of
``api/internal/target/kusttarget_configplugin.go:transformerTypes``.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import Finding
from kgwctl.manifests import Document, Source, read_source
from kgwctl.objects.external import ExternalObject
from kgwctl.worlds import catalogue as rules
from kgwctl.worlds.model import Built, InlineSource, as_built
from kgwctl.worlds.patching import Origin, PatchError, apply_operations, merge, put
from kgwctl.worlds.tree import Tree, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import FieldPath

#: Fields whose entries are files or folders with objects.
_RESOURCES = ("resources", "bases")
#: What cannot be understood from here, and what to call it.
_PLUGINS = {
    "generators": "generator plugins",
    "transformers": "transformer plugins",
    "helmCharts": "Helm charts",
    "helmChartInflationGenerator": "Helm charts",
}
#: What kustomize itself is asked for, where it is installed.
_BEYOND = ("replacements", "vars", "configurations", "openapi")
_REMOTE = re.compile(r"^[a-z+]+://|^git@|^git::|^(github|gitlab|bitbucket)\.[a-z]+[/:]|\?ref=")


class Build(NamedTuple):
    """What a kustomization makes. ``files`` are all that it reads; ``notes`` say what is missing from it."""

    objects: tuple[Built, ...] = ()
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    external: tuple[ExternalObject, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    #: Fields that only kustomize itself does justice to.
    beyond: frozenset[str] = frozenset()


def is_remote(entry: str) -> bool:
    """Whether an entry of ``resources`` is not in the tree but on the network."""
    return _REMOTE.search(entry) is not None


class Builder:
    """Builds the kustomizations of a tree, each at most once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._built: dict[str, Build] = {}
        self._exact: dict[str, Build] = {}
        self._building: list[str] = []

    def build(self, folder: str) -> Build:
        """What the kustomization in ``folder`` makes; nothing if it leads back to itself."""
        if folder in self._built:
            return self._built[folder]
        path = self.tree.kustomization(folder)
        if path is None or folder in self._building:
            return Build()
        self._building.append(folder)
        documents = self.tree.documents(path)
        made = (
            _Kustomization(self, folder, path, documents[0]).build() if documents else Build(files=frozenset((path,)))
        )
        self._building.pop()
        self._built[folder] = made
        return made

    def exact(self, folder: str) -> Build:
        """The same; by the user's own kustomize, where the kustomization asks for more than is understood here."""
        made = self.build(folder)
        path = self.tree.kustomization(folder)
        if not made.beyond or path is None or any(not one.certain for one in made.external):
            return made
        if folder not in self._exact:
            self._exact[folder] = self._by_kustomize(folder, made, self.tree.documents(path)[0])
        return self._exact[folder]

    def _by_kustomize(self, folder: str, made: Build, document: Document) -> Build:
        from kgwctl.worlds import kustomize_binary

        words = kustomize_binary.command()
        fields = ", ".join(sorted(made.beyond))
        if words is None:
            note = f"{fields} of {folder or '.'} need kustomize or kubectl, and neither is installed"
            return made._replace(notes=(*made.notes, note))
        try:
            objects = kustomize_binary.build(words, folder, made.objects, document)
        except kustomize_binary.KustomizeFailed as error:
            note = f"kustomize does not build {folder or '.'}: {error}"
            return made._replace(notes=(*made.notes, note))
        return made._replace(objects=tuple(objects), findings=())

    def overlay(self, folder: str, document: Document, value: dict[str, Any], objects: Iterable[Built]) -> Build:
        """``objects`` with what ``value``, the fields of a kustomization at the root of ``document``, does to them."""
        made = _Kustomization(self, folder, document.source.path, document)
        made.value = value
        made.objects = list(objects)
        return made.build()


class _Kustomization:
    """The state of building one kustomization."""

    def __init__(self, builder: Builder, folder: str, path: str, document: Document) -> None:
        self.builder = builder
        self.tree = builder.tree
        self.folder = folder
        self.document = document
        self.value = document.value
        self.objects: list[Built] = []
        self.files: set[str] = {path}
        self.folders: set[str] = set()
        self.external: list[ExternalObject] = []
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.beyond = {field for field in _BEYOND if document.value.get(field)}

    def build(self) -> Build:
        """All steps, in kustomize's order."""
        for field in _RESOURCES:
            for place, entry in self._entries(field):
                self._accumulate(place, entry)
        self._generate()
        for place, entry in self._entries("components"):
            self._component(place, entry)
        self._note_plugins()
        for field in ("patchesStrategicMerge", "patches"):
            for place, entry in self._entries(field):
                self._patch(place, entry)
        self._rename()
        for place, entry in self._entries("patchesJson6902"):
            self._patch(place, entry)
        self._claim_others()
        return Build(
            tuple(self.objects),
            frozenset(self.files),
            frozenset(self.folders),
            tuple(self.external),
            tuple(self.findings),
            tuple(dict.fromkeys(self.notes)),
            frozenset(self.beyond),
        )

    def _entries(self, field: str) -> Iterator[tuple[FieldPath, Any]]:
        entries = self.value.get(field)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield (field, index), entry

    def report(self, place: FieldPath, message: str, hint: str = "") -> None:
        """Something in the kustomization that kustomize refuses, too."""
        self.findings.append(
            Finding(
                rule=rules.CANNOT_BUILD.id,
                severity=rules.CANNOT_BUILD.severity,
                message=message,
                hint=hint,
                location=self.document.locate(place),
                subject=f"Kustomization {self.folder or '.'}",
                path=place,
            )
        )

    # Resources.

    def _accumulate(self, place: FieldPath, entry: Any) -> None:
        found = self._find(place, entry)
        if found is None:
            return
        if found in self.tree.sources:
            self.files.add(found)
            self.objects += [as_built(one) for one in self.tree.documents(found) if one.kind]
            return
        self.folders.add(found)
        self._take(self.builder.build(found))

    def _take(self, made: Build) -> None:
        self.objects += made.objects
        self.files |= made.files
        self.folders |= made.folders
        self.external += made.external
        self.findings += made.findings
        self.notes += made.notes
        self.beyond |= made.beyond

    def _find(self, place: FieldPath, entry: Any) -> str | None:
        """The file or folder that an entry names, if it is in the tree; what is not is said."""
        if not isinstance(entry, str):
            return None
        path = join(self.folder, entry)
        if not is_remote(entry) and self.tree.load(path):
            return path
        if is_remote(entry):
            self.notes.append(f"{entry} is not in the tree; what it adds is not known")
            self._may_hold_anything()
        elif not _exists(path):
            self.report(place, f"{entry} does not exist")
        elif path in self.tree.folders:
            self.report(place, f"{entry} has no kustomization")
        return None

    def _may_hold_anything(self) -> None:
        namespace = self.value.get("namespace")
        self.external.append(
            ExternalObject(
                "*", namespace if isinstance(namespace, str) else "*", "*", "a base that is not here", certain=False
            )
        )

    def _component(self, place: FieldPath, entry: Any) -> None:
        found = self._find(place, entry)
        path = self.tree.kustomization(found) if found is not None else None
        if found is None or path is None or found in self.builder._building:
            return
        documents = self.tree.documents(path)
        if not documents:
            return
        self.folders.add(found)
        inner = _Kustomization(self.builder, found, path, documents[0])
        inner.objects = self.objects
        made = inner.build()
        self.objects = []
        self._take(made)

    def _generate(self) -> None:
        """Secrets and ConfigMaps that are generated: with a hash in their names unless that is switched off."""
        options = self.value.get("generatorOptions")
        hashed = not (isinstance(options, dict) and options.get("disableNameSuffixHash") is True)
        for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
            for _place, entry in self._entries(field):
                if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
                    continue
                own = entry.get("options")
                suffix = hashed and not (isinstance(own, dict) and own.get("disableNameSuffixHash") is True)
                # References are followed only where a configuration of names says so.
                name = entry["name"] + ("-*" if suffix and not self.value.get("configurations") else "")
                namespace = entry.get("namespace") or self.value.get("namespace") or "*"
                self.external.append(ExternalObject(kind, str(namespace), name, f"a {field} makes it"))
                for listed in ("files", "envs"):
                    texts = entry.get(listed)
                    self.files |= {
                        join(self.folder, text.rpartition("=")[2])
                        for text in (texts if isinstance(texts, list) else ())
                        if isinstance(text, str)
                    }

    def _note_plugins(self) -> None:
        for field, name in _PLUGINS.items():
            if self.value.get(field):
                self.notes.append(f"{name} of {self.folder or '.'} are not run; what they make is not known")
                self._may_hold_anything()

    # Patches.

    def _patch(self, place: FieldPath, entry: Any) -> None:
        for origin, patch in self._patch_values(place, entry):
            target = entry.get("target") if isinstance(entry, dict) else None
            if isinstance(patch, list):
                self._apply_operations(place, patch, origin, target)
            elif isinstance(patch, dict):
                self._merge(place, patch, origin, target)

    def _patch_values(self, place: FieldPath, entry: Any) -> Iterator[tuple[Origin, Any]]:
        """The patches of an entry: in a file, or written in place."""
        file = entry.get("path") if isinstance(entry, dict) else entry
        text = entry.get("patch") if isinstance(entry, dict) else None
        if isinstance(file, str) and "\n" not in file:
            path = join(self.folder, file)
            if self.tree.load(path):
                self.files.add(path)
                yield from _patches_of(self.tree.sources[path])
            elif not _exists(path):
                self.report(place, f"{file} does not exist")
            return
        inline = text if isinstance(text, str) else file if isinstance(file, str) else None
        if inline is not None:
            at = (*place, "patch") if isinstance(entry, dict) else place
            yield from _patches_of(InlineSource(self.document, at, inline))

    def _merge(self, place: FieldPath, patch: dict[str, Any], origin: Origin, target: Any) -> None:
        wanted = as_built(origin.document)._replace(value=patch)
        kept: list[Built] = []
        met = False
        for one in self.objects:
            chosen = _selected(one, target) if isinstance(target, dict) else _same(one, wanted)
            met = met or chosen
            made = merge(one, _body(patch) if isinstance(target, dict) else patch, origin) if chosen else one
            if made is not None:
                kept.append(made)
        self.objects = kept
        if not met and not isinstance(target, dict) and not self._incomplete():
            self.report(place, f"the patch of {wanted.kind} {wanted.name} meets no object")

    def _apply_operations(self, place: FieldPath, operations: list[Any], origin: Origin, target: Any) -> None:
        made = []
        for one in self.objects:
            if isinstance(target, dict) and _selected(one, target):
                try:
                    one = apply_operations(one, operations, origin)
                except PatchError as error:
                    self.report(place, f"the patch does not fit {one.kind} {one.name}: {error}")
            made.append(one)
        self.objects = made

    def _incomplete(self) -> bool:
        return any(not one.certain for one in self.external)

    # Names, namespaces, labels.

    def _rename(self) -> None:
        self._set_namespace()
        for field in ("namePrefix", "nameSuffix"):
            text = self.value.get(field)
            if isinstance(text, str) and text:
                self.objects = [_renamed(one, field, text) for one in self.objects]
                self.external = [_made_renamed(one, field, text) for one in self.external]
        self._add_metadata()

    def _set_namespace(self) -> None:
        namespace = self.value.get("namespace")
        if isinstance(namespace, str) and namespace:
            place = (self.document, ("namespace",))
            for index, one in enumerate(self.objects):
                # Of a Namespace it is the name.
                path = ("metadata", "name" if one.kind == "Namespace" and not one.group else "namespace")
                if one.metadata.get(path[1]) != namespace:
                    self.objects[index] = put(one, path, namespace, place)
            self.external = [one._replace(namespace=namespace) if one.certain else one for one in self.external]

    def _add_metadata(self) -> None:
        pairs = [("commonLabels", "labels"), ("commonAnnotations", "annotations")]
        found: list[tuple[Any, str, FieldPath]] = [(self.value.get(field), into, (field,)) for field, into in pairs]
        found += [
            (entry.get("pairs"), "labels", (*place, "pairs"))
            for place, entry in self._entries("labels")
            if isinstance(entry, dict)
        ]
        for added, into, place in found:
            for key, text in added.items() if isinstance(added, dict) else ():
                origin = (self.document, (*place, key))
                self.objects = [put(one, ("metadata", into, key), text, origin) for one in self.objects]

    def _claim_others(self) -> None:
        """Files that a kustomization reads for purposes of its own are no manifests of anybody else's."""
        for field in ("configurations", "crds", "transformers", "generators", "validators", "replacements"):
            for _, entry in self._entries(field):
                name = entry.get("path") if isinstance(entry, dict) else entry
                if isinstance(name, str) and "\n" not in name:
                    self.files.add(join(self.folder, name))
        for _, entry in self._entries("helmCharts"):
            if isinstance(entry, dict) and isinstance(entry.get("valuesFile"), str):
                self.files.add(join(self.folder, entry["valuesFile"]))


def _patches_of(source: Source) -> Iterator[tuple[Origin, Any]]:
    """Every patch of a file: objects, and lists of operations."""
    from kgwctl.manifests.reading import ReadingError
    from kgwctl.manifests.splitting import BadSeparator, split
    from kgwctl.manifests.yaml_reader import read_document

    for document in read_source(source)[0]:
        yield Origin(document), document.value
    for chunk in split(source.data, 0, len(source.data)):
        if isinstance(chunk, BadSeparator):
            continue
        try:
            value = read_document(source.data[chunk.start : chunk.end]).value
        except ReadingError:
            continue
        if isinstance(value, list):
            yield Origin(Document.of(source, 0, {}, *chunk)), value


def _body(patch: dict[str, Any]) -> dict[str, Any]:
    """A merge patch with a target may name another object; its own identity does not count."""
    body = {key: member for key, member in patch.items() if key not in ("apiVersion", "kind")}
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        body["metadata"] = {key: one for key, one in metadata.items() if key not in ("name", "namespace")}
    return body


def _same(one: Built, other: Built) -> bool:
    same_namespace = not other.namespace or other.namespace == one.namespace
    return (one.group, one.kind, one.name) == (other.group, other.kind, other.name) and same_namespace


def _selected(one: Built, target: dict[str, Any]) -> bool:
    version = str(one.value.get("apiVersion", "")).rpartition("/")[2]
    for field, given in (
        ("group", one.group),
        ("version", version),
        ("kind", one.kind),
        ("name", one.name),
        ("namespace", one.namespace),
    ):
        wanted = target.get(field)
        if isinstance(wanted, str) and wanted and not _matches(wanted, given):
            return False
    return all(
        _labels_match(target.get(field), one.metadata.get(into))
        for field, into in (("labelSelector", "labels"), ("annotationSelector", "annotations"))
    )


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return False


def _labels_match(selector: Any, labels: Any) -> bool:
    if not isinstance(selector, str) or not selector:
        return True
    labels = labels if isinstance(labels, dict) else {}
    for part in selector.split(","):
        key, equals, wanted = part.partition("!=") if "!=" in part else part.replace("==", "=").partition("=")
        key, wanted = key.strip(), wanted.strip()
        if equals == "!=":
            if labels.get(key) == wanted:
                return False
        elif equals:
            if labels.get(key) != wanted:
                return False
        elif (key.lstrip("!") in labels) == key.startswith("!"):
            return False
    return True


def _renamed(one: Built, field: str, text: str) -> Built:
    name = text + one.name if field == "namePrefix" else one.name + text
    if one.kind in ("Namespace", "CustomResourceDefinition") or not one.name:
        return one
    document, path = one.places.get(("metadata", "name")) or one.places[()]
    path = path if ("metadata", "name") in one.places else (*path, "metadata", "name")
    return put(one, ("metadata", "name"), name, (document, path))


def _made_renamed(one: ExternalObject, field: str, text: str) -> ExternalObject:
    if not one.certain:
        return one
    return one._replace(name=text + one.name if field == "namePrefix" else one.name + text)


def _exists(path: str) -> bool:
    """Whether a file is there that was not read: one of another extension, or hidden."""
    return os.path.exists(path or os.curdir)  # noqa: PTH110 - paths are text here
