"""Broken JSON in the words of Go's ``encoding/json``, which show in statuses."""

from __future__ import annotations

import re
from typing import NoReturn

from kgwctl.golang.text import quote

_SPACE = b" \t\r\n"
_DIGITS = b"0123456789"
_HEX = b"0123456789abcdefABCDEF"
_END = "unexpected end of JSON input"
#: Go goes on to 10,000; nothing that is meant nests this deep.
MAX_DEPTH = 200
_LITERALS = {b"t": b"true", b"f": b"false", b"n": b"null"}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class GoJsonError(ValueError):
    """Text that is no JSON; the message is Go's."""


def check_json(text: str) -> None:
    """Raise :class:`GoJsonError` unless ``text`` is one JSON value."""
    _Scanner(text.encode()).document()


def replaced_surrogates(text: str) -> str:
    """A string of JSON as Go reads it: half a pair becomes the replacement character."""
    return _LONE_SURROGATE.sub("\ufffd", text)


class _Scanner:
    def __init__(self, text: bytes) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def document(self) -> None:
        self.space()
        self.value()
        self.space()
        if self.at < len(self.text):
            self.fail("after top-level value")

    def peek(self) -> bytes:
        return self.text[self.at : self.at + 1]

    def fail(self, where: str, *, inside: bool = False) -> NoReturn:
        """Refuse the next byte. A number or word that the text ends in is refused for the blank behind it."""
        byte = self.peek() or (b" " if inside else b"")
        if not byte:
            raise GoJsonError(_END)
        shown = {b"'": "\\'", b'"': '"'}.get(byte) or quote(byte.decode("latin-1"))[1:-1]
        raise GoJsonError(f"invalid character '{shown}' {where}")

    def space(self) -> None:
        while self.peek() and self.peek() in _SPACE:
            self.at += 1

    def value(self) -> None:
        first = self.peek()
        if first in (b"{", b"["):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise GoJsonError("exceeded max depth")
            if first == b"{":
                self.members()
            else:
                self.elements()
            self.depth -= 1
        elif first == b'"':
            self.string()
        elif first in _LITERALS:
            self.literal(_LITERALS[first])
        elif first == b"-" or (first and first in _DIGITS):
            self.number()
        else:
            self.fail("looking for beginning of value")

    def members(self) -> None:
        closed = b"}"
        while True:
            self.at += 1
            self.space()
            if self.peek() == closed:
                break
            if self.peek() != b'"':
                self.fail("looking for beginning of object key string")
            self.string()
            self.space()
            if self.peek() != b":":
                self.fail("after object key")
            self.at += 1
            self.space()
            self.value()
            self.space()
            # A comma wants another member.
            closed = b"\0"
            if self.peek() == b"}":
                break
            if self.peek() != b",":
                self.fail("after object key:value pair")
        self.at += 1

    def elements(self) -> None:
        closed = b"]"
        while True:
            self.at += 1
            self.space()
            if self.peek() == closed:
                break
            self.value()
            self.space()
            closed = b"\0"
            if self.peek() == b"]":
                break
            if self.peek() != b",":
                self.fail("after array element")
        self.at += 1

    def string(self) -> None:
        self.at += 1
        while self.peek() != b'"':
            if self.peek() < b" ":
                self.fail("in string literal")
            escape = self.peek() == b"\\"
            self.at += 1
            if escape:
                self.escape()
        self.at += 1

    def escape(self) -> None:
        kind = self.peek()
        if not kind or kind not in b'bfnrt\\/"u':
            self.fail("in string escape code")
        self.at += 1
        for _ in range(4 if kind == b"u" else 0):
            if not self.peek() or self.peek() not in _HEX:
                self.fail("in \\u hexadecimal character escape")
            self.at += 1

    def literal(self, word: bytes) -> None:
        for index in range(len(word)):
            if self.peek() != word[index : index + 1]:
                self.fail(f"in literal {word.decode()} (expecting '{chr(word[index])}')", inside=True)
            self.at += 1

    def number(self) -> None:
        if self.peek() == b"-":
            self.at += 1
        if self.peek() == b"0":
            self.at += 1
        else:
            self.digits("in numeric literal")
        if self.peek() == b".":
            self.at += 1
            self.digits("after decimal point in numeric literal")
        if self.peek() in (b"e", b"E"):
            self.at += 1
            if self.peek() in (b"+", b"-"):
                self.at += 1
            self.digits("in exponent of numeric literal")

    def digits(self, where: str) -> None:
        if not self.peek() or self.peek() not in _DIGITS:
            self.fail(where, inside=True)
        while self.peek() and self.peek() in _DIGITS:
            self.at += 1
