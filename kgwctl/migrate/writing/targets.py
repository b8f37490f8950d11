"""Whether files can be replaced, asked before any of them is: what a careful person would look at."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.migrate.writing.refusal import WriteRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.migrate.engine.plan import FileEdit
    from kgwctl.migrate.writing.file_system import FileSystem

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class Target(NamedTuple):
    """A file to replace: its real path, and the text it has and gets."""

    path: str
    before: bytes
    after: bytes


def check_targets(edits: Sequence[FileEdit], files: FileSystem, *, force: bool = False) -> list[Target]:
    """The files behind ``edits``, each once. Raises :class:`~kgwctl.migrate.writing.refusal.WriteRefused`.

    Refused are: standard input; files that changed since they were read; read-only files and folders; files
    of another owner; links that lead out of the tree; without ``force``, files with a second name (a hard
    link), which would keep the old text.
    """
    seen: dict[str, FileEdit] = {}
    for edit in edits:
        if edit.path in ("-", "<stdin>"):
            raise WriteRefused("standard input cannot be written back; use --output-dir or --diff")
        target = os.path.realpath(edit.path)
        _refuse_link_outwards(edit.path, target, edits)
        _refuse_unwritable(edit, target, files, force=force)
        if seen.setdefault(target, edit).after != edit.after:
            raise WriteRefused(f"{edit.path} and {seen[target].path} are the same file, and would differ")
    return [Target(path, edit.before, edit.after) for path, edit in seen.items()]


def _refuse_link_outwards(path: str, target: str, edits: Sequence[FileEdit]) -> None:
    if target == os.path.abspath(path):  # noqa: PTH100
        return
    tree = common_folder(os.path.abspath(edit.path) for edit in edits)  # noqa: PTH100
    # The way to the tree may hold links of its own; those are the user's.
    inside = tree_of(os.path.realpath(tree))
    if os.path.commonpath([inside, target]) != inside:
        raise WriteRefused(f"{path} is a link to {target}, outside of {inside}; name that file itself to change it")


def tree_of(folder: str) -> str:
    """The git tree that ``folder`` is in, else ``folder``."""
    top = folder
    while not os.path.lexists(os.path.join(top, ".git")):  # noqa: PTH118
        parent = os.path.dirname(top)  # noqa: PTH120
        if parent == top:
            return folder
        top = parent
    return top


def common_folder(paths: Iterable[str]) -> str:
    """The deepest folder that holds all files at ``paths``, which are absolute."""
    try:
        return os.path.commonpath([os.path.dirname(path) for path in paths])  # noqa: PTH120
    except ValueError:
        raise WriteRefused("the files are on several drives; run kgwctl for each of them") from None


def _refuse_unwritable(edit: FileEdit, target: str, files: FileSystem, *, force: bool) -> None:
    folder = os.path.dirname(target)  # noqa: PTH120
    try:
        current, status, around = files.read(target), os.lstat(target), os.stat(folder)  # noqa: PTH116
    except OSError as error:
        raise WriteRefused(f"{edit.path}: {error.strerror}") from None
    if current != edit.before:
        raise WriteRefused(f"{edit.path} has changed since it was read")
    if not status.st_mode & _WRITABLE or not os.access(target, os.W_OK):
        raise WriteRefused(f"{edit.path} is read-only")
    if not around.st_mode & _WRITABLE or not os.access(folder, os.W_OK):
        raise WriteRefused(f"the folder of {edit.path} is read-only")
    if hasattr(os, "geteuid") and os.geteuid() not in (0, status.st_uid):
        raise WriteRefused(f"{edit.path} belongs to another user ({status.st_uid}) and would be yours afterwards")
    if status.st_nlink > 1 and not force:
        raise WriteRefused(
            f"{edit.path} has another name (a hard link), which would keep the old text; "
            "replace it by a copy, or use --force"
        )


def refuse_other_devices(folder: str, targets: Iterable[Target]) -> None:
    """A file takes another's place in one step only within a file system."""
    device = os.stat(folder).st_dev  # noqa: PTH116
    for target in targets:
        if os.stat(os.path.dirname(target.path)).st_dev != device:  # noqa: PTH116, PTH120
            raise WriteRefused(f"{target.path} is on another file system than {folder}; run kgwctl for it alone")
