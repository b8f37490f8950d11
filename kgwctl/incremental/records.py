"""The check of a file as data: for the next run, and for other processes.

A record holds findings, names, and the objects that may be kept. What may hold a secret is in none: another
process hands it over beside the record, and the next run reads it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kgwctl.api import registry
from kgwctl.diagnostics import Finding
from kgwctl.lint.check import Part
from kgwctl.manifests import Document, read_source
from kgwctl.objects.resource import ObjectKey
from kgwctl.objects.typing import resource_of
from kgwctl.pipeline.stages import type_objects
from kgwctl.secrecy import may_keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.incremental.workers import Work
    from kgwctl.lint.file_check import FileCheck, FileOptions
    from kgwctl.manifests import Source
    from kgwctl.objects.resource import Resource


class _Object(msgspec.Struct, array_like=True, frozen=True):
    """A typed object and its place. ``index`` counts the documents of the part."""

    index: int
    api_version: str
    key: ObjectKey
    start: int
    end: int
    item: tuple[str | int, ...]
    data: bytes


class Record(msgspec.Struct, array_like=True, frozen=True):
    """A :class:`~kgwctl.lint.file_check.FileCheck` as data.

    ``objects`` are those that may be kept, encoded; ``others`` the indexes of those that may not.
    """

    documents: int
    findings: tuple[Finding, ...]
    skipped: dict[str, int]
    refused: tuple[str, ...]
    ignores: dict[str, tuple[str, ...]]
    legacy: bool
    objects: msgspec.Raw
    others: tuple[int, ...]


class Encoded(NamedTuple):
    """A check as bytes: its ``record``, which may be kept, and the ``others`` of its objects, which must not be."""

    record: bytes
    others: bytes


def encode(check: FileCheck, first_index: int) -> Encoded:
    """``check``, whose objects are numbered from ``first_index``, as bytes; the source is not among them."""
    packed = msgspec.msgpack.Encoder()
    kept: list[_Object] = []
    others: list[_Object] = []
    for resource in check.resources:
        document, key = resource.document, resource.key
        index = document.index - first_index
        data = packed.encode(resource.object)
        entry = _Object(index, document.api_version, key, document.start, document.end, document.item, data)
        (kept if may_keep(key.group, key.kind, document.value) else others).append(entry)
    record = Record(
        check.documents,
        tuple(check.findings),
        dict(check.skipped),
        tuple(check.refused),
        dict(check.ignores),
        check.legacy,
        msgspec.Raw(packed.encode(kept)),
        tuple(entry.index for entry in others),
    )
    return Encoded(packed.encode(record), packed.encode(others))


class RecordReader:
    """Reads records, and objects; the types of those are looked up once.

    The documents of objects out of a record know their places but not their values, which nothing after
    this asks for.
    """

    def __init__(self) -> None:
        self._records = msgspec.msgpack.Decoder(Record)
        self._objects = msgspec.msgpack.Decoder(list[_Object])
        self._types: dict[tuple[str, str], msgspec.msgpack.Decoder[Any]] = {}

    def part(self, data: bytes, piece: Work, first_index: int, files: FileOptions, others: bytes | None = None) -> Part:
        """The part that ``data`` is the record of, numbered from ``first_index``.

        ``others`` are the objects that are not in it; without, they are read again. Raises
        :class:`msgspec.DecodeError` for data that is no record.
        """
        record = self._records.decode(data)
        source = piece.source

        def objects() -> Sequence[Resource[Any]]:
            found = self._resources(self._objects.decode(record.objects), source, first_index)
            if not record.others:
                return found
            if others is not None:
                found += self._resources(self._objects.decode(others), source, first_index)
            else:
                found += _read_again(piece, first_index, files, record.others)
            return sorted(found, key=lambda one: one.document.index)

        return Part(source, record, objects)

    def _resources(self, entries: Iterable[_Object], source: Source, first_index: int) -> list[Resource[Any]]:
        return [self._resource(entry, source, first_index) for entry in entries]

    def _resource(self, entry: _Object, source: Source, first_index: int) -> Resource[Any]:
        key = entry.key
        try:
            decoder = self._types[entry.api_version, key.kind]
        except KeyError:
            version = entry.api_version.rpartition("/")[2]
            loaded: Any = registry.type_of(key.group, version, key.kind)
            decoder = self._types[entry.api_version, key.kind] = msgspec.msgpack.Decoder(loaded)
        document = Document(
            source,
            first_index + entry.index,
            {},
            entry.api_version,
            key.kind,
            key.namespace,
            key.name,
            "",
            entry.start,
            entry.end,
            entry.item,
        )
        return resource_of(key, decoder.decode(entry.data), document)


def _read_again(piece: Work, first_index: int, files: FileOptions, indexes: Iterable[int]) -> Iterable[Resource[Any]]:
    """The objects at those indexes of a part, from its source."""
    wanted = {first_index + index for index in indexes}
    documents, _ = read_source(piece.source, first_index, piece.part)
    chosen = [document for document in documents if document.index in wanted]
    return type_objects(chosen, files.options, schemas=files.schemas).objects
