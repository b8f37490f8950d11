"""The regular expression syntax of RE2 (Go's ``regexp``), parsed to a small tree.

CRD patterns are RE2. Python's ``re`` accepts another language (``$`` before a final newline,
Unicode ``\\d``, look-around, no ``\\z``), so patterns are parsed here and written anew for it, or run
on the automaton of :mod:`kgwctl.re2.automaton`. Source: https://github.com/google/re2/wiki/Syntax
and the deviations documented in Go's ``regexp/syntax``.
"""

from __future__ import annotations

from typing import Union

import msgspec

from kgwctl.re2 import character_sets as sets
from kgwctl.re2.character_sets import Ranges

#: Repetition counts above this are refused, alone and multiplied over nested repetitions.
_LONGEST_COUNT = 1000
MAX_REPEAT = 1000
#: Groups nested deeper than this are refused. Go stops at 1000; no pattern meant for people comes near.
MAX_DEPTH = 100


class PatternError(ValueError):
    """The pattern is not valid RE2. The text is Go's, with the part of the pattern that is to blame."""

    def __init__(self, problem: str, part: str | None = None) -> None:
        super().__init__(problem if part is None else f"{problem}: `{part}`")


_BAD_ESCAPE = "invalid escape sequence"
_BAD_RANGE = "invalid character class range"
_NOT_PERL = "invalid or unsupported Perl syntax"


class Chars(msgspec.Struct, frozen=True):
    """One character out of ``ranges``."""

    ranges: Ranges


class Assertion(msgspec.Struct, frozen=True):
    """A zero-width test: ``text-start``, ``text-end``, ``line-start``, ``line-end``, ``word``, ``not-word``."""

    kind: str


class Sequence(msgspec.Struct, frozen=True):
    """All parts, one after the other; no parts match the empty text."""

    parts: tuple[Node, ...]


class Alternatives(msgspec.Struct, frozen=True):
    """Any of the branches, the first that matches preferred."""

    branches: tuple[Node, ...]


class Repeat(msgspec.Struct, frozen=True):
    """``low`` to ``high`` times the part (``high`` None: without limit)."""

    part: Node
    low: int
    high: int | None
    greedy: bool


Node = Union[Chars, Assertion, Sequence, Alternatives, Repeat]  # noqa: UP007


class Flags(msgspec.Struct, frozen=True):
    """The inline flags in force at a point of the pattern."""

    ignore_case: bool = False
    multi_line: bool = False
    dot_all: bool = False
    ungreedy: bool = False


_FLAG_NAMES = {"i": "ignore_case", "m": "multi_line", "s": "dot_all", "U": "ungreedy"}
_ASSERTION_ESCAPES = {"A": "text-start", "z": "text-end", "b": "word", "B": "not-word"}
_CONTROL_ESCAPES = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}


def parse(pattern: str) -> Node:
    """The tree of ``pattern``. Raises :class:`PatternError` where Go's ``regexp.Compile`` fails."""
    parser = _Parser(pattern)
    node = parser.alternatives(Flags(), depth=0)
    if parser.at < len(pattern):
        raise PatternError("unexpected )", pattern)
    _check_repeats(node, 1)
    return node


