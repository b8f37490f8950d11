"""Strings: the standard library and version 2 of cel-go's strings extension. Positions are code points."""

from __future__ import annotations

from typing import Any

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.formatting import format_text, quote
from kgwctl.cel.library.overload import function, method
from kgwctl.cel.operators import no_overload

#: What Go's ``unicode.IsSpace`` calls space.
_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_UPPER = {code + 32: code for code in _LOWER}


def _out_of_range(position: int) -> EvaluationError:
    return EvaluationError(f"index out of range: {position}")


def char_at(text: str, position: int) -> str:
    """The character at ``position``; empty just behind the last one."""
    if not 0 <= position <= len(text):
        raise _out_of_range(position)
    return text[position : position + 1]


def index_of(text: str, part: str, start: int = 0) -> int:
    """The first position of ``part`` from ``start`` on, or -1."""
    if start < 0:
        raise _out_of_range(start)
    if not part:
        return min(start, len(text))
    return text.find(part, start)


def last_index_of(text: str, part: str, start: int | None = None) -> int:
    """The last position of ``part`` that is not behind ``start``, or -1."""
    if start is None:
        return text.rfind(part)
    if start < 0:
        raise _out_of_range(start)
    if not part:
        return min(start, len(text))
    return text.rfind(part, 0, start + len(part)) if start < len(text) else -1


def split(text: str, separator: str, limit: int = -1) -> list[str]:
    """The parts of ``text``, at most ``limit`` of them unless it is negative; characters for an empty separator."""
    if limit == 0:
        return []
    if separator:
        return text.split(separator, limit - 1 if limit > 0 else -1)
    characters = list(text)
    if 0 < limit < len(characters):
        return [*characters[: limit - 1], text[limit - 1 :]]
    return characters


def substring(text: str, start: int, end: int | None = None) -> str:
    """The characters from ``start`` up to, without, ``end``."""
    stop = len(text) if end is None else end
    if not 0 <= start <= len(text):
        raise _out_of_range(start)
    if not 0 <= stop <= len(text):
        raise _out_of_range(stop)
    if start > stop:
        raise EvaluationError(f"invalid substring range: {start} to {stop}")
    return text[start:stop]


def join(parts: list[Any], separator: str = "") -> str:
    """The strings of a list in one. Raises :class:`EvaluationError` for anything but strings."""
    for part in parts:
        if type(part) is not str:
            no_overload("join", parts)
    return separator.join(parts)


OVERLOADS = (
    method("contains", (str, str), bool, lambda text, part: part in text),
    method("startsWith", (str, str), bool, str.startswith),
    method("endsWith", (str, str), bool, str.endswith),
    method("charAt", (str, int), str, char_at),
    method("indexOf", (str, str), int, index_of),
    method("indexOf", (str, str, int), int, index_of),
    method("lastIndexOf", (str, str), int, last_index_of),
    method("lastIndexOf", (str, str, int), int, last_index_of),
    method("lowerAscii", (str,), str, lambda text: text.translate(_LOWER)),
    method("upperAscii", (str,), str, lambda text: text.translate(_UPPER)),
    method("replace", (str, str, str), str, str.replace),
    method("replace", (str, str, str, int), str, lambda text, old, new, count: text.replace(old, new, max(count, -1))),
    method("split", (str, str), list, split),
    method("split", (str, str, int), list, split),
    method("substring", (str, int), str, substring),
    method("substring", (str, int, int), str, substring),
    method("trim", (str,), str, lambda text: text.strip(_SPACE)),
    method("format", (str, list), str, format_text),
    method("join", (list,), str, join),
    method("join", (list, str), str, join),
    function("strings.quote", (str,), str, quote),
)
