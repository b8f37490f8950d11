"""The files a run looks at: opened when a migration needs them, edited step by step."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from kgwctl.diagnostics import Location, format_path
from kgwctl.manifests.block_reader import BlockReader
from kgwctl.manifests.source_reader import MAX_DEPTH
from kgwctl.migrate.editing.text_file import add_document, edit, open_file, remove_document, verify, verify_documents
from kgwctl.migrate.editing.tree import CannotEdit, parse
from kgwctl.migrate.engine.changes import AddDocument, EditDocument, RemoveDocument, uneditable
from kgwctl.migrate.engine.helm_templates import HELM, first_mention, is_template, template_finding
from kgwctl.migrate.engine.original_lines import OriginalPlaces
from kgwctl.releases.marks import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.manifests import Source
    from kgwctl.migrate.editing.text_file import TextFile
    from kgwctl.migrate.engine.changes import Step
    from kgwctl.releases.fact import Mark


#: Which object: its file, the number of its document, and its path in a list of objects.
Place = tuple[str, int, "FieldPath"]


class Target(NamedTuple):
    """An object in a file: the number of its document and, inside a list of objects, its path there.

    ``default_namespace`` is where it is if it names none.
    """

    file: str
    number: int
    item: FieldPath
    value: dict[str, Any]
    default_namespace: str = "default"

    @property
    def place(self) -> Place:
        """Which object it is, whatever has become of it."""
        return (self.file, self.number, self.item)

    @property
    def kind(self) -> str:
        """The kind, empty if it has none."""
        return _text(self.value.get("kind"))

    @property
    def group(self) -> str:
        """The API group, empty for core kinds."""
        return _text(self.value.get("apiVersion")).rpartition("/")[0]

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata, empty if there is none."""
        found = self.value.get("metadata")
        return found if isinstance(found, dict) else {}

    @property
    def name(self) -> str:
        """The name, empty if it has none."""
        return _text(self.metadata.get("name"))

    @property
    def namespace(self) -> str:
        """The namespace, the default one if it names none."""
        return _text(self.metadata.get("namespace")) or self.default_namespace

    @property
    def spec(self) -> dict[str, Any]:
        """The spec, empty if there is none."""
        found = self.value.get("spec")
        return found if isinstance(found, dict) else {}

    @property
    def label(self) -> str:
        """Kind, namespace and name, for people."""
        return f"{self.kind} {self.namespace}/{self.name}"

    def at(self, *path: str | int) -> FieldPath:
        """A path in the object as a path in its document."""
        return (*self.item, *path)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


