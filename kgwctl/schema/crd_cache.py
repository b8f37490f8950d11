"""User CRDs remembered across runs, in files named by the content they were made from."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from kgwctl import __version__
from kgwctl.schema.kinds import KindSchema

#: Part of every key: entries of another release, or of another layout, are never read.
_LAYOUT = f"{__version__} 4\n".encode()


def default_cache_folder() -> Path | None:
    """``$XDG_CACHE_HOME/kgwctl/crds``, below ``~/.cache`` when the variable is not set or relative.

    ``None`` for a user without a home.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named) / "kgwctl" / "crds"
    try:
        return Path.home() / ".cache" / "kgwctl" / "crds"
    except RuntimeError:
        return None


class CrdCache:
    """Kinds by the bytes of the CRD file that defines them.

    Only files without errors are remembered. A cache that cannot be read or written is no error: the
    file is then read again.
    """

    __slots__ = ("folder",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, contents: bytes) -> tuple[KindSchema, ...] | None:
        """The kinds that were read from ``contents`` before, or None."""
        try:
            data = self._path(contents).read_bytes()
            return msgspec.json.decode(data, type=tuple[KindSchema, ...])
        except (OSError, msgspec.DecodeError):
            return None

    def put(self, contents: bytes, kinds: tuple[KindSchema, ...]) -> None:
        """Remember the kinds of ``contents``; an entry appears whole or not at all."""
        with suppress(OSError):
            write_private(self._path(contents), msgspec.json.encode(kinds))

    def _path(self, contents: bytes) -> Path:
        return self.folder / f"{sha256(_LAYOUT + contents).hexdigest()}.json"


def write_private(path: Path, data: bytes) -> None:
    """Write a file of the cache, for its owner's eyes only; it appears whole or not at all. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        draft.chmod(0o600)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
