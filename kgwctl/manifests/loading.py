"""Sources to documents: every object of every input, and a finding for whatever could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import FieldPath, Finding, Location, Rule
from kgwctl.manifests import rules
from kgwctl.manifests.document import Document, Source
from kgwctl.manifests.json_reader import JsonObject, looks_like_json, read_json
from kgwctl.manifests.reading import Duplicate, Reading, ReadingError
from kgwctl.manifests.splitting import BadSeparator, Chunk, split

if TYPE_CHECKING:
    from typing import BinaryIO

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: A zero byte this early makes a file binary; later it only breaks the document it is in.
_BINARY_PROBE = 8192
_TEMPLATE = re.compile(rb"^[^#'\"\n]*(\{[{%])", re.MULTILINE)
#: Most characters of the user's text in a message.
_EXCERPT = 40

#: No kind of any API nests this deep. Kubernetes' parser stops at 10,000; what comes after reading may recurse.
MAX_DEPTH = 250


class Loaded(NamedTuple):
    """All objects of a run in load order, what could not be read, and the inputs themselves."""

    documents: list[Document]
    findings: list[Finding]
    sources: list[Source]


def load(
    paths: Iterable[str], files: Iterable[str] = (), recursive: bool = False, stdin: BinaryIO | None = None
) -> Loaded:
    """Read every input: first ``paths``, then ``files``, each in the order given.

    A folder is entered whole when it is one of ``paths``, and when it is one of ``files`` only with
    ``recursive``; without, its own files are read. ``-`` is ``stdin`` (default: standard input).
    """
    from kgwctl.manifests.discovery import discover

    documents: list[Document] = []
    findings: list[Finding] = []
    sources: list[Source] = []
    for found in discover(paths, files, recursive=recursive, stdin=stdin):
        if isinstance(found, Finding):
            findings.append(found)
            continue
        sources.append(found)
        read, problems = read_source(found, len(documents))
        documents += read
        findings += problems
    return Loaded(documents, findings, sources)


def read_source(source: Source, first_index: int = 0) -> tuple[list[Document], list[Finding]]:
    """The objects of one source, numbered from ``first_index``, and what is wrong with the rest of it."""
    reader = _SourceReader(source, first_index)
    reader.read()
    return reader.documents, reader.findings


class _SourceReader:
    """The state of reading one source."""

    def __init__(self, source: Source, first_index: int) -> None:
        self.source = source
        self.first_index = first_index
        self.documents: list[Document] = []
        self.findings: list[Finding] = []

    def read(self) -> None:
        data = self.source.data
        problem = _not_text(data)
        if problem:
            self.findings.append(_finding(rules.UNREADABLE, problem, Location(self.source.path)))
            return
        start = len(_BOM) if data.startswith(_BOM) else 0
        if looks_like_json(data[start:]):
            start = self.read_json_stream(start)
        for part in split(data, start):
            if isinstance(part, BadSeparator):
                message = f"a separator may be followed by a comment only, not by {_excerpt(part.text)}"
                self.report(rules.NOT_YAML, message, part.offset)
            else:
                self.read_yaml(part)

    def read_json_stream(self, start: int) -> int:
        """Read JSON objects as far as they go; returns where YAML takes over."""
        count = 0
        end = start
        for found in read_json(self.source.data[start:]):
            if isinstance(found, JsonObject):
                end = start + found.end
                self.add_json(found, start)
                count += 1
            elif count > 1:
                self.report(rules.NOT_YAML, f"not JSON: {found.message}", start + found.offset)
                separator = self.source.data.find(b"\n---", start + found.offset)
                return len(self.source.data) if separator == -1 else separator + 1
            else:
                return _skip_blank_line(self.source.data, end)
        return len(self.source.data)

    def add_json(self, found: JsonObject, offset: int) -> None:
        chunk = Chunk(offset + found.start, offset + found.end)
        if _depth(found.value) > MAX_DEPTH:
            self.report(rules.RUNAWAY, f"nested more than {MAX_DEPTH} levels deep", chunk.start)
            return
        if found.repeated:
            self.report_repeated(chunk)
        self.add(found.value, chunk, ())

    def report_repeated(self, chunk: Chunk) -> None:
        """Report the keys that a JSON document has twice; the YAML reader tells where."""
        from kgwctl.manifests.yaml_reader import read_document

        text = self.source.data[chunk.start : chunk.end]
        try:
            duplicates = read_document(text).duplicates
        except ReadingError:
            self.report(rules.DUPLICATE_KEY, "a key comes twice in one object", chunk.start)
            return
        for duplicate in duplicates:
            self.report_duplicate(duplicate, chunk.start + _byte_offset(text, duplicate.at))

    def read_yaml(self, chunk: Chunk) -> None:
        start, end = chunk
        data = self.source.data
        if data.startswith(_BOM, start):
            start += len(_BOM)
        text = data[start:end]
        try:
            reading = _read_document(text)
        except ReadingError as error:
            self.report_unreadable(error, text, start)
            return
        for duplicate in reading.duplicates:
            self.report_duplicate(duplicate, start + _byte_offset(text, duplicate.at))
        if reading.end is not None:
            self.check_rest(text, _byte_offset(text, reading.end), start)
        if reading.value is not None:
            self.add(reading.value, Chunk(start, end), ())

    def add(self, value: Any, chunk: Chunk, item: FieldPath) -> None:
        """Take a value as an object, or as a list of objects."""
        index = self.first_index + len(self.documents)
        if value.__class__ is not dict:
            what = "a list" if isinstance(value, list) else "nothing" if value is None else "a single value"
            where = "an item of a list" if item else "a document"
            at = Document.of(self.source, index, {}, *chunk, item).locate(())
            message = f"{where} must be an object with apiVersion and kind, not {what}"
            self.findings.append(_finding(rules.NOT_A_MAPPING, message, at))
            return
        kind, items = value.get("kind"), value.get("items")
        if kind.__class__ is str and kind.endswith("List") and items.__class__ is list:
            for number, each in enumerate(items):
                self.add(_complete_item(each, value), chunk, (*item, "items", number))
        else:
            self.documents.append(Document.of(self.source, index, value, *chunk, item))

    def check_rest(self, text: bytes, end: int, start: int) -> None:
        """Report text that follows the end of the document, as Kubernetes does not read it."""
        position = end
        for line in text[end:].splitlines(keepends=True):
            words = line.strip()
            if words not in (b"", b"...") and not words.startswith(b"#"):
                place = start + position + len(line) - len(line.lstrip())
                self.report(rules.IGNORED_TEXT, f"{_excerpt(words.decode('utf-8', 'replace'))} is not read", place)
                return
            position += len(line)

    def report_unreadable(self, error: ReadingError, text: bytes, start: int) -> None:
        offset = error.byte if error.byte is not None else _byte_offset(text, error.at or 0)
        if error.reason == "syntax":
            brace = _template_at(text)
            if brace is not None:
                message = "this looks like a template; render it first"
                self.report(rules.TEMPLATE, message, start + brace, "for a chart: helm template CHART | kgwctl ... -")
                return
        rule = rules.NOT_YAML if error.reason == "syntax" else rules.RUNAWAY
        self.report(rule, error.message, start + min(offset, len(text)))

    def report_duplicate(self, duplicate: Duplicate, offset: int) -> None:
        name = _excerpt(duplicate.key)
        if duplicate.clash == "merge":
            self.report(rules.MERGED_KEY, f"{name} is set here and merged by <<; the later one wins", offset)
        elif duplicate.clash == "type":
            self.report(rules.DUPLICATE_KEY, f"{name} comes twice, as different types: either may win", offset)
        else:
            self.report(rules.DUPLICATE_KEY, f"{name} comes twice in one mapping; the first value is lost", offset)

    def report(self, rule: Rule, message: str, offset: int, hint: str = "") -> None:
        self.findings.append(_finding(rule, message, self.source.at(offset), hint))


def _finding(rule: Rule, message: str, location: Location, hint: str = "") -> Finding:
    return Finding(rule=rule.id, severity=rule.severity, message=message, location=location, hint=hint)


def _read_document(text: bytes) -> Reading:
    from kgwctl.manifests.yaml_reader import read_document

    return read_document(text, MAX_DEPTH)


def _not_text(data: bytes) -> str:
    """Why ``data`` cannot be text in UTF-8, or nothing."""
    if data.startswith(_UTF16):
        return "text in UTF-16; Kubernetes reads UTF-8"
    if b"\0" in data[:_BINARY_PROBE]:
        return "binary data, not a manifest"
    return ""


def _complete_item(item: Any, wrapper: dict[str, Any]) -> Any:
    """An item of a typed list (``SecretList``) may leave out its kind and apiVersion: they follow from the list's."""
    kind = wrapper["kind"][: -len("List")]
    if kind and item.__class__ is dict and "kind" not in item and "apiVersion" not in item:
        return {"apiVersion": wrapper.get("apiVersion"), "kind": kind, **item}
    return item


def _depth(value: Any) -> int:
    """How deep collections nest; a value that is none has depth 0."""
    depth = 0
    level = [value]
    while level := [each for each in level if each.__class__ is dict or each.__class__ is list]:
        depth += 1
        level = [inner for each in level for inner in (each.values() if each.__class__ is dict else each)]
    return depth


def _byte_offset(text: bytes, index: int) -> int:
    """The byte at which the character of that index starts."""
    if text.isascii():
        return index
    return len(text.decode("utf-8", "replace")[:index].encode("utf-8"))


def _skip_blank_line(data: bytes, offset: int) -> int:
    """Past white space, up to and including the first line break."""
    while offset < len(data) and data[offset : offset + 1].isspace():
        offset += 1
        if data[offset - 1 : offset] == b"\n":
            break
    return offset


def _template_at(text: bytes) -> int | None:
    match = _TEMPLATE.search(text)
    return None if match is None else match.start(1)


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= _EXCERPT else text[:_EXCERPT] + "...")
