"""Everything there is to say about a set of files: first each file on its own, then all of them together."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kgwctl.diagnostics import Finding
from kgwctl.lint.file_check import check_file, file_options
from kgwctl.lint.selection import is_ignored
from kgwctl.lint.since import Part, check_parts_together, findings_since
from kgwctl.lint.workers import Work, check_in_processes
from kgwctl.manifests import read_source
from kgwctl.manifests.splitting import parts
from kgwctl.objects.object_set import ObjectSet
from kgwctl.pipeline.stages import names_of, type_objects

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from kgwctl.lint.file_check import FileCheck, FileOptions
    from kgwctl.lint.records import Encoded, Record, RecordReader
    from kgwctl.lint.result_cache import ResultCache
    from kgwctl.manifests import Source
    from kgwctl.objects.resource import Resource
    from kgwctl.pipeline.options import Options

    #: Reads the objects of a part, or at least those whose keys, as text, are wanted.
    Objects = Callable[[Container[str] | None], Sequence[Resource[Any]]]

#: Rules about objects that are not there; another file may have them.
ACROSS_FILES = frozenset(
    (
        "KGW0201",
        "KGW0202",
        "KGW0205",
        "KGW0206",
        "KGW0207",
        "KGW0208",
        "KGW0219",
        "KGW0301",
        "KGW0305",
        "KGW0307",
        "KGW0705",
    )
)
#: Larger files are checked in parts.
_PART = 1 << 18
#: A run smaller than this is checked sooner than it is shared out.
_WORTH_SHARING = 1 << 20


class Run(NamedTuple):
    """How a check is done, which does not change what is found.

    ``jobs`` is the most processes to use. ``progress`` is told how many files are done. The outcome has
    whole objects only ``with_objects``.
    """

    jobs: int = 1
    cache: ResultCache | None = None
    progress: Callable[[int], None] | None = None
    with_objects: bool = False


class Checked(NamedTuple):
    """What was found and how much there is: findings that an object's own annotation hid are only counted."""

    findings: tuple[Finding, ...]
    suppressed: int
    documents: int
    skipped: Mapping[str, int]
    objects: ObjectSet


#: What is remembered of it: all but the objects.
_OUTCOME = tuple[tuple[Finding, ...], int, int, dict[str, int]]


def check(sources: Sequence[Source], options: Options, how: Run = Run()) -> Checked:  # noqa: B008 - immutable
    """Check ``sources``. The result is the same whatever ``how`` says of processes and memory."""
    if how.with_objects:
        return _check(sources, options, how._replace(cache=None, jobs=1))
    cache = how.cache
    if cache is None:
        return _check(sources, options, how)
    key = cache.run_key(sources, msgspec.msgpack.encode((options.settings, options.per_file)))
    data = cache.recall("outcome", key)
    if data is not None:
        with suppress(msgspec.DecodeError):
            found, suppressed, documents, skipped = msgspec.msgpack.decode(data, type=_OUTCOME)
            return Checked(found, suppressed, documents, skipped, ObjectSet(()))
    checked = _check(sources, options, how)
    cache.remember("outcome", key, msgspec.msgpack.encode(checked[:-1]))
    return checked


def _check(sources: Sequence[Source], options: Options, how: Run) -> Checked:
    found = _check_parts(sources, options, how)
    findings: list[Finding] = []
    objects: list[Resource[Any]] = []
    for group in _by_file(found) if options.per_file else [found]:
        own = _of_files(group)
        if options.per_file or how.cache is None:
            together = check_parts_together(group, options.settings)
            here = [*own, *together.doubles, *together.findings]
            objects += together.objects
        else:
            here = [*own, *findings_since(group, options.settings, how.cache)]
        # What is not in the file may well be in another one.
        findings += (one for one in here if one.rule not in ACROSS_FILES) if options.per_file else here
    ignores = {subject: ids for part in found for subject, ids in part.check.ignores.items()}
    shown = tuple(one for one in findings if not is_ignored(one, ignores.get(one.subject, ())))
    return Checked(
        shown,
        len(findings) - len(shown),
        sum(part.check.documents for part in found),
        _summed(part.check.skipped for part in found),
        ObjectSet({one.key: one for one in reversed(objects)}.values()),
    )


