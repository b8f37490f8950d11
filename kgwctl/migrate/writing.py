"""Changed files to disk: all of them or none, even if the program is killed in between.

Every file is first written beside the one it replaces. Then a journal names them all; from there on the
write is as good as done, since whoever finds the journal can finish it. Then each file takes its place.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.migrate.plan import FileEdit

JOURNAL = ".kgwctl-migrate.json"
_SUFFIX = ".kgwctl-new"


class WriteRefused(Exception):
    """Nothing was written; the message says why."""


class Journal(NamedTuple):
    """A write that was interrupted: where its journal is, and which files it still has to replace."""

    path: Path
    pending: tuple[tuple[Path, Path, str], ...]


def write_in_place(edits: Sequence[FileEdit], *, force: bool = False) -> None:
    """Replace every file. Raises :class:`WriteRefused` before anything is changed.

    Links are followed, modes kept. Uncommitted changes in a git tree are refused without ``force``.
    """
    staged = _check([(_real(edit.path), edit) for edit in edits])
    if not staged:
        return
    if not force:
        _refuse_dirty_trees([target for target, _ in staged])
    entries: list[tuple[Path, Path, str]] = []
    journal = staged[0][0].parent / JOURNAL
    if journal.exists():
        raise WriteRefused(f"an interrupted run left {journal}; it has to be finished first")
    try:
        for target, edit in staged:
            fresh = target.with_name(f".{target.name}{_SUFFIX}")
            _write_new(fresh, edit.after, target.stat())
            entries.append((fresh, target, _digest(edit.before)))
        _write_journal(journal, entries)
    except OSError as error:
        for fresh, _, _ in entries:
            fresh.unlink(missing_ok=True)
        raise WriteRefused(f"nothing was written: {error}") from None
    finish(Journal(journal, tuple(entries)))


def _real(path: str) -> Path:
    return Path(os.path.realpath(path))


def _check(staged: Sequence[tuple[Path, FileEdit]]) -> list[tuple[Path, FileEdit]]:
    """Refuse what cannot be replaced, before anything is; a file named by two paths is replaced once."""
    seen: dict[Path, FileEdit] = {}
    for target, edit in staged:
        if edit.path in ("-", "<stdin>"):
            raise WriteRefused("standard input cannot be written back; use --output-dir or --diff")
        try:
            current = target.read_bytes()
            writable = target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        except OSError as error:
            raise WriteRefused(f"{edit.path}: {error.strerror}") from None
        if not writable or not os.access(target, os.W_OK):
            raise WriteRefused(f"{edit.path} is read-only")
        if not os.access(target.parent, os.W_OK):
            raise WriteRefused(f"the folder of {edit.path} is read-only")
        if current != edit.before:
            raise WriteRefused(f"{edit.path} has changed since it was read")
        if seen.setdefault(target, edit).after != edit.after:
            raise WriteRefused(f"{edit.path} and {seen[target].path} are the same file, and would differ")
    return list(seen.items())


def _refuse_dirty_trees(targets: Iterable[Path]) -> None:
    clean: list[Path] = []
    for folder in dict.fromkeys(target.parent for target in targets):
        if any(folder.is_relative_to(tree) for tree in clean):
            continue
        top = _git(folder, "rev-parse", "--show-toplevel")
        if not top:
            continue
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
        if changed:
            first = changed.splitlines()[0].strip().partition(" ")[2].strip()
            raise WriteRefused(f"the git tree {top} has uncommitted changes ({first}); commit them or use --force")
        clean.append(Path(top))


def _git(folder: Path, *arguments: str) -> str:
    """What git says about a folder; nothing if there is no git, or no tree."""
    import subprocess

    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _write_new(path: Path, data: bytes, like: os.stat_result) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(stat.S_IMODE(like.st_mode))
    with contextlib.suppress(OSError, AttributeError):
        # Only root may give files away; the owner of the rest is ourselves anyway.
        os.chown(path, like.st_uid, like.st_gid)


def _write_journal(path: Path, entries: Sequence[tuple[Path, Path, str]]) -> None:
    rows = [{"new": str(fresh), "file": str(target), "before": before} for fresh, target, before in entries]
    fresh = path.with_name(path.name + ".tmp")
    with fresh.open("w") as stream:
        json.dump(rows, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def interrupted(paths: Iterable[str]) -> list[Journal]:
    """The journals of interrupted writes beside any of ``paths``. Raises :class:`WriteRefused` for a torn one."""
    folders = dict.fromkeys(_real(path).parent for path in paths)
    found = []
    for folder in folders:
        path = folder / JOURNAL
        if path.exists():
            found.append(Journal(path, tuple(entry for entry in _read_journal(path) if entry[0].exists())))
    return found


def _read_journal(path: Path) -> list[tuple[Path, Path, str]]:
    try:
        rows = json.loads(path.read_text())
        return [(Path(row["new"]), Path(row["file"]), str(row["before"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        raise WriteRefused(f"{path} is no journal that a run can have left; remove it to go on") from None


def finish(journal: Journal) -> None:
    """Replace the files that are still to be replaced, and remove the journal.

    Raises :class:`WriteRefused` if one of them has been changed by somebody else in the meantime.
    """
    for fresh, target, before in journal.pending:
        if _digest(target.read_bytes()) != before:
            raise WriteRefused(
                f"{target} was changed while its migration was pending; the migrated text is in {fresh}. "
                f"Remove {journal.path} once you have decided"
            )
    for fresh, target, _ in journal.pending:
        fresh.replace(target)
    journal.path.unlink()


def write_to_folder(files: Iterable[tuple[str, bytes]], folder: str) -> list[Path]:
    """Write ``files`` (paths as they were given, and contents) below ``folder``.

    Absolute paths and ``..`` lose what would lead out of the folder. Raises :class:`WriteRefused`.
    """
    root = Path(folder)
    written: dict[Path, str] = {}
    contents = list(files)
    for path, _ in contents:
        place = _below(root, path)
        if place in written:
            raise WriteRefused(f"{written[place]} and {path} would both be written to {place}")
        written[place] = path
    for place, (_, data) in zip(written, contents, strict=True):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh = place.with_name(f".{place.name}{_SUFFIX}")
            fresh.write_bytes(data)
            fresh.replace(place)
        except OSError as error:
            raise WriteRefused(f"{place}: {error.strerror}") from None
    return list(written)


def _below(root: Path, path: str) -> Path:
    if path in ("-", "<stdin>"):
        return root / "stdin.yaml"
    parts = [part for part in Path(os.path.normpath(path)).parts if part not in ("..", os.sep) and ":" not in part]
    return root.joinpath(*parts)
