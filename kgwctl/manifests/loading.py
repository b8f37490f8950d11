"""Inputs to documents: every object of every input, and a finding for whatever could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.diagnostics import Finding
from kgwctl.manifests.block_reader import BlockReader
from kgwctl.manifests.document import Document, Source
from kgwctl.manifests.source_reader import MAX_DEPTH, SourceReader
from kgwctl.manifests.splitting import Chunk

if TYPE_CHECKING:
    from typing import BinaryIO


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

    return read_sources(discover(paths, files, recursive=recursive, stdin=stdin))


def read_sources(inputs: Iterable[Source | Finding]) -> Loaded:
    """Read every source, in order; what could not be had is a finding already."""
    loaded = Loaded([], [], [])
    blocks = BlockReader(MAX_DEPTH)
    for found in inputs:
        if isinstance(found, Finding):
            loaded.findings.append(found)
            continue
        documents, findings = SourceReader(found, len(loaded.documents), blocks).read()
        loaded.documents.extend(documents)
        loaded.findings.extend(findings)
        loaded.sources.append(found)
    return loaded


def read_source(
    source: Source, first_index: int = 0, part: Chunk | None = None
) -> tuple[list[Document], list[Finding]]:
    """The objects of one source, or of a part of it, numbered from ``first_index``, and what is wrong with the rest.

    The parts are those of :func:`~kgwctl.manifests.splitting.parts`.
    """
    return SourceReader(source, first_index, BlockReader(MAX_DEPTH)).read(part)
