"""Where one document ends and the next begins, as apimachinery's readers decide before any parsing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kgwctl.manifests.offsets import BOM

#: Byte order marks of UTF-16, which Kubernetes does not read.
UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: A zero byte this early makes a file binary; later it only breaks the document it is in.
BINARY_PROBE = 8192
#: How far Kubernetes looks for the brace that makes an input JSON.
_LOOK_AHEAD = 4096
_SEPARATOR = re.compile(rb"^---[^\n]*\n?", re.MULTILINE)


class Chunk(NamedTuple):
    """The bytes of one document: ``data[start:end]``."""

    start: int
    end: int


class BadSeparator(NamedTuple):
    """A line that starts with ``---`` but goes on with ``text``. What follows it is not read."""

    offset: int
    text: str


def looks_like_json(data: bytes, start: int = 0) -> bool:
    """Whether the first thing in ``data[start:]`` is an opening brace."""
    return data[start : start + _LOOK_AHEAD].lstrip().startswith(b"{")


def split(data: bytes, start: int = 0, stop: int | None = None) -> Iterator[Chunk | BadSeparator]:
    """The documents of ``data[start:stop]``, in order.

    Only lines that start with ``---`` separate, even inside of quotes; they may go on with blanks and a
    comment. One that comes first belongs to its document. A line that goes on with anything else makes
    Kubernetes give up; here what lies before it and after the next separator is read.
    """
    skipping = False
    end = len(data) if stop is None else stop
    for match in _SEPARATOR.finditer(data, start, end):
        rest = match[0][3:].decode("utf-8", "replace").strip()
        bad = bool(rest) and not rest.startswith("#")
        if match.start() > start and not skipping:
            yield Chunk(start, match.start())
        if bad:
            yield BadSeparator(match.start(), rest)
        if bad or match.start() > start:
            start = match.end()
        skipping = bad
    if start < end and not skipping:
        yield Chunk(start, end)


def _separator(data: bytes, start: int) -> int:
    """Where a line break and a plain separator follow a line that is none itself; -1 if nowhere."""
    found = data.find(b"\n---\n", start)
    while found != -1 and data.startswith(b"---", data.rfind(b"\n", 0, found) + 1):
        # Of two separators the second belongs to the document after them.
        found = data.find(b"\n---\n", found + 1)
    return found


def parts(data: bytes, size: int) -> list[Chunk]:
    """``data`` cut at plain separators into parts of about ``size`` bytes or more.

    Reading the parts one by one gives what reading the whole gives. JSON, and what is no text, is not cut.
    """
    json = looks_like_json(data, len(BOM) if data.startswith(BOM) else 0)
    if len(data) <= size or json or data.startswith(UTF16) or b"\0" in data[:BINARY_PROBE]:
        return [Chunk(0, len(data))]
    cut: list[Chunk] = []
    start = 0
    while len(data) - start > size:
        separator = _separator(data, start + size)
        if separator == -1:
            break
        cut.append(Chunk(start, separator + 1))
        start = separator + len(b"\n---\n")
    cut.append(Chunk(start, len(data)))
    return cut
