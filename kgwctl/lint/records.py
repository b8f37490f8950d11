"""The check of a file as data: for the next run, and for other processes.

A record holds findings, names and digests: nothing of the objects themselves, which may be secret and
are read again where they are needed. Only what another process hands over has the objects with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kgwctl.api import registry
from kgwctl.diagnostics import Finding
from kgwctl.manifests import Document
from kgwctl.objects.resource import ObjectKey
from kgwctl.objects.typing import resource_of

if TYPE_CHECKING:
    from kgwctl.lint.file_check import FileCheck
    from kgwctl.manifests import Source
    from kgwctl.objects.resource import Resource


class Encoded(NamedTuple):
    """A check as bytes: its ``record``, which may be kept, and its ``objects``, which must not be."""

    record: bytes
    objects: bytes


class _Object(msgspec.Struct, array_like=True, frozen=True):
    """A typed object, as far as others look at it, and its place. ``index`` counts the documents of the file."""

    index: int
    api_version: str
    key: ObjectKey
    start: int
    end: int
    item: tuple[str | int, ...]
    data: bytes


class Record(msgspec.Struct, array_like=True, frozen=True):
    """A :class:`~kgwctl.lint.file_check.FileCheck` as data. ``relations`` changes with any of its objects."""

    documents: int
    findings: tuple[Finding, ...]
    skipped: dict[str, int]
    refused: tuple[str, ...]
    ignores: dict[str, tuple[str, ...]]
    legacy: bool
    relations: bytes


def encode(check: FileCheck, first_index: int) -> Encoded:
    """``check``, whose objects are numbered from ``first_index``, as bytes; the source is not among them."""
    from hashlib import blake2b

    packed = msgspec.msgpack.Encoder()
    relations = blake2b(repr(check.refused).encode(), digest_size=16)
    objects = []
    for resource in check.resources:
        document = resource.document
        data = packed.encode(resource.object)
        relations.update(f"{document.api_version}\0{resource.key}\0{len(data)}\0".encode())
        relations.update(data)
        index = document.index - first_index
        objects.append(
            _Object(index, document.api_version, resource.key, document.start, document.end, document.item, data)
        )
    record = packed.encode(
        Record(
            check.documents,
            tuple(check.findings),
            dict(check.skipped),
            tuple(check.refused),
            dict(check.ignores),
            check.legacy,
            relations.digest(),
        )
    )
    return Encoded(record, packed.encode(objects))


class RecordReader:
    """Reads records, and objects; the types of those are looked up once.

    The documents of objects know their places but not their values, which nothing after this asks for.
    """

    def __init__(self) -> None:
        self._records = msgspec.msgpack.Decoder(Record)
        self._objects = msgspec.msgpack.Decoder(list[_Object])
        self._types: dict[tuple[str, str], msgspec.msgpack.Decoder[Any]] = {}

    def read(self, data: bytes) -> Record:
        """The record that was encoded. Raises :class:`msgspec.DecodeError`."""
        return self._records.decode(data)

    def resources(self, objects: bytes, source: Source, first_index: int) -> list[Resource[Any]]:
        """The encoded ``objects``, which are those of ``source``, numbered from ``first_index``."""
        return [self._resource(entry, source, first_index) for entry in self._objects.decode(objects)]

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
