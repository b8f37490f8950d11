"""The fast reader: documents in plain block style, the style of nearly all manifests.

It reads lines of ``key: value``, ``- key: value`` and ``- value`` with values on one line, collections among
them (:mod:`kgwctl.manifests.flow_reader`), and literal texts (:mod:`kgwctl.manifests.literal_reader`). It
declines whatever else it meets: the document then goes to :mod:`kgwctl.manifests.yaml_reader`, which reads
all of YAML and words all complaints. What it does read, it must read as that one does.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from typing import Any

from kgwctl.manifests.flow_reader import Flow, fresh, read_flow
from kgwctl.manifests.literal_reader import START, read_literal, with_literals_inline
from kgwctl.manifests.scalars import WORDS, ScalarError, resolve_plain, to_value


class Unread(enum.Enum):
    """What a reader says that has no value: it leaves the text to another reader, or to the lines that follow."""

    DECLINED = "declined"
    NESTED = "nested"


_DECLINED, _NESTED = Unread
_PRINTABLE = bytes((0x0A, *range(0x20, 0x7F)))
_KEY = r"""[A-Za-z_/][\w./-]{0,250}|"[^"\\\n]{0,250}"|'[^'\n]{0,250}'"""
#: A line: its indentation, a dash, a key, the rest. Every line matches.
_LINE = re.compile(rf"^( *)(- +)?(?:({_KEY}):(?: +|$))?([^\n]*)$", re.MULTILINE | re.ASCII)
_DOCUMENT_START = re.compile(r"--- *(?: #[^\n]*)?(?:\n|\Z)")
_AFTER_QUOTES = re.compile(r" *(?: #.*)?\Z")
_PLAIN_START = re.compile(r"-?[A-Za-z0-9_./+~(=$^;<\\]")
#: Most different texts to remember the meaning of.
_MEMORY = 50_000
#: The longest text to remember the meaning of.
_LONGEST = 200


class BlockReader:
    """Reads documents. It remembers what texts mean, for a run meets the same ones again and again."""

    def __init__(self, max_depth: int) -> None:
        self._max_depth = max_depth
        self._keys = _Memory(_resolve_key)
        self._values = _Memory(_resolve)

    def read(self, data: bytes) -> Any:
        """The value of the document, or ``Unread.DECLINED``."""
        others = data.translate(None, _PRINTABLE)
        if others:
            data = data.replace(b"\r\n", b"\n")
            if others.strip(b"\r") or b"\r" in data:
                return _DECLINED
        text = data.decode("ascii")
        if text.startswith("---"):
            start = _DOCUMENT_START.match(text)
            if start is None:
                return _DECLINED
            text = text[start.end() :]
        for memory in (self._keys, self._values):
            if len(memory) > _MEMORY:
                memory.clear()
        return self._read_lines(with_literals_inline(text) if "|" in text else text)

    def _read_lines(self, text: str) -> Any:
        keys, values = self._keys, self._values
        root: dict[str, Any] = {"": None}
        # The innermost open collection, the column of its entries, and the key whose value may follow.
        container: Any = root
        column = -1
        pending: str | None = ""
        stack: list[tuple[int, Any]] = []
        for spaces, dash, name, rest in _LINE.findall(text):
            if not name and not dash:
                if rest and rest[0] != "#":
                    return _DECLINED
                continue
            indent = len(spaces)
            if pending is not None:
                if indent > column or (dash and indent == column):
                    inner: Any = [] if dash else {}
                    container[pending] = inner
                    stack.append((column, container))
                    container, column = inner, indent
                pending = None
            while indent < column or (indent == column and not dash and container.__class__ is list):
                column, container = stack.pop()
            if indent != column or (container.__class__ is list) is not bool(dash) or len(stack) >= self._max_depth:
                return _DECLINED
            value = values[rest]
            if name:
                key = keys[name]
                if key is None or value is _DECLINED:
                    return _DECLINED
                if dash:
                    inner = {}
                    container.append(inner)
                    stack.append((column, container))
                    container, column = inner, indent + len(dash)
                elif key in container:
                    return _DECLINED
                if value is _NESTED:
                    pending, value = key, None
                elif value.__class__ is Flow:
                    if len(stack) + value.depth > self._max_depth:
                        return _DECLINED
                    value = fresh(value.value)
                container[key] = value
            elif value is _DECLINED or value is _NESTED:
                return _DECLINED
            elif value.__class__ is Flow:
                if len(stack) + value.depth > self._max_depth:
                    return _DECLINED
                container.append(fresh(value.value))
            else:
                container.append(value)
        return root[""]


class _Memory(dict[str, Any]):
    """What texts mean, found out when first asked."""

    def __init__(self, resolve: Callable[[str], Any]) -> None:
        super().__init__()
        self._resolve = resolve

    def __missing__(self, text: str) -> Any:
        meaning = self._resolve(text)
        # Longer texts come once.
        if len(text) <= _LONGEST:
            self[text] = meaning
        return meaning


def _resolve_key(text: str) -> str | None:
    """The key as a mapping holds it; ``None`` for one that is no text."""
    if text[0] in "\"'":
        return text[1:-1]
    return None if text in WORDS else text


def _resolve(text: str) -> Any:
    """What the rest of a line says: a scalar, a ``Flow``, or that it is ``Unread``."""
    if not text or text[0] == "#":
        return _NESTED
    if text[0] in "\"'":
        end = text.find(text[0], 1)
        quoted = text[1:end]
        simple = end > 0 and "\\" not in quoted and _AFTER_QUOTES.match(text, end + 1)
        return quoted if simple else _DECLINED
    if text[0] == START:
        return read_literal(text)
    if text[0] in "{[":
        return read_flow(text) or _DECLINED
    comment = text.find(" #")
    text = (text if comment < 0 else text[:comment]).rstrip(" ")
    if not _PLAIN_START.match(text) or ": " in text or text[-1] == ":":
        return _DECLINED
    try:
        return to_value(resolve_plain(text))
    except ScalarError:
        return _DECLINED
