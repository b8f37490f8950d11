"""Trees to write into, and file systems that fail or die at a chosen system call."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from kgwctl.migrate.engine.plan import FileEdit
from kgwctl.migrate.writing.file_system import FileSystem


def edits(folder: Path, *names: str) -> list[FileEdit]:
    found = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"old " + name.encode())
        found.append(FileEdit(str(path), path.read_bytes(), b"new " + name.encode()))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Killed(BaseException):
    """Stands for a signal that cannot be caught."""


class Dying(FileSystem):
    """Dies before the system call with number ``at``; a write that is cut off has written half."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def call(self, function: Any, *arguments: Any) -> Any:
        if self.count >= self.at:
            if self.count == self.at and function is os.write:
                descriptor, data = arguments
                os.write(descriptor, data[: len(data) // 2])
            self.count += 1
            raise Killed
        self.count += 1
        # What the disk holds does not matter here, and waiting for it takes most of a test's time.
        return None if function is os.fsync else super().call(function, *arguments)


class Failing(FileSystem):
    """Fails once, at the system call with number ``at``."""

    def __init__(self, at: int, number: int = errno.ENOSPC) -> None:
        self.at = at
        self.number = number
        self.count = 0

    def call(self, function: Any, *arguments: Any) -> Any:
        self.count += 1
        if self.count == self.at + 1:
            raise OSError(self.number, os.strerror(self.number))
        return super().call(function, *arguments)
