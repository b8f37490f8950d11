"""The system calls that a write is made of, behind one door, so that tests can fail each of them.

Files are opened without following links, and made only where nothing is.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
#: Attributes that a file system, or a user who is not root, may not be able to copy.
_UNCOPYABLE = frozenset((errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENODATA, errno.EINVAL))
_CHUNK = 1 << 20


def digest(data: bytes) -> str:
    """The SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class FileSystem:
    """Reads and changes files. Every method raises :class:`OSError` as the system does."""

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Make one system call."""
        return function(*arguments)

    def read(self, path: str) -> bytes:
        """The bytes of a regular file. A link is an error (``ELOOP``), and so is anything but a file."""
        # A pipe must not make us wait for whoever writes into it.
        descriptor = self.call(os.open, path, os.O_RDONLY | _NO_FOLLOW | _NO_WAIT | _BINARY)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "no regular file", path)
            parts = []
            while part := self.call(os.read, descriptor, _CHUNK):
                parts.append(part)
            return b"".join(parts)
        finally:
            os.close(descriptor)

    def make(self, path: str, data: bytes, like: str = "") -> None:
        """Make a file where there is none, and have it on the disk.

        With ``like`` it gets the owner, the mode and the extended attributes of that file, else it is for
        its owner only.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY
        descriptor = self.call(os.open, path, flags, 0o600)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self.call(os.write, descriptor, rest) :]
            if like:
                self._resemble(descriptor, like)
            self.call(os.fsync, descriptor)
        finally:
            os.close(descriptor)

    def _resemble(self, descriptor: int, like: str) -> None:
        """Owner first: giving a file away clears the bits that a mode may hold beside the usual nine."""
        if not hasattr(os, "fchown"):
            return
        wanted, found = os.stat(like, follow_symlinks=False), os.fstat(descriptor)  # noqa: PTH116
        if (wanted.st_uid, wanted.st_gid) != (found.st_uid, found.st_gid):
            self.call(os.fchown, descriptor, wanted.st_uid, wanted.st_gid)
        for name in os.listxattr(like) if hasattr(os, "listxattr") else ():
            try:
                os.setxattr(descriptor, name, os.getxattr(like, name))
            except OSError as error:
                if error.errno not in _UNCOPYABLE:
                    raise
        self.call(os.fchmod, descriptor, stat.S_IMODE(wanted.st_mode))

    def rename(self, old: str, new: str) -> None:
        """Let ``old`` take the place of ``new`` in one step."""
        self.call(os.replace, old, new)

    def remove(self, path: str) -> None:
        """Remove a file or a link; none is there is fine too."""
        try:
            self.call(os.unlink, path)
        except FileNotFoundError:
            return

    def make_folder(self, path: str) -> None:
        """Make a folder where nothing is, for its owner only."""
        self.call(os.mkdir, path, 0o700)

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder; none is there is fine too."""
        try:
            self.call(os.rmdir, path)
        except FileNotFoundError:
            return

    def sync_folder(self, path: str) -> None:
        """Have the names in a folder on the disk, where a system can do that."""
        if os.name == "nt":
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            self.call(os.fsync, descriptor)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
        finally:
            os.close(descriptor)
