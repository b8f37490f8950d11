"""Noticing that files changed, by asking for their sizes and times now and then."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A file's path, time of change in nanoseconds, size and identity.
State = tuple[str, int, int, int]


def state_of(paths: Iterable[str]) -> frozenset[State]:
    """The state of every file that ``paths`` (files, or folders with all below them) lead to.

    Names that begin with a dot are left out below folders, as they are when manifests are read.
    """
    return frozenset(state for path in paths for state in _states(path))


def _states(path: str) -> Iterator[State]:
    if not Path(path).is_dir():
        yield from _state(path)
        return
    for folder, folders, files in os.walk(path, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                yield from _state(f"{folder}/{name}")


def _state(path: str) -> Iterator[State]:
    try:
        found = Path(path).stat()
    except OSError:
        # Gone between two looks: that is a change like any other.
        return
    yield path, found.st_mtime_ns, found.st_size, found.st_ino