class Workspace:
    """All sources of a run. Files are values, so a step that fails leaves no trace."""

    def __init__(self, sources: Iterable[Source], namespace: str = "default") -> None:
        self.sources = {source.path: source for source in sources}
        self.namespace = namespace
        self.files: dict[str, TextFile] = {}
        self.refused: dict[str, Finding] = {}
        self._reader = BlockReader(MAX_DEPTH)
        self._order = {path: index for index, path in enumerate(self.sources)}
        self._edited: set[str] = set()
        self._original: dict[str, OriginalPlaces] = {}
        self._kinds: dict[tuple[str, str], dict[str, dict[int, list[Target]]]] = {}
        self._by_normal_path: dict[str, str] = {}

    def mentioning(self, words: Sequence[Mark]) -> list[str]:
        """The paths of files that hold one of ``words``, as they are now. Of a tuple they must hold all."""
        return [
            path
            for path, source in self.sources.items()
            if any(holds(self._data(path, source), word) for word in words)
        ]

    def _data(self, path: str, source: Source) -> bytes:
        return self.files[path].data if path in self._edited else source.data

    def source_named(self, path: str) -> str | None:
        """The source of a normalised path."""
        if not self._by_normal_path:
            for each in self.sources:
                self._by_normal_path.setdefault(posixpath.normpath(each.replace("\\", "/")), each)
        return self._by_normal_path.get(path)

    def open(self, paths: Iterable[str], triggers: Sequence[Mark] = ()) -> list[Finding]:
        """Open files; returns why some cannot be. ``triggers`` made them interesting."""
        findings = []
        words = [
            word
            for trigger in triggers
            for word in (trigger if isinstance(trigger, tuple) else (trigger,))
            if isinstance(word, bytes)
        ]
        for path in paths:
            if path in self.files or path in self.refused:
                continue
            data = self.sources[path].data
            try:
                file = open_file(path, data, self._reader)
                if not is_template(file):
                    self._keep(file)
                    continue
                problem = template_finding(path, data, words)
            except CannotEdit as error:
                if HELM.search(data):
                    problem = template_finding(path, data, words)
                else:
                    problem = _unread(self.sources[path], first_mention(path, data, words), error)
            self.refused[path] = problem
            findings.append(problem)
        return findings

    def targets(self, *kinds: tuple[str, str]) -> Iterator[Target]:
        """The objects of opened files that are of one of ``kinds`` (group, kind); all of them without."""
        found = [self._kinds.get(kind, {}) for kind in (kinds or self._kinds)]
        paths = {path for by_path in found for path in by_path}
        for path in sorted(paths, key=self._order.__getitem__):
            targets = [target for by_path in found for some in by_path.get(path, {}).values() for target in some]
            yield from sorted(targets, key=lambda target: (target.number, target.item)) if len(targets) > 1 else targets

    def values(self, paths: Iterable[str]) -> Iterator[Target]:
        """The root of every mapping in those of ``paths`` that are open, whether it is an object or not."""
        for path in paths:
            for part in self.files[path].parts if path in self.files else ():
                if isinstance(part.value, dict):
                    yield Target(path, part.number, (), part.value, self.namespace)

    def _keep(self, file: TextFile, numbers: Iterable[int] | None = None) -> None:
        """Let ``file`` stand for its path, and find the objects of the documents ``numbers`` (of all) by kind."""
        path = file.path
        before = self.files.get(path)
        self.files[path] = file
        if before is None:
            self._original[path] = OriginalPlaces(file)
        for number in file.places if numbers is None else numbers:
            if before is not None and number in before.places:
                for target in _objects(path, number, before.part(number).value, (), self.namespace):
                    self._kinds[target.group, target.kind].get(path, {}).pop(number, None)
            if number in file.places:
                for target in _objects(path, number, file.part(number).value, (), self.namespace):
                    by_path = self._kinds.setdefault((target.group, target.kind), {})
                    by_path.setdefault(path, {}).setdefault(number, []).append(target)

    def locate(self, target: Target, path: FieldPath = (), *, key: bool = True) -> Location:
        """Where a field of an object is in the file that the user has; the nearest parent stands in for a missing
        one, and for a line that was edited the one that stood there."""
        try:
            tree = parse(self.files[target.file].part(target.number).text)
        except CannotEdit:
            return Location(target.file)
        full = (*target.item, *path)
        for length in range(len(full), -1, -1):
            node = tree.find(full[:length])
            if node is None:
                continue
            offset = node.start
            if key and length and isinstance(full[length - 1], str):
                parent = tree.find(full[: length - 1])
                pair = parent.resolved.pair(str(full[length - 1])) if parent is not None else None
                offset = pair[0].start if pair is not None else offset
            return self.place(target.file, target.number, offset)
        return Location(target.file)

    def place(self, path: str, number: int, offset: int) -> Location:
        """An offset in a document as it is now, as a place in the file that the user has."""
        file = self.files[path]
        text = file.part(number).text
        line = self._original[path].line(file, number, offset)
        return Location(path, line + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)

    def current(self, target: Target) -> Target:
        """The object as it is now. Raises :class:`CannotEdit` if it is gone."""
        value = self.files[target.file].part(target.number).value
        try:
            for step in target.item:
                value = value[step]
        except (LookupError, TypeError):
            raise CannotEdit(f"{target.label} is gone") from None
        return target._replace(value=value)

    def rehearse(self, step: Step) -> dict[str, TextFile]:
        """The files a step would change. Raises :class:`CannotEdit` if an edit cannot be made."""
        changed: dict[str, TextFile] = {}
        for each in step.edits:
            file = changed.get(each.file) or self.files[each.file]
            if isinstance(each, EditDocument):
                changed[each.file] = edit(file, each.number, each.ops)
            elif isinstance(each, RemoveDocument):
                changed[each.file] = remove_document(file, each.number, each.note)
            else:
                assert isinstance(each, AddDocument)
                changed[each.file] = add_document(file, each.after, each.value)
        for path, file in changed.items():
            verify_documents(file, self._touched(step, path, file))
        return changed

    def _touched(self, step: Step, path: str, file: TextFile) -> set[int]:
        """The documents of a file that a step edits, adds or removes."""
        numbers = {
            each.after if isinstance(each, AddDocument) else each.number for each in step.edits if each.file == path
        }
        before = self.files[path].places
        return numbers if len(before) == len(file.places) else numbers | (file.places.keys() - before.keys())

    def apply(self, step: Step) -> None:
        """Make the edits of a step, all of them or, with :class:`CannotEdit`, none."""
        for path, file in self.rehearse(step).items():
            self._keep(file, self._touched(step, path, file))
            self._edited.add(path)

    def edited(self) -> dict[str, bytes]:
        """The new bytes of every file that differs from its source.

        Raises :class:`CannotEdit` if a file, as a whole, would not read back as meant.
        """
        found = {}
        for path in self._edited:
            data = self.files[path].data
            if data != self.sources[path].data:
                verify(self.files[path])
                found[path] = data
        return found


def _objects(path: str, number: int, value: Any, item: FieldPath, namespace: str) -> Iterator[Target]:
    if not isinstance(value, dict):
        return
    kind = _text(value.get("kind"))
    if kind.endswith("List") and isinstance(value.get("items"), list):
        for index, each in enumerate(value["items"]):
            yield from _objects(path, number, each, (*item, "items", index), namespace)
    elif kind:
        yield Target(path, number, item, value, namespace)


def _unread(source: Source, location: Location, error: CannotEdit) -> Finding:
    """Why the file was left alone: what any reader says of broken YAML, else that we cannot edit it."""
    from kgwctl.manifests import read_source
    from kgwctl.manifests.catalogue import INPUT_RULES

    found = uneditable(location, f"{source.path} cannot be read: {error}")
    broken = next((finding for finding in read_source(source)[1] if finding.rule in INPUT_RULES), None)
    return found if broken is None else replace(found, rule=broken.rule, severity=broken.severity)


def describe(path: FieldPath) -> str:
    """A field path in Kubernetes' notation; keys with dots in brackets."""
    if not any(isinstance(step, str) and ("." in step or "/" in step) for step in path):
        return format_path(path)
    text = ""
    for step in path:
        if isinstance(step, str) and ("." in step or "/" in step):
            text += f'["{step}"]'
        else:
            text += format_path((step,)) if isinstance(step, int) or not text else f".{step}"
    return text
