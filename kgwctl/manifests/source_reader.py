"""One source to its documents: JSON first, YAML where that ends, lists taken apart."""

from __future__ import annotations

from typing import Any

from kgwctl.diagnostics import FieldPath, Finding
from kgwctl.manifests.block_reader import BlockReader, Unread
from kgwctl.manifests.document import Document, Source
from kgwctl.manifests.offsets import BOM
from kgwctl.manifests.reading import ReadingError
from kgwctl.manifests.splitting import BadSeparator, Chunk, looks_like_json, split
from kgwctl.manifests.yaml_errors import Complaints

#: No kind of any API nests this deep. Kubernetes' parser stops at 10,000; what comes after reading may recurse.
MAX_DEPTH = 250


class SourceReader:
    """The state of reading one source. A document that cannot be read does not keep the others from it."""

    def __init__(self, source: Source, first_index: int, blocks: BlockReader) -> None:
        self._source = source
        self._blocks = blocks
        self._first_index = first_index
        self._documents: list[Document] = []
        self._complaints = Complaints(source)

    def read(self, part: Chunk | None = None) -> tuple[list[Document], list[Finding]]:
        """All objects of the source, and what is wrong with the rest of it.

        With ``part`` those of one of the parts that :func:`~kgwctl.manifests.splitting.parts` makes.
        """
        data = self._source.data
        if part is not None and part.start:
            self._read_stream(*part)
        elif not self._complaints.not_text():
            start = len(BOM) if data.startswith(BOM) else 0
            if looks_like_json(data, start):
                start = self._read_json_stream(start)
            self._read_stream(start, len(data) if part is None else part.end)
        return self._documents, self._complaints.findings

    def _read_stream(self, start: int, end: int) -> None:
        for chunk in split(self._source.data, start, end):
            if isinstance(chunk, BadSeparator):
                self._complaints.bad_separator(chunk)
            else:
                self._read_yaml(chunk)

    def _read_json_stream(self, start: int) -> int:
        """Read JSON objects as far as they go; returns where YAML takes over.

        As in Kubernetes, whatever follows a first or second object may still turn out to be YAML; an
        error further on is an error.
        """
        from kgwctl.manifests.json_reader import JsonObject, read_json

        data = self._source.data
        count, end = 0, start
        for found in read_json(data[start:]):
            if isinstance(found, JsonObject):
                end = start + found.end
                self._add_json(found, Chunk(start + found.start, end))
                count += 1
            elif count > 1:
                self._complaints.not_json(found.message, start + found.offset)
                separator = data.find(b"\n---", start + found.offset)
                return len(data) if separator == -1 else separator + 1
            else:
                return _after_line(data, end)
        return len(data)

    def _add_json(self, found: Any, chunk: Chunk) -> None:
        if _depth(found.value) > MAX_DEPTH:
            self._complaints.too_deep(MAX_DEPTH, chunk.start)
            return
        if found.repeated:
            self._complaints.repeated_json_key(chunk)
        self._add(found.value, chunk, ())

    def _read_yaml(self, chunk: Chunk) -> None:
        start, end = chunk
        data = self._source.data
        if data.startswith(BOM, start):
            start += len(BOM)
        text = data[start:end]
        value = self._blocks.read(text)
        if value is Unread.DECLINED:
            value = self._read_any_yaml(text, start)
        if value is not None:
            self._add(value, Chunk(start, end), ())

    def _read_any_yaml(self, text: bytes, start: int) -> Any:
        """The value of a document that is not in plain block style; ``None`` if it is refused or empty."""
        from kgwctl.manifests.yaml_reader import read_document

        try:
            reading = read_document(text, MAX_DEPTH)
        except ReadingError as error:
            self._complaints.unreadable(error, text, start)
            return None
        if reading.duplicates:
            self._complaints.duplicates(reading.duplicates, text, start)
        if reading.end is not None and reading.end < len(text):
            self._complaints.ignored_text(text, reading.end, start)
        return reading.value

    def _add(self, value: Any, chunk: Chunk, item: FieldPath) -> None:
        """Take a value as an object, or as a list of objects."""
        if value.__class__ is not dict:
            place = Document.of(self._source, 0, {}, *chunk, item).locate(())
            self._complaints.not_a_mapping(value, place, item)
            return
        kind, items = value.get("kind"), value.get("items")
        if kind.__class__ is str and kind.endswith("List") and items.__class__ is list:
            for number, each in enumerate(items):
                self._add(_complete(each, value), chunk, (*item, "items", number))
            return
        index = self._first_index + len(self._documents)
        self._documents.append(Document.of(self._source, index, value, *chunk, item))


def _complete(item: Any, wrapper: dict[str, Any]) -> Any:
    """An item of a typed list (``SecretList``) may leave out its kind and apiVersion: they follow from the list's."""
    kind = wrapper["kind"].removesuffix("List")
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


def _after_line(data: bytes, offset: int) -> int:
    """Past white space, up to and including the first line break."""
    while offset < len(data) and data[offset : offset + 1].isspace():
        offset += 1
        if data[offset - 1 : offset] == b"\n":
            break
    return offset
