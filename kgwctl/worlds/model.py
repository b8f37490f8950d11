"""A world, and the objects in it that were built: their values, and where each of them was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kgwctl.manifests.document import Document, Source

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath, Finding, Location
    from kgwctl.objects.external import ExternalObject

#: Where values were written: a path in the built object, and the document and the path there.
#: What has no entry of its own was written below its nearest parent that has one.
Places = Mapping["FieldPath", "tuple[Document, FieldPath]"]


class Built(NamedTuple):
    """An object on its way through kustomize and Flux. ``value`` is never changed in place.

    ``unknown`` are the paths of values that nobody can know here, such as ``${DOMAIN}``.
    """

    value: dict[str, Any]
    places: Places
    unknown: frozenset[FieldPath] = frozenset()

    @property
    def kind(self) -> str:
        """The kind, empty if there is none."""
        kind = self.value.get("kind")
        return kind if isinstance(kind, str) else ""

    @property
    def group(self) -> str:
        """The API group, empty for core kinds."""
        version = self.value.get("apiVersion")
        return version.rpartition("/")[0] if isinstance(version, str) else ""

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata, empty if there is none."""
        metadata = self.value.get("metadata")
        return metadata if isinstance(metadata, dict) else {}

    @property
    def name(self) -> str:
        """The name, empty if there is none."""
        name = self.metadata.get("name")
        return name if isinstance(name, str) else ""

    @property
    def namespace(self) -> str:
        """The namespace, empty if it names none."""
        namespace = self.metadata.get("namespace")
        return namespace if isinstance(namespace, str) else ""

    @property
    def file(self) -> str:
        """The file that the object comes from."""
        return self.places[()][0].source.path


class BuiltSource(Source):
    """A built object as a source of its own: one JSON document, whose places are those of the files."""

    __slots__ = ("built",)

    def __init__(self, built: Built) -> None:
        super().__init__(built.file, msgspec.json.encode(built.value), named=True)
        self.built = built

    @property
    def original(self) -> Source:
        """The file that the object comes from."""
        return self.built.places[()][0].source

    def locate(self, start: int, end: int, path: FieldPath, *, key: bool = False) -> Location:
        """Where the value was written that is at ``path`` now."""
        places = self.built.places
        for length in range(len(path), -1, -1):
            found = places.get(path[:length])
            if found is not None:
                document, origin = found
                return document.locate((*origin, *path[length:]), key=key)
        return super().locate(start, end, path, key=key)


class InlineSource(Source):
    """A text that stands in a field of a document, such as a patch in a kustomization."""

    __slots__ = ("_document", "_path")

    def __init__(self, document: Document, path: FieldPath, text: str) -> None:
        super().__init__(document.source.path, text.encode())
        self._document = document
        self._path = path

    @property
    def original(self) -> Source:
        """The file that the text stands in."""
        return self._document.source

    def at(self, offset: int) -> Location:
        """The line of the file. Of a text in quotes, where lines are not those of the file, its start."""
        start = self._document.locate(self._path)
        lines = self._document.source.data.split(b"\n")
        if not start.line or not lines[start.line - 1].rstrip().endswith((b"|", b"|-", b"|+")):
            return start
        inside = super().at(offset)
        line = start.line + inside.line
        first = lines[start.line] if start.line < len(lines) else b""
        return inside._replace(line=line, column=inside.column + len(first) - len(first.lstrip()))


class World(NamedTuple):
    """What one cluster, or one stage of one, gets.

    ``why`` says how it was found. ``namespace`` is that of objects that name none. ``findings`` are about the
    building itself; ``notes`` say, one line each, what could not be looked at.
    """

    name: str
    why: str
    sources: tuple[Source, ...]
    namespace: str = ""
    external: tuple[ExternalObject, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


class Found(NamedTuple):
    """The worlds of a run, in order of name; ``passed_over`` are files that hold no manifests."""

    worlds: tuple[World, ...]
    passed_over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def as_built(document: Document) -> Built:
    """An object as it was written."""
    return Built(document.value, {(): (document, ())})
