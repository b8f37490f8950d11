"""Where one document ends and the next begins, as apimachinery's readers decide before any parsing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

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


def split(data: bytes, start: int = 0) -> Iterator[Chunk | BadSeparator]:
    """The documents of ``data[start:]``, in order.

    Only lines that start with ``---`` separate, even inside of quotes; they may go on with blanks and a
    comment. One that comes first belongs to its document. A line that goes on with anything else makes
    Kubernetes give up; here what lies before it and after the next separator is read.
    """
    skipping = False
    for match in _SEPARATOR.finditer(data, start):
        rest = match[0][3:].decode("utf-8", "replace").strip()
        bad = bool(rest) and not rest.startswith("#")
        if match.start() > start and not skipping:
            yield Chunk(start, match.start())
        if bad:
            yield BadSeparator(match.start(), rest)
        if bad or match.start() > start:
            start = match.end()
        skipping = bad
    if start < len(data) and not skipping:
        yield Chunk(start, len(data))
