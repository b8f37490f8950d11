"""What the loader hands out: sources (bytes with a name) and documents (one object each)."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.diagnostics import FieldPath, Location
from kgwctl.manifests.offsets import BOM

if TYPE_CHECKING:
    from kgwctl.manifests.positions import Positions, Span

#: As many places of one document are searched for, one by one.
_FEW_QUESTIONS = 4


class Source:
    """One input: ``path`` as the user gave it (``<stdin>`` for standard input) and its bytes.

    ``named``: the user asked for this very file. One that was met in a folder may be anything.

    Immutable to its users. It keeps an index of its lines and the positions of the document that was
    asked about last, since messages about one document come together.
    """

    __slots__ = ("_asked", "_latest", "_lines", "data", "named", "path")

    path: str
    data: bytes
    named: bool

    def __init__(self, path: str, data: bytes, *, named: bool = True) -> None:
        self.path = path
        self.data = data
        self.named = named
        self._lines: list[int] | None = None
        self._latest: tuple[int, Positions] | None = None
        self._asked = (-1, 0)

    def __repr__(self) -> str:
        return f"<Source {self.path}, {len(self.data)} bytes>"

    def at(self, offset: int) -> Location:
        """The line and column of a byte offset. Columns count characters."""
        if self._lines is None:
            self._lines = _line_starts(self.data)
        line = bisect_right(self._lines, offset)
        start = self._lines[line - 1]
        return Location(self.path, line, len(self.data[start:offset].decode("utf-8", "replace")) + 1)

    @property
    def original(self) -> Source:
        """The file as it is, where this is an object that was built from it."""
        return self

    def locate(self, start: int, end: int, path: FieldPath, *, key: bool = False) -> Location:
        """Where the value at ``path`` is, in the document at ``data[start:end]``; or its key."""
        return self.at(self.find_start(start, end, path, key=key))

    def find_start(self, start: int, end: int, path: FieldPath, *, key: bool) -> int:
        """The byte at which the value at ``path`` starts, in the document at ``data[start:end]``; or its key.

        The nearest existing parent stands in for a path that does not exist.
        """
        # A few questions are answered by searching; for many it pays to take the document apart.
        count = self._asked[1] + 1 if self._asked[0] == start else 1
        self._asked = (start, count)
        if count <= _FEW_QUESTIONS and (self._latest is None or self._latest[0] != start):
            from kgwctl.manifests.block_places import find, is_block_style

            if is_block_style(self.data, start, end):
                found = find(self.data, start, end, path, key=key)
                if found is not None:
                    return found
        span = self.positions(start, end).find(path, key=key, exact=False)
        return start if span is None else span.start

    def positions(self, start: int, end: int) -> Positions:
        """The places in the document at ``data[start:end]``."""
        if self._latest is None or self._latest[0] != start:
            from kgwctl.manifests.positions import compose

            self._latest = (start, compose(self.data, start, end))
        return self._latest[1]


def _line_starts(data: bytes) -> list[int]:
    starts = [0, *accumulate(len(line) + 1 for line in data.split(b"\n"))]
    starts.pop()
    if data.startswith(BOM):
        starts[0] = len(BOM)
    return starts


class Document(msgspec.Struct, frozen=True, eq=False):
    """One object of the input: a mapping, as Kubernetes would read it.

    ``value`` is plain JSON-like data, to be treated as read-only. ``index`` counts the objects of the
    whole run in load order. ``start`` and ``end`` are the byte offsets of the YAML or JSON document in
    ``source``; for an object inside a ``List`` that is the list's document, and ``item`` the path of
    the object in it (else empty). The identity is taken from ``value``: a part that is absent or no
    text is empty.
    """

    source: Source
    index: int
    value: dict[str, Any]
    api_version: str
    kind: str
    namespace: str
    name: str
    generate_name: str
    start: int
    end: int
    item: FieldPath = ()

    @classmethod
    def of(
        cls, source: Source, index: int, value: dict[str, Any], start: int, end: int, item: FieldPath = ()
    ) -> Document:
        """The document that holds ``value``, identity included."""
        api_version, kind = value.get("apiVersion"), value.get("kind")
        metadata = value.get("metadata")
        if metadata.__class__ is not dict:
            metadata = {}
        namespace, name, generate_name = metadata.get("namespace"), metadata.get("name"), metadata.get("generateName")
        return cls(
            source,
            index,
            value,
            api_version if api_version.__class__ is str else "",
            kind if kind.__class__ is str else "",
            namespace if namespace.__class__ is str else "",
            name if name.__class__ is str else "",
            generate_name if generate_name.__class__ is str else "",
            start,
            end,
            item,
        )

    def at_item(self, path: FieldPath) -> Document:
        """The part of it at ``path``, as a document of its own: paths in that are below ``path`` here."""
        return Document.of(self.source, self.index, {}, self.start, self.end, (*self.item, *path))

    @property
    def group(self) -> str:
        """The API group, empty for core kinds."""
        return self.api_version.rpartition("/")[0]

    @property
    def version(self) -> str:
        """The API version without the group."""
        return self.api_version.rpartition("/")[2]

    def locate(self, path: FieldPath, key: bool = False) -> Location:
        """Where the value at ``path`` is, or with ``key`` the key that names it.

        The nearest existing parent stands in for a path that does not exist.
        """
        return self.source.locate(self.start, self.end, self.item + path, key=key)

    def span(self, path: FieldPath, key: bool = False) -> Span | None:
        """The byte offsets in ``source`` of exactly the value at ``path`` (or its key).

        ``None`` if the path does not exist, or the object was built and stands so in no file. A value that
        comes from an alias or a merge lies where its anchor is; editing it there changes every place that uses it.
        """
        if self.source.original is not self.source:
            return None
        positions = self.source.positions(self.start, self.end)
        return positions.find(self.item + path, key=key, exact=True)

    def __repr__(self) -> str:
        return f"<Document {self.kind} {self.namespace}/{self.name}, {self.source.path}[{self.index}]>"
