"""Where everything is in a document: a tree of places, made when a position is asked for.

Reading keeps no positions, since most documents never need one. This parses a document again, with
marks, and follows a field path through the result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from kgwctl.manifests.offsets import BOM, ByteOffsets, decode
from kgwctl.manifests.scalars import ScalarError, resolve_plain, resolve_tagged, to_key

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

#: What JSON may hold and YAML may not: surrogates, and characters that YAML does not print.
_NOT_YAML = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}|[\x7f-\x9f\ufffe\uffff]")


class Span(NamedTuple):
    """Where a token starts and ends: character indexes in its document, or byte offsets in its source."""

    start: int
    end: int


class _Node:
    """One value: where it is, where its key is (``None`` in lists and at the root), and what it contains."""

    __slots__ = ("children", "key", "span")

    span: Span
    key: Span | None
    children: dict[str, _Node] | list[_Node] | None

    def __init__(self, span: Span, children: dict[str, _Node] | list[_Node] | None = None) -> None:
        self.span = span
        self.key = None
        self.children = children

    def child(self, step: str | int) -> _Node | None:
        children = self.children
        if isinstance(children, list):
            return children[step] if isinstance(step, int) and -1 < step < len(children) else None
        return children.get(step) if children is not None and isinstance(step, str) else None


class Positions:
    """The places of one document. Made by :func:`compose`."""

    __slots__ = ("_bytes", "_root")

    def __init__(self, root: _Node | None, offsets: ByteOffsets) -> None:
        self._root = root
        self._bytes = offsets

    def find(self, path: FieldPath, *, key: bool, exact: bool) -> Span | None:
        """The bytes of the value at ``path``, or of its key.

        With ``exact``, a path that does not exist is ``None``; otherwise the nearest parent stands in
        for it, and ``None`` means that the document cannot be taken apart at all.
        """
        node = self._root
        if node is None:
            return None
        for step in path:
            inner = node.child(step)
            if inner is None:
                if exact:
                    return None
                break
            node = inner
        if key and node.key is None and exact:
            return None
        span = node.key if key and node.key is not None else node.span
        return Span(self._bytes(span.start), self._bytes(span.end))


#: Bytes that are no UTF-8, as they are decoded here.
_NO_TEXT = re.compile("[\udc80-\udcff]")


def compose(data: bytes, start: int, end: int) -> Positions:
    """The places in the document at ``data[start:end]``."""
    if data.startswith(BOM, start):
        start += len(BOM)
    text = decode(data[start:end])
    is_json = text.lstrip().startswith("{")
    # What follows the document and is not read may be no text: a stand-in for each byte keeps the count.
    readable = _NO_TEXT.sub("\ufffd", text)
    parser = CParser(_NOT_YAML.sub(_stand_in, readable) if is_json else readable)
    try:
        parser.get_event()
        root = None
        if parser.get_event().__class__ is not StreamEndEvent:
            root = _Composer(parser, text if is_json else "").node(parser.get_event())
    except YAMLError:
        root = None
    finally:
        parser.dispose()
    return Positions(root, ByteOffsets(text, start))


def _stand_in(match: re.Match[str]) -> str:
    """Harmless text of the same width."""
    return "\\u0020" if match[0][0] == "\\" else " "


class _Composer:
    """Builds nodes from events. Anchors are followed, so a path may lead through aliases and merges.

    ``json_text`` is the document if it may be JSON: its keys are read from there, as they are spelled.
    """

    def __init__(self, parser: CParser, json_text: str) -> None:
        self._json_text = json_text
        self._next: Callable[[], Any] = parser.get_event
        self._anchors: dict[str, tuple[_Node, Any]] = {}

    def node(self, event: Any) -> _Node:
        start, end = event.start_mark.index, event.end_mark.index
        if event.__class__ is AliasEvent:
            anchored = self._anchors.get(event.anchor or "")
            return _Node(Span(start, end), anchored[0].children if anchored else None)
        node = _Node(Span(start, end))
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, event)
        if event.__class__ is MappingStartEvent:
            node.children = {}
            end = self._fill_mapping(node.children)
        elif event.__class__ is SequenceStartEvent:
            node.children = []
            end = self._fill_sequence(node.children)
        node.span = Span(start, max(start, end))
        return node

    def _fill_sequence(self, children: list[_Node]) -> int:
        while True:
            event = self._next()
            if event.__class__ is SequenceEndEvent:
                return _end(event, children[-1] if children else None)
            children.append(self.node(event))

    def _fill_mapping(self, children: dict[str, _Node]) -> int:
        last = None
        while True:
            event = self._next()
            if event.__class__ is MappingEndEvent:
                return _end(event, last)
            key = self._key(event)
            place = self.node(event).span
            last = self.node(self._next())
            if key is None:
                _merge(children, last)
            else:
                last.key = place
                children[key] = last

    def _key(self, event: Any) -> str | None:
        """The key as reading makes it; ``None`` for the merge key."""
        if event.__class__ is AliasEvent:
            anchored = self._anchors.get(event.anchor or "")
            event = event if anchored is None else anchored[1]
        elif event.__class__ is ScalarEvent and event.value == "<<" and event.implicit[0]:
            return None
        if event.__class__ is not ScalarEvent:
            return ""
        if self._json_text and event.style == '"':
            return self._json_key(event)
        try:
            if event.tag is not None:
                return to_key(resolve_tagged(event.tag, event.value))
            return to_key(resolve_plain(event.value) if event.implicit[0] else event.value)
        except ScalarError:
            return str(event.value)

    def _json_key(self, event: Any) -> str:
        spelled = self._json_text[event.start_mark.index : event.end_mark.index]
        try:
            return str(json.loads(spelled))
        except ValueError:
            return str(event.value)


def _end(event: Any, last: _Node | None) -> int:
    """Where a collection ends: at its closing bracket, or with its last value (its end event comes late)."""
    bracketed = event.end_mark.index > event.start_mark.index
    return int(event.end_mark.index) if bracketed or last is None else last.span.end


def _merge(children: dict[str, _Node], value: _Node) -> None:
    merged = value.children if isinstance(value.children, list) else [value]
    for each in reversed(merged):
        if isinstance(each.children, dict):
            children.update(each.children)
