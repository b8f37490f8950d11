"""One run at a time in a tree: a locked file in the folder that holds all files of the run.

The system drops the lock of a process that dies, so a lock file that is not locked was left behind. It
names the run that made it; only the journal of that run belongs to it.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import socket
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.migrate.writing.refusal import WriteRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.migrate.writing.file_system import FileSystem

LOCK = ".kgwctl-migrate.lock"
_RUN = re.compile(r"[0-9a-f]{32}\Z")
_LARGEST = 4096
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
#: A pipe must not make us wait for whoever writes into it.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BEGINNING = b'{"pid": '
#: What a file system says that knows no locks.
_NO_LOCKS = frozenset((errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK))


class Owner(NamedTuple):
    """Who made a lock: the process, its machine, and the name of its run."""

    pid: int
    host: str
    run: str

    def __str__(self) -> str:
        return f"process {self.pid}" if self.host == socket.gethostname() else f"process {self.pid} on {self.host}"


class TreeLock(NamedTuple):
    """A lock that this process holds. ``run`` names this run, ``left`` whoever left the lock behind."""

    path: str
    descriptor: int
    run: str
    left: Owner | None


@contextmanager
def locked(folder: str, files: FileSystem) -> Iterator[TreeLock]:
    """Hold the lock of ``folder``. The file stays as long as the run's texts lie beside it: they need it.

    Raises :class:`~kgwctl.migrate.writing.refusal.WriteRefused` if another run has it.
    """
    path = os.path.join(folder, LOCK)  # noqa: PTH118
    lock = _take(path, files)
    try:
        yield lock
    finally:
        try:
            if not os.path.lexists(staging_folder(folder, lock.run)):
                # One that cannot be removed is no harm: the next run takes it over.
                with suppress(OSError):
                    files.remove(path)
        finally:
            os.close(lock.descriptor)


def staging_folder(folder: str, run: str) -> str:
    """Where the texts of ``run`` lie until it is done."""
    return os.path.join(folder, f".kgwctl-migrate-{run}")  # noqa: PTH118


def _take(path: str, files: FileSystem) -> TreeLock:
    while True:
        descriptor = _open(path, files)
        try:
            left = _read(path, descriptor)
            if not _lock(descriptor, left):
                who = f" ({left})" if left and _lives(left) else ""
                raise WriteRefused(f"another run is writing here{who}; it holds {path}")
            if not _is(path, descriptor):
                # Whoever held it has ended and removed it in the meantime.
                os.close(descriptor)
                continue
            left = _read(path, descriptor)
            # A lock that was left keeps its name: the texts beside it have that too.
            run = left.run if left else _sign(path, descriptor, files)
        except BaseException:
            os.close(descriptor)
            raise
        return TreeLock(path, descriptor, run, left)


def _open(path: str, files: FileSystem) -> int:
    flags = os.O_RDWR | os.O_CREAT | _NO_FOLLOW | _NO_WAIT
    try:
        descriptor: int = files.call(os.open, path, flags, 0o600)
    except OSError as error:
        raise WriteRefused(f"{path} cannot be made: {error.strerror}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or not _ours(status):
        os.close(descriptor)
        raise WriteRefused(f"{path} is not a lock that a run of yours has left; look at it, and remove it to go on")
    return descriptor


def _ours(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _is(path: str, descriptor: int) -> bool:
    try:
        there = os.lstat(path)
    except OSError:
        return False
    return os.path.samestat(there, os.fstat(descriptor))


def _read(path: str, descriptor: int) -> Owner | None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    data = os.read(descriptor, _LARGEST)
    if not data or (data.startswith(_BEGINNING) and not data.endswith(b"}")):
        # Its run died while it signed the lock, and had done nothing yet.
        return None
    owner = parse_owner(data)
    if owner is None:
        raise WriteRefused(f"{path} is not a lock that a run of yours has left; look at it, and remove it to go on")
    return owner


def parse_owner(data: bytes) -> Owner | None:
    """The owner that a lock file names; ``None`` for anything that a run has not written."""
    try:
        found = json.loads(data)
        owner = Owner(found["pid"], found["host"], found["run"])
    except (ValueError, TypeError, KeyError):
        return None
    right = isinstance(owner.pid, int) and isinstance(owner.host, str) and isinstance(owner.run, str)
    return owner if right and _RUN.match(owner.run) and owner.host.isprintable() else None


def _sign(path: str, descriptor: int, files: FileSystem) -> str:
    """Write into the lock who has it; returns the name of the run."""
    owner = Owner(os.getpid(), socket.gethostname(), secrets.token_hex(16))
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        files.call(os.write, descriptor, json.dumps(owner._asdict()).encode())
        files.call(os.fsync, descriptor)
    except OSError as error:
        files.remove(path)
        raise WriteRefused(f"nothing was written: {path}: {error.strerror}") from None
    return owner.run


def _lock(descriptor: int, owner: Owner | None) -> bool:
    """Whether the file is ours now. Where files cannot be locked, a living owner has it."""
    try:
        if os.name == "nt":
            return _lock_on_windows(descriptor)
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            return False
        return owner is None or not _lives(owner)
    return True


def _lock_on_windows(descriptor: int) -> bool:
    import importlib

    # A byte far behind the text: what is locked cannot be read by others there.
    os.lseek(descriptor, 1 << 20, os.SEEK_SET)
    locking = importlib.import_module("msvcrt")
    locking.locking(descriptor, locking.LK_NBLCK, 1)
    return True


def _lives(owner: Owner) -> bool:
    if owner.host != socket.gethostname():
        return True
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def is_held(path: str) -> bool:
    """Whether some process holds the lock file at ``path`` right now."""
    try:
        descriptor = os.open(path, os.O_RDWR | _NO_FOLLOW | _NO_WAIT)
    except OSError:
        return False
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return False
        return not _lock(descriptor, parse_owner(os.read(descriptor, _LARGEST)))
    finally:
        os.close(descriptor)
