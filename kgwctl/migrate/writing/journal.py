"""What a run notes down before it replaces the first file, so that the next one can finish or undo it.

A journal lies in a folder of its own beside the lock, whose name holds the run's. It names files by paths
below the folder of the lock, and texts by digests; the texts, old and new, lie beside it. It says nothing
about where to write that is not checked again: see :func:`read_journal`.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.migrate.writing.refusal import WriteRefused
from kgwctl.migrate.writing.tree_lock import staging_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.migrate.writing.file_system import FileSystem

_JOURNAL = "journal.json"
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class Entry(NamedTuple):
    """A file to replace: its path below the folder, with slashes, and the digests of both texts."""

    path: str
    before: str
    after: str


class Journal(NamedTuple):
    """The journal of ``run`` in ``folder``, which holds the lock."""

    folder: str
    run: str
    entries: tuple[Entry, ...] = ()

    @property
    def staging(self) -> str:
        """The folder with the texts."""
        return staging_folder(self.folder, self.run)

    @property
    def path(self) -> str:
        """The journal itself."""
        return os.path.join(self.staging, _JOURNAL)  # noqa: PTH118

    def target(self, entry: Entry) -> str:
        """Where the file of ``entry`` is."""
        return os.path.join(self.folder, *entry.path.split("/"))  # noqa: PTH118

    def text(self, number: int, which: str) -> str:
        """Where the ``old`` or ``new`` text of an entry lies."""
        return os.path.join(self.staging, f"{number}.{which}")  # noqa: PTH118


def write_journal(journal: Journal, files: FileSystem) -> None:
    """Have the journal on the disk, whole or not at all. From here on the run counts as begun."""
    data = {"run": journal.run, "files": [entry._asdict() for entry in journal.entries]}
    fresh = f"{journal.path}.new"
    files.make(fresh, json.dumps(data, indent=1).encode())
    files.sync_folder(journal.staging)
    files.rename(fresh, journal.path)
    files.sync_folder(journal.staging)
    files.sync_folder(journal.folder)


def read_journal(folder: str, run: str, files: FileSystem) -> Journal | None:
    """The journal of ``run`` in ``folder``; ``None`` if that run had not begun to replace files.

    Raises :class:`~kgwctl.migrate.writing.refusal.WriteRefused` for a journal that no run of ours has
    written: one reached through a link or owned by somebody else, one with a path that leads out of the
    folder, into git's own files or through a link, or one for another run.
    """
    journal = Journal(folder, run)
    try:
        status = os.lstat(journal.staging)
    except FileNotFoundError:
        return None
    if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
        raise _foreign(journal, "it is not a folder of yours")
    try:
        data = files.read(journal.path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _foreign(journal, str(error.strerror)) from None
    try:
        found = json.loads(data)
        entries = tuple(Entry(row["path"], row["before"], row["after"]) for row in found["files"])
        same_run = found["run"] == run
    except (ValueError, TypeError, KeyError):
        raise _foreign(journal, "it cannot be read") from None
    if not same_run:
        raise _foreign(journal, "it is another run's")
    for entry in entries:
        _check(journal, entry)
    return journal._replace(entries=entries)


def _check(journal: Journal, entry: Entry) -> None:
    if not all(isinstance(each, str) for each in entry):
        raise _foreign(journal, "it cannot be read")
    if not (_DIGEST.match(entry.before) and _DIGEST.match(entry.after)):
        raise _foreign(journal, "it has no digests")
    steps = entry.path.split("/")
    plain = all(
        step not in ("", ".", "..") and step.lower() != ".git" and not set(step) & {"\\", "\0", ":"} for step in steps
    )
    if not plain or posixpath.isabs(entry.path) or os.path.isabs(entry.path):  # noqa: PTH117
        raise _foreign(journal, f"it names {entry.path!r}")
    target = journal.target(entry)
    if os.path.realpath(target) != os.path.join(os.path.realpath(journal.folder), *steps):  # noqa: PTH118
        raise _foreign(journal, f"it names {entry.path!r}, which is reached through a link")


def _foreign(journal: Journal, why: str) -> WriteRefused:
    return WriteRefused(
        f"{journal.staging} is not what a run of yours has left ({why}); nothing was done. "
        "Look at it, and remove it and the lock beside it to go on"
    )


def remove_staging(journal: Journal, files: FileSystem) -> None:
    """Remove what a run has put beside its lock, the journal first: without it nothing is to be finished."""
    try:
        status = os.lstat(journal.staging)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(status.st_mode):
        raise _foreign(journal, "it is not a folder of yours")
    files.remove(journal.path)
    for name in sorted(os.listdir(journal.staging)):  # noqa: PTH208
        files.remove(os.path.join(journal.staging, name))  # noqa: PTH118
    files.remove_folder(journal.staging)


def relative(folder: str, targets: Sequence[str]) -> list[str]:
    """``targets`` as a journal in ``folder`` names them."""
    return [os.path.relpath(target, folder).replace(os.sep, "/") for target in targets]