def _check_parts(sources: Sequence[Source], options: Options, how: Run) -> list[Part]:
    """Every file on its own, in order; what is remembered is not checked again."""
    cache = how.cache
    work = [Work(source, part) for source in sources for part in parts(source.data, _PART)]
    keys = [cache.key(*piece) if cache is not None else b"" for piece in work]
    reader = _record_reader() if cache is not None else None
    here = file_options(options)
    found: list[Part] = []
    numbers = {id(source): number for number, source in enumerate(sources, 1)}
    count = 0
    for piece, key, known in zip(work, keys, _known(work, keys, options, how), strict=True):
        source = piece.source
        made: FileCheck | Record
        if known is None:
            made = check_file(source, piece.part, count, here)
            objects = _held(made.resources)
            if cache is not None and reader is not None:
                from kgwctl.lint.records import encode

                data = encode(made, count).record
                cache.put(key, data)
                made = reader.read(data)
        elif isinstance(known, bytes):
            reader = reader or _record_reader()
            made = reader.read(known)
            objects = _read_again(piece, count, here)
        else:
            reader = reader or _record_reader()
            made = reader.read(known.record)
            objects = _handed_over(known.objects, source, count, reader)
        found.append(Part(source, made, objects, reader, key))
        count += made.documents
        if how.progress is not None:
            how.progress(numbers[id(source)])
    if cache is not None:
        cache.save()
    return found


def _record_reader() -> RecordReader:
    # A small run keeps no records.
    from kgwctl.lint.records import RecordReader

    return RecordReader()


def _held(resources: Sequence[Resource[Any]]) -> Objects:
    return lambda _: resources


def _handed_over(objects: bytes, source: Source, first_index: int, reader: RecordReader) -> Objects:
    return lambda _: reader.resources(objects, source, first_index)


def _read_again(piece: Work, first_index: int, how: FileOptions) -> Objects:
    """The objects of a part whose check is remembered: its record has none, since they may be secret."""

    def read(wanted: Container[str] | None) -> Sequence[Resource[Any]]:
        documents, _ = read_source(piece.source, first_index, piece.part)
        if wanted is not None:
            documents = [one for one in documents if any(name in wanted for name in names_of(one, how.options))]
        return list(type_objects(documents, how.options, schemas=how.schemas).objects)

    return read


def _known(work: Sequence[Work], keys: Sequence[bytes], options: Options, how: Run) -> Iterator[bytes | Encoded | None]:
    """For each piece of work the record that is remembered or what another process makes; ``None``: check it here."""
    cache = how.cache
    known = [cache.get(key) if cache is not None else None for key in keys]
    left = [piece for piece, record in zip(work, known, strict=True) if record is None]
    size = sum(part.end - part.start for _, part in left)
    if how.jobs < 2 or size < _WORTH_SHARING:
        yield from known
        return
    made = check_in_processes(left, options, how.jobs)
    for key, record in zip(keys, known, strict=True):
        if record is not None:
            yield record
            continue
        new = next(made)
        if cache is not None:
            cache.put(key, new.record)
        yield new


def _by_file(found: Iterable[Part]) -> Iterable[list[Part]]:
    files: dict[int, list[Part]] = {}
    for part in found:
        files.setdefault(id(part.source), []).append(part)
    return files.values()


def _of_files(found: Sequence[Part]) -> list[Finding]:
    """What was found in the files themselves, deprecations in place of the errors that they explain."""
    findings = [finding for part in found for finding in part.check.findings]
    if not any(part.check.legacy for part in found):
        return findings
    from kgwctl.lint.rules.deprecations import deprecation_findings, joined

    sources = {id(part.source): part.source for part in found}
    return joined(findings, deprecation_findings(list(sources.values())))


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for kind, count in each.items():
            total[kind] = total.get(kind, 0) + count
    return total
