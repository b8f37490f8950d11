"""CEL's lexer: text to tokens (language definition, "Syntax")."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kgwctl.cel.engine import CompileError
from kgwctl.cel.values import MAX_UINT, UInt
from kgwctl.cel.words import LITERALS


class Token(NamedTuple):
    """``kind`` is ``name``, ``literal``, ``end`` or the operator itself; ``value`` a name or literal."""

    kind: str
    value: Any
    position: int


_TOKEN = re.compile(
    r"""
    (?P<space>(?:[\t\n\f\r ]|//[^\n]*)+)
  | (?P<string>(?:[rR][bB]?|[bB][rR]?)?(?:\"{3}|'{3}|\"|'))
  | (?P<float>(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
  | (?P<int>0x[0-9a-fA-F]+|[0-9]+)(?P<unsigned>[uU]?)
  | (?P<name>[_a-zA-Z][_a-zA-Z0-9]*)
  | (?P<operator>==|!=|<=|>=|&&|\|\||[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\?\"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|)"
)
_SIMPLE_ESCAPES = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))


def error_at(source: str, position: int, problem: str) -> CompileError:
    """A :class:`CompileError` with line and column (both from 1) of ``position``."""
    line = source.count("\n", 0, position) + 1
    column = position - (source.rfind("\n", 0, position) + 1) + 1
    return CompileError(f"{line}:{column}: {problem}")


def tokenize(source: str) -> list[Token]:
    """The tokens of ``source``, the last of kind ``end``. Raises :class:`CompileError`."""
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise error_at(source, position, f"{source[position]!r} has no meaning in CEL")
        start, position = position, match.end()
        if match["string"]:
            value, position = _string(source, match["string"], start)
            tokens.append(Token("literal", value, start))
        elif match["float"]:
            tokens.append(Token("literal", float(match["float"]), start))
        elif match["int"]:
            tokens.append(Token("literal", _integer(source, match, start), start))
        elif match["name"]:
            tokens.append(_word(match["name"], start))
        elif match["operator"]:
            tokens.append(Token(match["operator"], None, start))
    tokens.append(Token("end", None, len(source)))
    return tokens


def _word(word: str, start: int) -> Token:
    if word in LITERALS:
        return Token("literal", LITERALS[word], start)
    return Token("in", None, start) if word == "in" else Token("name", word, start)


def _integer(source: str, match: re.Match[str], start: int) -> int:
    text = match["int"]
    value = int(text, 16 if text.startswith("0x") else 10)
    if match["unsigned"]:
        if value > MAX_UINT:
            raise error_at(source, start, "the unsigned integer does not fit 64 bits")
        return UInt(value)
    return value


def _string(source: str, opening: str, start: int) -> tuple[str | bytes, int]:
    prefix = opening.rstrip("\"'").lower()
    quote = opening[len(prefix) :]
    begin = end = start + len(opening)
    while not source.startswith(quote, end):
        if end >= len(source) or (len(quote) == 1 and source[end] in "\r\n"):
            raise error_at(source, start, "the string is not closed")
        end += 2 if source[end] == "\\" and "r" not in prefix else 1
    body = source[begin:end]
    if "b" in prefix:
        return (body.encode() if "r" in prefix else _bytes(source, body, begin)), end + len(quote)
    return (body if "r" in prefix else _unescaped(source, body, begin)), end + len(quote)


def _unescaped(source: str, body: str, begin: int) -> str:
    def replace(match: re.Match[str]) -> str:
        simple, *digits, octal = match.groups()
        if simple:
            return _SIMPLE_ESCAPES[simple]
        code = next((int(number, 16) for number in digits if number), None)
        code = int(octal, 8) if octal else code
        if code is None or code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise error_at(source, begin + match.start(), "this escape sequence has no meaning in CEL")
        return chr(code)

    return _ESCAPE.sub(replace, body) if "\\" in body else body


def _bytes(source: str, body: str, begin: int) -> bytes:
    """A bytes literal: hexadecimal and octal escapes are bytes, everything else is UTF-8."""
    parts, last = [], 0
    for match in _ESCAPE.finditer(body):
        parts.append(body[last : match.start()].encode())
        last = match.end()
        simple, pair, short, long, octal = match.groups()
        if simple:
            parts.append(_SIMPLE_ESCAPES[simple].encode())
        elif (pair or octal) and not (short or long):
            parts.append(bytes([int(pair, 16) if pair else int(octal, 8)]))
        else:
            raise error_at(source, begin + match.start(), "this escape sequence has no meaning in bytes")
    return b"".join((*parts, body[last:].encode()))
