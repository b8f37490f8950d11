"""A check with processes and a memory: the same result as without, sooner."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kgwctl.diagnostics import Finding
from kgwctl.lint.check import Checked, Part, conclude, held
from kgwctl.lint.file_check import check_file, file_options
from kgwctl.manifests.splitting import parts
from kgwctl.objects.object_set import ObjectSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kgwctl.incremental.memory import Memory
    from kgwctl.incremental.records import Encoded, RecordReader
    from kgwctl.incremental.workers import Work
    from kgwctl.lint.file_check import FileOptions
    from kgwctl.manifests import Source
    from kgwctl.pipeline.options import Options

#: Larger files are checked in parts.
_PART = 1 << 18
#: A run smaller than this is checked sooner than it is shared out.
_WORTH_SHARING = 1 << 20
#: What is remembered of a whole run: all but the objects.
_OUTCOME = tuple[tuple[Finding, ...], int, int, dict[str, int]]


class Run(NamedTuple):
    """How a check is done, which does not change what is found.

    ``jobs`` is the most processes to use. ``progress`` is told how many files are done. The outcome has
    whole objects only ``with_objects``.
    """

    jobs: int = 1
    memory: Memory | None = None
    progress: Callable[[int], None] | None = None
    with_objects: bool = False


def check(sources: Sequence[Source], options: Options, how: Run = Run()) -> Checked:  # noqa: B008 - immutable
    """Check ``sources``. The result is that of :func:`kgwctl.lint.check.check`, whatever ``how`` says."""
    if how.with_objects:
        how = how._replace(memory=None, jobs=1)
    memory = how.memory
    if memory is None:
        return conclude(list(_parts(sources, options, how)), options)
    key = memory.run_key(sources, _run_options(options))
    data = memory.recall_outcome(key)
    if data is not None:
        with suppress(msgspec.DecodeError):
            found, suppressed, documents, skipped = msgspec.msgpack.decode(data, type=_OUTCOME)
            return Checked(found, suppressed, documents, skipped, ObjectSet(()))
    checked = conclude(list(_parts(sources, options, how)), options)
    memory.remember_outcome(key, msgspec.msgpack.encode(checked[:-1]))
    memory.save()
    return checked


def _run_options(options: Options) -> bytes:
    known = options.external.entries if options.external is not None else ()
    return msgspec.msgpack.encode((options.settings, options.per_file, known))


def _parts(sources: Sequence[Source], options: Options, how: Run) -> Iterator[Part]:
    """Every file on its own, in order; what is remembered is not checked again."""
    from kgwctl.incremental.workers import Work

    files, memory = file_options(options), how.memory
    work = [Work(source, part) for source in sources for part in parts(source.data, _PART)]
    keys = [memory.key(*piece) if memory is not None else b"" for piece in work]
    numbers = {id(source): number for number, source in enumerate(sources, 1)}
    count = 0
    for piece, key, known in zip(work, keys, _known(work, keys, options, how), strict=True):
        if known is None:
            made, record = _checked_here(piece, count, files, keep=memory is not None)
        elif isinstance(known, bytes):
            made, record = _record_reader().part(known, piece, count, files), None
        else:
            made, record = _record_reader().part(known.record, piece, count, files, known.others), known.record
        if memory is not None and record is not None:
            memory.put(key, record)
        count += made.facts.documents
        if how.progress is not None:
            how.progress(numbers[id(piece.source)])
        yield made


def _checked_here(piece: Work, first_index: int, files: FileOptions, *, keep: bool) -> tuple[Part, bytes | None]:
    """A part checked in this process, and its record to ``keep``."""
    found = check_file(piece.source, piece.part, first_index, files)
    if not keep:
        return held(piece.source, found), None
    from kgwctl.incremental.records import encode

    return held(piece.source, found), encode(found, first_index).record


_READERS: list[RecordReader] = []


def _record_reader() -> RecordReader:
    """The one reader: it knows the types that it has met. A small run needs none."""
    if not _READERS:
        from kgwctl.incremental.records import RecordReader

        _READERS.append(RecordReader())
    return _READERS[0]


def _known(work: Sequence[Work], keys: Sequence[bytes], options: Options, how: Run) -> Iterator[bytes | Encoded | None]:
    """For each piece of work the record that is remembered or what another process makes; ``None``: check it here."""
    memory = how.memory
    known = [memory.get(key) if memory is not None else None for key in keys]
    left = [piece for piece, record in zip(work, known, strict=True) if record is None]
    if how.jobs < 2 or sum(part.end - part.start for _, part in left) < _WORTH_SHARING:
        yield from known
        return
    from kgwctl.incremental.workers import check_in_processes

    made = check_in_processes(left, options, how.jobs)
    for record in known:
        yield record if record is not None else next(made)
