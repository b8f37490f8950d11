"""Checks of files on several cores. Results come in the order of the work, whoever did it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.incremental.records import Encoded
    from kgwctl.manifests import Source
    from kgwctl.manifests.splitting import Chunk
    from kgwctl.pipeline.options import Options

#: Jobs for each core: more even out the work, fewer save some of the way to and fro.
_JOBS_PER_CORE = 4


class Work(NamedTuple):
    """One part of a source to check."""

    source: Source
    part: Chunk


class _Job(NamedTuple):
    """Work as it travels to a process: each file's name and bytes once, with its parts."""

    options: Options
    files: list[tuple[str, bytes, list[Chunk]]]


def check_in_processes(work: Sequence[Work], options: Options, processes: int) -> Iterator[Encoded]:
    """The check of each piece of ``work``, in order, made by that many processes."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    jobs = [_Job(options, _by_file(share)) for share in _shares(work, processes * _JOBS_PER_CORE)]
    # A forked process has everything imported already; elsewhere forking is not to be had or not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(processes, context) as pool:
        for records in pool.map(_run, jobs):
            yield from records


def _shares(work: Sequence[Work], count: int) -> Iterator[list[Work]]:
    """``work`` in about ``count`` runs of about as many bytes each."""
    share: list[Work] = []
    limit = sum(part.end - part.start for _, part in work) // count
    size = 0
    for piece in work:
        share.append(piece)
        size += piece.part.end - piece.part.start
        if size > limit:
            yield share
            share, size = [], 0
    if share:
        yield share


def _by_file(work: Sequence[Work]) -> list[tuple[str, bytes, list[Chunk]]]:
    files: list[tuple[str, bytes, list[Chunk]]] = []
    for source, part in work:
        if files and files[-1][1] is source.data:
            files[-1][2].append(part)
        else:
            files.append((source.path, source.data, [part]))
    return files


def _run(job: _Job) -> list[Encoded]:
    """Do a job, in a process of its own."""
    from kgwctl.incremental.records import encode
    from kgwctl.lint.file_check import check_file, file_options
    from kgwctl.manifests import Source

    options = file_options(job.options)
    records = []
    for path, data, parts in job.files:
        source = Source(path, data)
        records += [encode(check_file(source, part, 0, options), 0) for part in parts]
    return records
