"""Which files to read, and reading them: paths, folders, links, standard input.

Every run comes through here, so it does without pathlib, whose import takes as long as reading a small file.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kgwctl.diagnostics import Finding, Location, Rule
from kgwctl.manifests import catalogue as rules
from kgwctl.manifests.document import Source

if TYPE_CHECKING:
    from typing import BinaryIO

#: What a file in a folder must end with to be a manifest. A file that is named is read whatever it is called.
EXTENSIONS = (".yaml", ".yml", ".json")
STDIN = "-"

#: Most that is read from what is no regular file (a pipe, a device): such an input may never end.
_STREAM_LIMIT = 1 << 30


def discover(
    paths: Iterable[str], files: Iterable[str] = (), *, recursive: bool = False, stdin: BinaryIO | None = None
) -> Iterator[Source | Finding]:
    """The inputs in load order, and a finding for each that cannot be read.

    Folders are walked in the byte order of names, files and folders mixed, as kubectl does; what starts
    with a dot is passed over. Linked folders are entered unless that leads back to where the walk is.
    A file that is reached twice is read once.
    """
    walk = _Walk(stdin)
    for path in paths:
        yield from walk.visit(path, recursive=True)
    for path in files:
        yield from walk.visit(path, recursive=recursive)


class _Walk:
    """What one discovery has read already."""

    def __init__(self, stdin: BinaryIO | None) -> None:
        self.stdin = stdin
        self.seen: set[tuple[int, int]] = set()
        self.stdin_read = False

    def visit(self, path: str, *, recursive: bool) -> Iterator[Source | Finding]:
        if path == STDIN:
            yield from self.read_stdin()
            return
        try:
            status = os.stat(path)  # noqa: PTH116
        except (OSError, ValueError) as error:
            yield _unreadable(path, error)
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self.enter(path, status, recursive=recursive, parents=())
        else:
            yield from self.read(path, status, named=True)

    def enter(
        self, folder: str, status: os.stat_result, *, recursive: bool, parents: tuple[tuple[int, int], ...]
    ) -> Iterator[Source | Finding]:
        """The manifests of a folder; ``parents`` are the folders that the walk came through."""
        identity = _identity(status)
        if identity in parents:
            message = "this link leads back to a folder it lies in"
            yield _finding(rules.LINK_LOOP, message, folder)
            return
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield _unreadable(folder, error)
            return
        for entry in entries:
            if not entry.name.startswith("."):
                yield from self.visit_entry(entry, recursive=recursive, parents=(*parents, identity))

    def visit_entry(
        self, entry: os.DirEntry[str], *, recursive: bool, parents: tuple[tuple[int, int], ...]
    ) -> Iterator[Source | Finding]:
        manifest = entry.name.endswith(EXTENSIONS)
        if not manifest and entry.is_file(follow_symlinks=False):
            return
        try:
            status = entry.stat()
        except OSError as error:
            if manifest:
                yield _unreadable(entry.path, error)
            return
        if stat.S_ISDIR(status.st_mode):
            if recursive:
                yield from self.enter(entry.path, status, recursive=True, parents=parents)
        elif manifest and stat.S_ISREG(status.st_mode):
            yield from self.read(entry.path, status, named=False)

    def read(self, path: str, status: os.stat_result, *, named: bool) -> Iterator[Source | Finding]:
        regular = stat.S_ISREG(status.st_mode)
        if regular and _identity(status) in self.seen:
            return
        self.seen.add(_identity(status))
        try:
            with open(path, "rb", buffering=0 if regular else -1) as file:  # noqa: PTH123
                data = file.read() if regular else file.read(_STREAM_LIMIT)
        except (OSError, MemoryError) as error:
            yield _unreadable(path, error)
            return
        if not regular and len(data) == _STREAM_LIMIT:
            yield _finding(rules.UNREADABLE, "the input does not end", path)
            return
        yield Source(_name(path), data, named=named)

    def read_stdin(self) -> Iterator[Source | Finding]:
        if self.stdin_read:
            return
        self.stdin_read = True
        stream = self.stdin or (sys.stdin.buffer if sys.stdin else None)
        if stream is None:
            yield _finding(rules.UNREADABLE, "standard input is closed", "<stdin>")
            return
        try:
            yield Source("<stdin>", stream.read())
        except (OSError, ValueError) as error:
            yield _unreadable("<stdin>", error)


def _name(path: str) -> str:
    """The path as text, bytes that are no UTF-8 escaped: reports and other readers of it take nothing else."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _unreadable(path: str, error: Exception) -> Finding:
    return _finding(rules.UNREADABLE, (getattr(error, "strerror", None) or str(error) or "out of memory").lower(), path)


def _finding(rule: Rule, message: str, path: str) -> Finding:
    return Finding(rule=rule.id, severity=rule.severity, message=message, location=Location(_name(path)))
