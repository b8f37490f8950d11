"""Collections written on one line, ``{name: http, port: 80}`` and ``[GET, POST]``, in their plainest form.

A part of the fast reader: what it does not know for sure (escapes, colons inside of a text, single pairs,
trailing commas, anchors, tags) it declines.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kgwctl.manifests.scalars import WORDS, ScalarError, resolve_plain, to_value

#: Collections nest no deeper on a line that anyone reads.
_DEEPEST = 8

_QUOTED = r""""[^"\\\n]*"|'[^'\n]*'"""
_INSIDE = r"[\w./+~(=$^;<\\)>*!&@%-]"
_PLAIN = rf"-?[A-Za-z0-9_./+~(=$^;<\\]{_INSIDE}*(?: +{_INSIDE}+)*"
_KEY = re.compile(r""" *([A-Za-z_/][\w./-]{0,250}|"[^"\\\n]{0,250}"|'[^'\n]{0,250}'): +""", re.ASCII)
_SCALAR = re.compile(rf" *({_QUOTED}|{_PLAIN})", re.ASCII)
_OPENING = re.compile(r" *([{\[]) *([}\]]?)")
#: What ends an entry: the next one or the end of the collection.
_ENDING = re.compile(r" *([,}\]])")
_AFTER = re.compile(r" *(?: #.*)?\Z")


class Flow(NamedTuple):
    """A collection, and how many collections nest in it, itself counted. Users of the value copy it."""

    value: Any
    depth: int


class _Declined(Exception):
    """The text is not as plain as this."""


def read_flow(text: str) -> Flow | None:
    """The collection with which ``text`` starts and, but for a comment, ends; ``None`` for whatever else there is."""
    try:
        value, depth, end = _collection(text, 0, 1)
    except _Declined:
        return None
    return Flow(value, depth) if _AFTER.match(text, end) else None


def fresh(value: Any) -> Any:
    """A copy of a collection, for callers change what they read."""
    if value.__class__ is dict:
        return {key: fresh(member) for key, member in value.items()}
    if value.__class__ is list:
        return [fresh(member) for member in value]
    return value


def _collection(text: str, at: int, level: int) -> tuple[Any, int, int]:
    """The collection at ``at``, its depth, and where it ends."""
    opening = _OPENING.match(text, at)
    if opening is None or level > _DEEPEST:
        raise _Declined
    is_mapping = opening[1] == "{"
    closing = "}" if is_mapping else "]"
    found: Any = {} if is_mapping else []
    at = opening.end()
    if opening[2]:
        if opening[2] != closing:
            raise _Declined
        return found, 1, at
    deepest = 0
    while True:
        key, at = _key(text, at, found) if is_mapping else (None, at)
        value, depth, at = _value(text, at, level)
        deepest = max(deepest, depth)
        if is_mapping:
            found[key] = value
        else:
            found.append(value)
        ending = _ENDING.match(text, at)
        if ending is None or ending[1] not in ("," + closing):
            raise _Declined
        at = ending.end()
        if ending[1] == closing:
            return found, deepest + 1, at


def _key(text: str, at: int, found: dict[str, Any]) -> tuple[str, int]:
    match = _KEY.match(text, at)
    if match is None:
        raise _Declined
    key = match[1]
    if key[0] in "\"'":
        key = key[1:-1]
    elif key in WORDS:
        raise _Declined
    if key in found:
        raise _Declined
    return key, match.end()


def _value(text: str, at: int, level: int) -> tuple[Any, int, int]:
    match = _SCALAR.match(text, at)
    if match is None:
        return _collection(text, at, level + 1)
    scalar = match[1]
    if scalar[0] in "\"'":
        return scalar[1:-1], 0, match.end()
    try:
        return to_value(resolve_plain(scalar)), 0, match.end()
    except ScalarError:
        raise _Declined from None
