"""CEL's lexer: text to tokens (language definition, "Syntax")."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kgwctl.cel.engine import CompileError
from kgwctl.cel.values import UInt
from kgwctl.cel.words import LITERALS
from kgwctl.scalars.whole_number import whole_number


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


class SyntaxProblem(CompileError):
    """An expression that cannot be read; ``position`` is the offset of the ``problem``.

    ``span`` is what cannot be a token: where it begins, and behind the character that no token goes on with.
    """

    def __init__(self, source: str, position: int, problem: str, span: tuple[int, int]) -> None:
        line = source.count("\n", 0, position) + 1
        column = position - (source.rfind("\n", 0, position) + 1) + 1
        super().__init__(f"{line}:{column}: {problem}")
        self.position = position
        self.problem = problem
        self.span = span


def error_at(source: str, position: int, problem: str, *, start: int = -1, end: int = -1) -> SyntaxProblem:
    """A :class:`CompileError` with line and column (both from 1) of ``position``."""
    begin = position if start < 0 else start
    return SyntaxProblem(source, position, problem, (begin, begin + 1 if end < 0 else end))


def tokenize(source: str) -> list[Token]:
    """The tokens of ``source``, the last of kind ``end``. Raises :class:`CompileError`."""
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            # Of an operator that is half there, the next character is taken along.
            end = position + (2 if source[position] in "&|=" else 1)
            raise error_at(source, position, f"{source[position]!r} has no meaning in CEL", end=end)
        start, position = position, match.end()
        if match["string"]:
            value, position = _string(source, match["string"], start)
            tokens.append(Token("literal", value, start))
        elif match["float"]:
            tokens.append(Token("literal", float(match["float"]), start))
        elif match["int"]:
            tokens.append(Token("literal", _integer(match), start))
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


def _integer(match: re.Match[str]) -> int:
    text = match["int"]
    value = whole_number(text, 16 if text.startswith("0x") else 10)
    return UInt(value) if match["unsigned"] else value


def _string(source: str, opening: str, start: int) -> tuple[str | bytes, int]:
    prefix = opening.rstrip("\"'").lower()
    quote = opening[len(prefix) :]
    begin = end = start + len(opening)
    while not source.startswith(quote, end):
        if end >= len(source) or (len(quote) == 1 and source[end] in "\r\n"):
            raise error_at(source, start, "the string is not closed", end=end + 1)
        end += 2 if source[end] == "\\" and "r" not in prefix else 1
    body = source[begin:end].replace("\r\n", "\n").replace("\r", "\n")
    if "b" in prefix:
        return (body.encode() if "r" in prefix else _bytes(source, body, begin, start)), end + len(quote)
    return (body if "r" in prefix else _unescaped(source, body, begin, start)), end + len(quote)


def _unescaped(source: str, body: str, begin: int, start: int) -> str:
    def replace(match: re.Match[str]) -> str:
        simple, *digits, octal = match.groups()
        if simple:
            return _SIMPLE_ESCAPES[simple]
        code = next((int(number, 16) for number in digits if number), None)
        code = int(octal, 8) if octal else code
        if code is None or code > 0x10FFFF or 0xD800 <= code < 0xE000:
            at = begin + match.start()
            raise error_at(source, at, "this escape sequence has no meaning in CEL", start=start, end=at + 2)
        return chr(code)

    return _ESCAPE.sub(replace, body) if "\\" in body else body


def _bytes(source: str, body: str, begin: int, start: int) -> bytes:
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
            at = begin + match.start()
            raise error_at(source, at, "this escape sequence has no meaning in bytes", start=start, end=at + 2)
    return b"".join((*parts, body[last:].encode()))
