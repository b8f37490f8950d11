"""The files a run looks at: opened when a migration needs them, edited step by step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from kgwctl.diagnostics import Location, format_path
from kgwctl.manifests.block_reader import BlockReader
from kgwctl.manifests.source_reader import MAX_DEPTH
from kgwctl.migrate.editing.text_file import add_document, edit, open_file, remove_document, verify
from kgwctl.migrate.editing.tree import CannotEdit, parse
from kgwctl.migrate.engine.changes import AddDocument, EditDocument, RemoveDocument, uneditable
from kgwctl.migrate.engine.original_lines import original_lines
from kgwctl.releases.marks import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.manifests import Source
    from kgwctl.migrate.editing.text_file import TextFile
    from kgwctl.migrate.engine.changes import Step
    from kgwctl.releases.fact import Mark

#: Go's template language as Helm charts use it. Templates of other engines (Inja, Jinja) have none of these.
_HELM = re.compile(
    rb"\{\{-?\s*(?:[.$]|/\*|(?:if|else|end|range|with|include|template|define|block|tpl|toYaml|default|quote|"
    rb"required|printf|lookup|fail|nindent|indent)(?=[\s}]))"
)


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
        self._changed: dict[str, bytes] = {}
        self._original: dict[str, tuple[bytes, list[int]]] = {}
        self._kinds: dict[tuple[str, str], dict[str, list[Target]]] = {}
        self._kinds_in: dict[str, list[tuple[str, str]]] = {}

    def mentioning(self, words: Sequence[Mark]) -> list[str]:
        """The paths of files that hold one of ``words``, as they are now. Of a tuple they must hold all."""
        return [
            path
            for path, source in self.sources.items()
            if any(holds(self._changed.get(path, source.data), word) for word in words)
        ]

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
            problem = _template(path, data, words)
            if problem is None:
                try:
                    self._keep(open_file(path, data, self._reader))
                    continue
                except CannotEdit as error:
                    problem = _unread(self.sources[path], _first(path, data, words), error)
            self.refused[path] = problem
            findings.append(problem)
        return findings

    def targets(self, *kinds: tuple[str, str]) -> Iterator[Target]:
        """The objects of opened files that are of one of ``kinds`` (group, kind); all of them without."""
        found = [self._kinds.get(kind, {}) for kind in (kinds or self._kinds)]
        paths = {path for by_path in found for path in by_path}
        for path in sorted(paths, key=self._order.__getitem__):
            targets = [target for by_path in found for target in by_path.get(path, ())]
            yield from sorted(targets, key=lambda target: (target.number, target.item)) if len(targets) > 1 else targets

    def values(self, paths: Iterable[str]) -> Iterator[Target]:
        """The root of every mapping in those of ``paths`` that are open, whether it is an object or not."""
        for path in paths:
            for part in self.files[path].parts if path in self.files else ():
                if isinstance(part.value, dict):
                    yield Target(path, part.number, (), part.value, self.namespace)

    def _keep(self, file: TextFile) -> None:
        """Let ``file`` stand for its path, and find its objects by kind."""
        path = file.path
        for kind in self._kinds_in.pop(path, ()):
            del self._kinds[kind][path]
        self.files[path] = file
        for part in file.parts:
            for target in _objects(path, part.number, part.value, (), self.namespace):
                self._kinds.setdefault((target.group, target.kind), {}).setdefault(path, []).append(target)
        self._kinds_in[path] = [kind for kind, by_path in self._kinds.items() if path in by_path]

    def locate(self, target: Target, path: FieldPath = (), *, key: bool = True) -> Location:
        """Where a field of an object is, as of now; the nearest parent stands in for a missing one."""
        file = self.files[target.file]
        tree = parse(file.part(target.number).text)
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
            return Location(target.file, *file.line_of(target.number, offset))
        return Location(target.file)

    def original(self, location: Location) -> Location:
        """A place in a file as it is now, as a line of the file that the user has."""
        now = self._changed.get(location.file)
        if now is None or not location.line:
            return location
        known = self._original.get(location.file)
        if known is None or known[0] is not now:
            known = self._original[location.file] = (now, original_lines(self.sources[location.file].data, now))
        line = location.line - 1
        return location._replace(line=known[1][line] + 1) if line < len(known[1]) else location

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
        for file in changed.values():
            verify(file)
        return changed

    def apply(self, step: Step) -> None:
        """Make the edits of a step, all of them or, with :class:`CannotEdit`, none."""
        for path, file in self.rehearse(step).items():
            self._keep(file)
            self._changed[path] = file.data

    def edited(self) -> dict[str, bytes]:
        """The new bytes of every file that differs from its source."""
        return {path: data for path, data in self._changed.items() if data != self.sources[path].data}


def _objects(path: str, number: int, value: Any, item: FieldPath, namespace: str) -> Iterator[Target]:
    if not isinstance(value, dict):
        return
    kind = _text(value.get("kind"))
    if kind.endswith("List") and isinstance(value.get("items"), list):
        for index, each in enumerate(value["items"]):
            yield from _objects(path, number, each, (*item, "items", index), namespace)
    elif kind:
        yield Target(path, number, item, value, namespace)


def _first(path: str, data: bytes, words: Sequence[bytes]) -> Location:
    offsets = [offset for offset in (data.find(word) for word in words) if offset >= 0]
    if not offsets:
        return Location(path)
    offset = min(offsets)
    start = data.rfind(b"\n", 0, offset) + 1
    return Location(path, data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1)


def _template(path: str, data: bytes, words: Sequence[bytes]) -> Finding | None:
    if not _HELM.search(data):
        return None
    lines = [
        number
        for number, line in enumerate(data.split(b"\n"), 1)
        if any(word in line for word in words) and not line.lstrip().startswith(b"#")
    ]
    where = ", ".join(map(str, lines)) or "the whole file"
    return uneditable(
        _first(path, data, words),
        f"a Helm template is not edited; look at line {where}",
        hint="Migrate what the template renders (helm template ... | kgwctl migrate -), and carry the changes over.",
    )


def _unread(source: Source, location: Location, error: CannotEdit) -> Finding:
    """Why the file was left alone: what any reader says of broken YAML, else that we cannot edit it."""
    from kgwctl.manifests import read_source
    from kgwctl.manifests.rules import INPUT_RULES

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