class _Parser:
    """A recursive-descent reader; ``at`` is the index of the next character."""

    __slots__ = ("at", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        if self.at >= len(self.pattern):
            raise PatternError("trailing backslash at end of expression", "")
        self.at += 1
        return self.pattern[self.at - 1]

    def accept(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def alternatives(self, flags: Flags, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise PatternError("expression nests too deeply", self.pattern)
        branches: list[Node] = []
        parts: list[Node] = []
        while self.at < len(self.pattern) and self.peek() != ")":
            if self.accept("|"):
                branches.append(_sequence(parts))
                parts = []
            elif self.pattern.startswith("(?", self.at) and (changed := self._flag_group(flags)) is not None:
                flags = changed
            elif self.accept(r"\Q"):
                self._quoted(parts, flags)
            else:
                parts.append(self._repeated(self._atom(flags, depth), flags))
        branches.append(_sequence(parts))
        return branches[0] if len(branches) == 1 else Alternatives(tuple(branches))

    def _quoted(self, parts: list[Node], flags: Flags) -> None:
        r"""Literal text up to ``\E`` or the end; a repetition after it binds to its last character."""
        end = self.pattern.find(r"\E", self.at)
        text = self.pattern[self.at :] if end < 0 else self.pattern[self.at : end]
        self.at = len(self.pattern) if end < 0 else end + 2
        nodes: list[Node] = [_literal(ord(character), flags) for character in text]
        if nodes:
            nodes[-1] = self._repeated(nodes[-1], flags)
        parts.extend(nodes)

    def _flag_group(self, flags: Flags) -> Flags | None:
        """Read ``(?flags)`` and return the new flags; leave anything else (``(?:``, ``(?P<``) unread."""
        end = self.at + 2
        while end < len(self.pattern) and self.pattern[end] in "imsU-":
            end += 1
        if self.pattern[end : end + 1] != ")" or end == self.at + 2:
            return None
        changed = _apply_flags(flags, self.pattern[self.at + 2 : end])
        self.at = end + 1
        return changed

    def _atom(self, flags: Flags, depth: int) -> Node:
        character = self.take()
        if character == "(":
            return self._group(flags, depth)
        if character == "[":
            return Chars(self._character_class(flags))
        if character == ".":
            return Chars(sets.ALL if flags.dot_all else sets.NOT_NEWLINE)
        if character == "^":
            return Assertion("line-start" if flags.multi_line else "text-start")
        if character == "$":
            return Assertion("line-end" if flags.multi_line else "text-end")
        if character in "*+?":
            before = self.at
            self.accept("?")
            raise PatternError("missing argument to repetition operator", character + self.pattern[before : self.at])
        if character == "\\":
            return self._escape(flags)
        return _literal(ord(character), flags)

    def _group(self, flags: Flags, depth: int) -> Node:
        start = self.at - 1
        if self.accept("?"):
            if self.accept("P<") or self.accept("<"):
                self._group_name(start)
            else:
                end = self.at
                while self.pattern[end : end + 1] and self.pattern[end] in "imsU-":
                    end += 1
                if self.pattern[end : end + 1] != ":":
                    raise PatternError(_NOT_PERL, self.pattern[start : end + 1])
                flags = _apply_flags(flags, self.pattern[self.at : end])
                self.at = end + 1
        node = self.alternatives(flags, depth + 1)
        if not self.accept(")"):
            raise PatternError("missing closing )", self.pattern)
        return node

    def _group_name(self, start: int) -> None:
        end = self.pattern.find(">", self.at)
        name = self.pattern[self.at : end]
        if end < 0:
            raise PatternError("invalid named capture", self.pattern[start:])
        if not name or not all(c == "_" or (c.isascii() and c.isalnum()) for c in name):
            raise PatternError("invalid named capture", self.pattern[start : end + 1])
        self.at = end + 1

    def _repeated(self, node: Node, flags: Flags) -> Node:
        start = self.at
        bounds = self._repeat_bounds()
        if bounds is None:
            return node
        lazy = self.accept("?")
        if self._repeat_bounds() is not None:
            self.accept("?")
            raise PatternError("invalid nested repetition operator", self.pattern[start : self.at])
        return Repeat(node, bounds[0], bounds[1], greedy=lazy == flags.ungreedy)

    def _repeat_bounds(self) -> tuple[int, int | None] | None:
        """The bounds of a repetition operator here, or None. ``{`` without bounds is a literal."""
        if self.accept("*"):
            return 0, None
        if self.accept("+"):
            return 1, None
        if self.accept("?"):
            return 0, 1
        if self.peek() != "{":
            return None
        end = self.pattern.find("}", self.at)
        low, comma, high = self.pattern[self.at + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not _is_count(low) or (high and not _is_count(high)):
            return None
        self.at = end + 1
        if max(len(low), len(high)) > _LONGEST_COUNT:
            raise PatternError("invalid repeat count", f"{{{low}{comma}{high}}}")
        minimum = int(low)
        maximum = minimum if not comma else int(high) if high else None
        if minimum > MAX_REPEAT or (maximum is not None and (maximum > MAX_REPEAT or maximum < minimum)):
            raise PatternError("invalid repeat count", f"{{{low}{comma}{high}}}")
        return minimum, maximum

    def _escape(self, flags: Flags) -> Node:
        kind = _ASSERTION_ESCAPES.get(self.peek())
        if kind:
            self.at += 1
            return Assertion(kind)
        ranges = self._class_escape()
        if ranges is not None:
            return Chars(ranges)
        return _literal(self._character_escape(), flags)

    def _class_escape(self) -> Ranges | None:
        r"""``\d``, ``\pL``, ``\p{Greek}`` after the backslash, or None."""
        letter = self.peek()
        if letter in sets.PERL:
            self.at += 1
            return sets.PERL[letter]
        if letter not in ("p", "P"):
            return None
        start = self.at - 1
        self.at += 1
        name = self.peek()
        self.at += 1
        if name == "{":
            end = self.pattern.find("}", self.at)
            if end < 0:
                raise PatternError(_BAD_RANGE, self.pattern[start:])
            name = self.pattern[self.at : end]
            self.at = end + 1
        negated = (letter == "P") != name.startswith("^")
        found = sets.unicode_class(name.removeprefix("^"))
        if found is None:
            raise PatternError(_BAD_RANGE, self.pattern[start : self.at])
        return sets.complement(found) if negated else found

    def _character_escape(self) -> int:
        """The code point of an escape after the backslash."""
        start = self.at - 1
        letter = self.take()
        if letter == "x":
            return self._hexadecimal(start)
        if letter in _CONTROL_ESCAPES:
            return _CONTROL_ESCAPES[letter]
        if letter in "01234567" and (letter == "0" or self.peek() in tuple("01234567")):
            digits = letter
            while len(digits) < 3 and self.peek() and self.peek() in "01234567":
                digits += self.take()
            return int(digits, 8)
        if letter.isascii() and not letter.isalnum():
            return ord(letter)
        raise PatternError(_BAD_ESCAPE, self.pattern[start : self.at])

    def _hexadecimal(self, start: int) -> int:
        braced = self.accept("{")
        end = self.pattern.find("}", self.at) if braced else min(self.at + 2, len(self.pattern))
        digits = self.pattern[self.at : end] if end >= 0 else ""
        self.at = end + braced if end >= 0 else len(self.pattern)
        try:
            code = int(digits, 16)
        except ValueError:
            code = -1
        complete = braced or len(digits) == 2
        if not complete or not digits.isalnum() or not 0 <= code <= sets.LAST:
            raise PatternError(_BAD_ESCAPE, self.pattern[start : self.at])
        return code

    def _character_class(self, flags: Flags) -> Ranges:
        start = self.at - 1
        negated = self.accept("^")
        found: list[tuple[int, int]] = []
        first = True
        while first or self.peek() != "]":
            if not self.peek():
                raise PatternError("missing closing ]", self.pattern[start:])
            first = False
            found.extend(self._class_item(flags))
        self.at += 1
        ranges = sets.normalized(found)
        return sets.complement(ranges) if negated else ranges

    def _class_item(self, flags: Flags) -> Ranges:
        if self.pattern.startswith("[:", self.at) and (end := self.pattern.find(":]", self.at + 2)) > 0:
            name = self.pattern[self.at + 2 : end]
            posix = sets.POSIX.get(name.removeprefix("^"))
            if posix is None:
                raise PatternError(_BAD_RANGE, f"[:{name}:]")
            self.at = end + 2
            return sets.complement(posix) if name.startswith("^") else posix
        if self.peek() == "\\" and self.pattern[self.at + 1 : self.at + 2] in (*sets.PERL, "p", "P"):
            self.at += 1
            return self._class_escape() or ()
        start = self.at
        low = self._class_character()
        high = low
        if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
            self.at += 1
            high = self._class_character()
            if high < low:
                raise PatternError(_BAD_RANGE, self.pattern[start : self.at])
        return sets.folded(((low, high),)) if flags.ignore_case else ((low, high),)

    def _class_character(self) -> int:
        character = self.take()
        return self._character_escape() if character == "\\" else ord(character)


def _bounds_text(node: Repeat) -> str:
    high = "" if node.high is None else str(node.high)
    return f"{{{node.low}}}" if node.high == node.low else f"{{{node.low},{high}}}"


def _literal(code: int, flags: Flags) -> Chars:
    ranges: Ranges = ((code, code),)
    return Chars(sets.folded(ranges) if flags.ignore_case else ranges)


def _sequence(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _apply_flags(flags: Flags, letters: str) -> Flags:
    switched_on = True
    for letter in letters:
        if letter == "-":
            if not switched_on:
                raise PatternError(_NOT_PERL, f"(?{letters}")
            switched_on = False
        else:
            flags = msgspec.structs.replace(flags, **{_FLAG_NAMES[letter]: switched_on})
    if letters.endswith("-"):
        raise PatternError(_NOT_PERL, f"(?{letters}")
    return flags


def _check_repeats(node: Node, factor: int) -> None:
    """Refuse ``((a{100}){100}){100}``: its size is the product of the counts."""
    if isinstance(node, Repeat):
        factor *= max(node.low, node.high or 0, 1)
        if factor > MAX_REPEAT:
            raise PatternError("invalid repeat count", _bounds_text(node))
        _check_repeats(node.part, factor)
    elif isinstance(node, Sequence):
        for part in node.parts:
            _check_repeats(part, factor)
    elif isinstance(node, Alternatives):
        for branch in node.branches:
            _check_repeats(branch, factor)
