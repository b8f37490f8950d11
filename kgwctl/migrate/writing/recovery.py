"""What an interrupted run has left: found, and finished or undone.

Finished, if every file is there with the text of before or after. Undone, if one is gone or a text is lost.
Left to the user, if somebody has changed a file since.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from kgwctl.migrate.writing.file_system import FileSystem, digest
from kgwctl.migrate.writing.git_guard import refuse_tracked, refuse_without_a_way_back
from kgwctl.migrate.writing.in_place import folders_above, sync_targets
from kgwctl.migrate.writing.journal import Entry, Journal, read_journal, remove_staging
from kgwctl.migrate.writing.refusal import WriteRefused
from kgwctl.migrate.writing.targets import common_folder
from kgwctl.migrate.writing.tree_lock import LOCK, Owner, is_held, locked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_State = Literal["before", "after", "gone", "changed"]


def interrupted(paths: Iterable[str]) -> list[str]:
    """The folders at or above ``paths`` in which a run has left its lock.

    Raises :class:`~kgwctl.migrate.writing.refusal.WriteRefused` if a run holds one of them: it is writing now.
    """
    real = [os.path.realpath(path) for path in paths]
    tree = common_folder(real) if real else ""
    found = []
    for folder in folders_above(real):
        path = os.path.join(folder, LOCK)  # noqa: PTH118
        if not os.path.lexists(path):
            continue
        if is_held(path):
            raise WriteRefused(f"another run is writing here; it holds {path}")
        # Above the tree only what is ours concerns us: anybody may write into /tmp.
        below = os.path.commonpath([tree, folder]) == tree
        if below or not hasattr(os, "geteuid") or os.lstat(path).st_uid == os.geteuid():
            found.append(folder)
    return found


def recover(folder: str, sources: Iterable[str], *, force: bool = False, files: FileSystem | None = None) -> str:
    """Finish or undo the run that left its lock in ``folder``; returns a sentence about it.

    Only files among ``sources`` are touched, and only if git has no objection. Raises
    :class:`~kgwctl.migrate.writing.refusal.WriteRefused` if it is for the user to decide.
    """
    files = files or FileSystem()
    refuse_tracked([os.path.join(folder, LOCK)])  # noqa: PTH118
    with locked(folder, files) as lock:
        if lock.left is None:
            return f"the run that had left {lock.path} was finished by another"
        try:
            return _recover(folder, lock.left, frozenset(map(os.path.realpath, sources)), files, force=force)
        except OSError as error:
            raise WriteRefused(f"the run that left {lock.path} cannot be finished: {error}") from None


def _recover(folder: str, left: Owner, sources: frozenset[str], files: FileSystem, *, force: bool) -> str:
    journal = read_journal(folder, left.run, files)
    if journal is None:
        remove_staging(Journal(folder, left.run), files)
        return f"took over the lock of {left}, which ended before it changed anything in {folder}"
    refuse_tracked([journal.path])
    targets = [journal.target(entry) for entry in journal.entries]
    states = [_state(journal.target(entry), entry, files) for entry in journal.entries]
    there = [target for target, state in zip(targets, states, strict=True) if state != "gone"]
    strange = next((target for target in there if target not in sources), None)
    if strange is not None:
        raise WriteRefused(f"an interrupted run in {folder} was writing {strange} too; run kgwctl for all of {folder}")
    if not force:
        refuse_without_a_way_back(there, pending=frozenset(targets))
    if "changed" in states:
        changed = targets[states.index("changed")]
        raise WriteRefused(
            f"{changed} was changed after the run of {left} was interrupted. Put its text back to let the run be "
            f"finished, or remove {journal.staging} and the lock beside it to keep everything as it is"
        )
    texts = [_text(journal, number, "new", files) for number in range(len(targets))]
    whole = all(state == "after" or text is not None for state, text in zip(states, texts, strict=True))
    if "gone" not in states and whole:
        _write(journal, [number for number, state in enumerate(states) if state == "before"], "new", files)
        return f"finished the interrupted run of {left} in {folder}"
    _write(journal, [number for number, state in enumerate(states) if state == "after"], "old", files)
    lost = targets[states.index("gone")] if "gone" in states else "a new text"
    return f"undid the interrupted run of {left} in {folder}: {lost} is gone"


def _state(target: str, entry: Entry, files: FileSystem) -> _State:
    try:
        found = digest(files.read(target))
    except FileNotFoundError:
        return "gone"
    except OSError:
        return "changed"
    return "before" if found == entry.before else "after" if found == entry.after else "changed"


def _text(journal: Journal, number: int, which: Literal["old", "new"], files: FileSystem) -> bytes | None:
    """A text that the run has put aside, if it is what the journal says it is."""
    entry = journal.entries[number]
    try:
        data = files.read(journal.text(number, which))
    except OSError:
        return None
    return data if digest(data) == (entry.before if which == "old" else entry.after) else None


def _write(journal: Journal, numbers: Sequence[int], which: Literal["old", "new"], files: FileSystem) -> None:
    """Give files one of their texts. It is written anew: what lies in the tree is read, and never moved."""
    for number in numbers:
        data = _text(journal, number, which, files)
        if data is None:
            name = journal.entries[number].path
            raise WriteRefused(f"the old text of {name} is lost; get it back yourself, then remove {journal.staging}")
    for number in numbers:
        data = _text(journal, number, which, files)
        target, fresh = journal.target(journal.entries[number]), journal.text(number, "again")
        files.remove(fresh)
        files.make(fresh, data or b"", target)
        files.rename(fresh, target)
    sync_targets(journal, files)
    remove_staging(journal, files)
