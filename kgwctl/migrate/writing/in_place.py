"""Changed files take the place of the old ones: all of them or none, even if the program is killed.

All texts, old and new, are first written beside the lock. Then the journal names them; from there on the
write is as good as done, since whoever finds the journal can finish or undo it. Then each file takes its place.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kgwctl.migrate.writing.file_system import FileSystem, digest
from kgwctl.migrate.writing.git_guard import refuse_without_a_way_back
from kgwctl.migrate.writing.journal import Entry, Journal, read_journal, relative, remove_staging, write_journal
from kgwctl.migrate.writing.refusal import WriteRefused
from kgwctl.migrate.writing.targets import check_targets, common_folder, refuse_other_devices
from kgwctl.migrate.writing.tree_lock import LOCK, is_held, locked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.migrate.engine.plan import FileEdit
    from kgwctl.migrate.writing.targets import Target
    from kgwctl.migrate.writing.tree_lock import TreeLock


def write_in_place(edits: Sequence[FileEdit], *, force: bool = False, files: FileSystem | None = None) -> None:
    """Replace every file. Raises :class:`~kgwctl.migrate.writing.refusal.WriteRefused`, and then nothing changed.

    Links inside the tree are followed; owner, mode and attributes are kept. What git could not give back is
    refused without ``force``.
    """
    files = files or FileSystem()
    targets = check_targets(edits, files, force=force)
    if not targets:
        return
    if not force:
        refuse_without_a_way_back(target.path for target in targets)
    folder = common_folder(target.path for target in targets)
    refuse_other_devices(folder, targets)
    with locked(folder, files) as lock:
        _refuse_other_runs(lock, targets)
        journal = _prepared(folder, lock, files)
        # Again, now that nobody else writes.
        check_targets(edits, files, force=force)
        entries = _stage(journal, targets, files)
        _replace(journal._replace(entries=entries), files)


def folders_above(paths: Iterable[str]) -> Iterator[str]:
    """Every folder that holds one of ``paths``, directly or not, once."""
    seen: set[str] = set()
    for path in paths:
        folder = os.path.dirname(path)  # noqa: PTH120
        while folder not in seen:
            seen.add(folder)
            yield folder
            folder = os.path.dirname(folder)  # noqa: PTH120


def _refuse_other_runs(lock: TreeLock, targets: Iterable[Target]) -> None:
    """Two runs may have chosen different folders for their locks, if they share but some of their files."""
    for folder in folders_above(target.path for target in targets):
        other = os.path.join(folder, LOCK)  # noqa: PTH118
        if other != lock.path and is_held(other):
            raise WriteRefused(f"another run is writing here; it holds {other}")


def _prepared(folder: str, lock: TreeLock, files: FileSystem) -> Journal:
    """The journal of this run, after what an earlier one has left is out of the way."""
    journal = Journal(folder, lock.run)
    if lock.left is not None:
        if read_journal(folder, lock.left.run, files) is not None:
            raise WriteRefused(f"an interrupted run left {journal.staging}; run kgwctl again to finish it first")
        remove_staging(journal, files)
    return journal


def _stage(journal: Journal, targets: Sequence[Target], files: FileSystem) -> tuple[Entry, ...]:
    try:
        files.make_folder(journal.staging)
        entries = []
        for number, (target, path) in enumerate(
            zip(targets, relative(journal.folder, [target.path for target in targets]), strict=True)
        ):
            files.make(journal.text(number, "old"), target.before, target.path)
            files.make(journal.text(number, "new"), target.after, target.path)
            entries.append(Entry(path, digest(target.before), digest(target.after)))
        made = tuple(entries)
        write_journal(journal._replace(entries=made), files)
    except OSError as error:
        _give_up(journal, files)
        raise WriteRefused(f"nothing was written: {error}") from None
    return made


def _give_up(journal: Journal, files: FileSystem) -> None:
    try:
        remove_staging(journal, files)
    except OSError as error:
        raise WriteRefused(f"nothing was written, and {journal.staging} cannot be removed: {error}") from None


def _replace(journal: Journal, files: FileSystem) -> None:
    done: list[int] = []
    try:
        for number, entry in enumerate(journal.entries):
            files.rename(journal.text(number, "new"), journal.target(entry))
            done.append(number)
        sync_targets(journal, files)
    except OSError as error:
        _undo(journal, done, files, error)
    try:
        remove_staging(journal, files)
    except OSError as error:
        raise WriteRefused(f"everything was written, but {journal.staging} cannot be removed: {error}") from None


def sync_targets(journal: Journal, files: FileSystem) -> None:
    """Have the new names on the disk."""
    for folder in sorted({os.path.dirname(journal.target(entry)) for entry in journal.entries}):  # noqa: PTH120
        files.sync_folder(folder)


def _undo(journal: Journal, done: Sequence[int], files: FileSystem, error: OSError) -> None:
    try:
        for number in reversed(done):
            files.rename(journal.text(number, "old"), journal.target(journal.entries[number]))
        sync_targets(journal, files)
        remove_staging(journal, files)
    except OSError as again:
        raise WriteRefused(
            f"only some files were written: {error}; undoing that failed too: {again}. "
            "Run kgwctl again once the disk works, to finish it"
        ) from None
    raise WriteRefused(f"nothing was written: {error}")
