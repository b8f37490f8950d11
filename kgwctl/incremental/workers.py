"""Checks of files on several cores. Results come in the order of the work, whoever did it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

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
    """The check of each piece of ``work``, in order, made by that many processes, or as many as there are cores.

    The processes end with the iteration, however that ends. What one of them does not do, because something else
    ended it, is done here.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    processes = min(processes, cores)
    jobs = [_Job(options, _by_file(share)) for share in _shares(work, processes * _JOBS_PER_CORE)]
    workers = _started(min(processes, len(jobs)))
    try:
        for records in _results(workers, jobs):
            yield from records
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.join()


class _Worker(NamedTuple):
    process: BaseProcess
    connection: Connection[_Job, list[Encoded]]


def _started(count: int) -> list[_Worker]:
    import multiprocessing

    # A forked process has everything imported already; elsewhere forking is not to be had or not safe.
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    workers: list[_Worker] = []
    with _signals_held():
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            workers.append(_Worker(process, ours))
    return workers


@contextmanager
def _signals_held() -> Iterator[None]:
    """Signals wait until every process that was started is known, and can be ended."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _results(workers: Sequence[_Worker], jobs: Sequence[_Job]) -> Iterator[list[Encoded]]:
    """The result of each job, in order; a worker gets another job when it is done with one."""
    from multiprocessing.connection import wait

    waiting = list(enumerate(jobs))[::-1]
    busy: dict[Any, int] = {}
    done: dict[int, list[Encoded]] = {}
    for worker in workers:
        _give(worker.connection, waiting, busy)
    for number, job in enumerate(jobs):
        while number not in done and busy:
            ready: Any
            for ready in wait(list(busy)):
                finished = busy.pop(ready)
                try:
                    done[finished] = ready.recv()
                except (EOFError, OSError):
                    done[finished] = _run(jobs[finished])
                else:
                    _give(ready, waiting, busy)
        yield done.pop(number) if number in done else _run(job)


def _give(connection: Any, waiting: list[tuple[int, _Job]], busy: dict[Any, int]) -> None:
    if waiting:
        number, job = waiting.pop()
        busy[connection] = number
        with suppress(OSError):
            # A worker that is gone shows when its result is read.
            connection.send(job)


def _serve(connection: Connection[list[Encoded], _Job]) -> None:
    """Do one job after the other, in a process of its own. An interrupt is for the first process, which ends this."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    with suppress(EOFError, OSError):
        while True:
            connection.send(_run(connection.recv()))


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
