"""Checks of files remembered across runs, by content: a run that comes again checks only what changed.

One file of the cache folder holds what one command line, run in one folder, needs. Its entries are keyed
by everything that they hang on, so that a stale one is never read, only left out when the file is written.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import kgwctl
from kgwctl.schema.crd_cache import write_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kgwctl.manifests import Source
    from kgwctl.manifests.splitting import Chunk
    from kgwctl.schema.kinds import KindSchema

#: Entries of another layout are never read.
_LAYOUT = "5"
#: Bytes of a key.
_KEY = 16
#: Bytes of a checksum, which every entry begins with.
_SEAL = 8
#: What came since the larger file was written, and the part of it, one in so many, that may be out of date.
_RECENT = ".recent"
_REWRITE_AT = 10
#: Runs remembered; those not used for longest go first.
_MOST_RUNS = 20


class Memory:
    """The remembered checks of one run. A memory that cannot be read or written, or is damaged, is no error."""

    def __init__(self, folder: Path, run: str, salt: bytes) -> None:
        self._path = folder / f"{blake2b(run.encode(), digest_size=_KEY).hexdigest()}.msgpack"
        self._salt = salt
        self._used: dict[bytes, bytes] = {}
        #: What was hashed stays here, or another text might take its place in memory.
        self._contents: dict[int, tuple[bytes, bytes]] = {}

    @cached_property
    def _stored(self) -> Mapping[bytes, bytes]:
        return _read(self._path)

    @cached_property
    def _known(self) -> Mapping[bytes, bytes]:
        """What is stored, and what came since."""
        recent = _read(self._path.with_suffix(_RECENT))
        return {**self._stored, **recent} if recent else self._stored

    def run_key(self, sources: Iterable[Source], options: bytes) -> bytes:
        """What the outcome of a whole run hangs on: every input, its name, the order, and the options."""
        digest = blake2b(self._salt, digest_size=_KEY)
        digest.update(options)
        for source in sources:
            digest.update(f"\0{source.path}\0".encode("utf-8", "surrogateescape"))
            digest.update(self._content(source))
        return digest.digest()

    def _content(self, source: Source) -> bytes:
        """The digest of all of a source, which is taken once, by what processors have instructions for."""
        data = source.data
        known = self._contents.get(id(data))
        if known is None:
            known = self._contents[id(data)] = data, sha256(data).digest()
        return known[1]

    def recall_outcome(self, key: bytes) -> bytes | None:
        """The outcome of the last run, if it had this key."""
        with suppress(OSError):
            data = self._path.with_suffix(".outcome").read_bytes()
            if data.startswith(key):
                os.utime(self._path)
                return _opened(key, data[len(key) :])
        return None

    def remember_outcome(self, key: bytes, data: bytes) -> None:
        """Remember the outcome of this run in place of the last one's."""
        with suppress(OSError):
            write_private(self._path.with_suffix(".outcome"), key + _sealed(key, data))

    def key(self, source: Source, part: Chunk) -> bytes:
        """What the check of a part hangs on: the part, the name and place that findings repeat, and the options."""
        name = f"{source.path}\0{part.start}\0{source.data.count(10, 0, part.start)}".encode()
        digest = blake2b(self._salt, digest_size=_KEY)
        digest.update(name)
        whole = part.start == 0 and part.end == len(source.data)
        digest.update(self._content(source) if whole else source.data[part.start : part.end])
        return digest.digest()

    def get(self, key: bytes) -> bytes | None:
        """The remembered check, or ``None``."""
        found = self._known.get(key)
        data = _opened(key, found) if found is not None else None
        if found is not None and data is not None:
            self._used[key] = found
        return data

    def put(self, key: bytes, data: bytes) -> None:
        """Remember a check, once :meth:`save` is called."""
        self._used[key] = _sealed(key, data)

    def save(self) -> None:
        """Write what this run has used: beside what is stored if it is little, else all of it anew."""
        with suppress(OSError):
            if self._used.keys() == self._known.keys():
                os.utime(self._path)
                return
            new = {key: data for key, data in self._used.items() if key not in self._stored}
            unused = len(self._stored) + len(new) - len(self._used)
            recent = self._path.with_suffix(_RECENT)
            if (len(new) + unused) * _REWRITE_AT <= len(self._stored):
                write_private(recent, msgspec.msgpack.encode(new))
                os.utime(self._path)
                return
            write_private(self._path, msgspec.msgpack.encode(self._used))
            recent.unlink(missing_ok=True)
            _forget(self._path.parent)


def _sealed(key: bytes, data: bytes) -> bytes:
    return blake2b(data, key=key, digest_size=_SEAL).digest() + data


def _opened(key: bytes, sealed: bytes) -> bytes | None:
    """What was sealed with ``key``, or ``None`` if it was damaged since or is something else."""
    data = sealed[_SEAL:]
    return data if sealed == _sealed(key, data) else None


def _read(path: Path) -> dict[bytes, bytes]:
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[bytes, bytes])
    return {}


def open_memory(folder: Path, words: Iterable[str], overrides: Sequence[KindSchema], options: str) -> Memory:
    """The cache of a run: ``words`` are the inputs as given, ``overrides`` the user's own schemas."""
    salt = blake2b(f"{_LAYOUT}\0{kgwctl.__version__}\0{_newest_source()}\0{options}".encode(), digest_size=_KEY)
    for kind in overrides:
        salt.update(msgspec.msgpack.encode(kind))
    run = "\0".join((str(Path.cwd()), options, *words))
    return Memory(folder, run, salt.digest())


def _newest_source() -> int:
    """When the code was last changed, so that an edited checkout does not read what another version wrote."""
    root = Path(kgwctl.__file__).parent
    if not (root.parent / "pyproject.toml").exists():
        # Installed: the version says it all.
        return 0
    newest = 0
    folders = [str(root)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if not entry.is_dir():
                    newest = max(newest, entry.stat().st_mtime_ns)
                elif entry.name != "__pycache__":
                    folders.append(entry.path)
    return newest


def _forget(folder: Path) -> None:
    runs = sorted(folder.glob("*.msgpack"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in runs[_MOST_RUNS:]:
        for each in folder.glob(f"{path.stem}.*"):
            each.unlink()
