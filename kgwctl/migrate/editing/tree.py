"""Where everything is in one YAML document: nodes with character offsets, aliases and comments kept.

Made from the events of libyaml, the same scanner that reads the manifest, so text and meaning agree.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath

Kind = Literal["map", "seq", "scalar", "alias"]
MERGE_KEY = "<<"


class CannotEdit(Exception):
    """An edit that cannot be made safely; the message says why. Nothing has been changed."""


class Node:
    """One value in the text: ``text[start:end]``, anchor and tag included.

    ``end`` is where the value itself ends: before trailing comments and, unlike libyaml's mark, before
    the line break of a block scalar. ``style`` is the quote or block indicator of a scalar (empty if
    plain). ``pairs`` holds the entries of a mapping, ``items`` those of a list. An alias has its
    ``target``.
    """

    __slots__ = ("anchor", "end", "flow", "items", "kind", "pairs", "start", "style", "tag", "target", "value")

    def __init__(self, kind: Kind, start: int, end: int) -> None:
        self.kind: Kind = kind
        self.start = start
        self.end = end
        self.flow = False
        self.style = ""
        self.value = ""
        self.anchor: str | None = None
        self.tag: str | None = None
        self.pairs: list[tuple[Node, Node]] = []
        self.items: list[Node] = []
        self.target: Node | None = None

    @property
    def resolved(self) -> Node:
        """The node itself, or what the alias stands for."""
        return self.target if self.target is not None else self

    def pair(self, key: str) -> tuple[Node, Node] | None:
        """The entry of ``key``; the last one if it is written twice, as readers see it."""
        found = None
        for pair in self.pairs:
            if pair[0].value == key and pair[0].kind == "scalar":
                found = pair
        return found

    def walk(self) -> Iterator[Node]:
        """This node and all nodes written inside of it, in the order of the text."""
        yield self
        for key, value in self.pairs:
            yield from key.walk()
            yield from value.walk()
        for item in self.items:
            yield from item.walk()


class Comment(NamedTuple):
    """A comment, ``text[start:end]`` from its ``#`` to the end of the line."""

    start: int
    end: int


class Tree(NamedTuple):
    """A parsed document: its text, its root (``None`` if it is empty) and its comments in order."""

    text: str
    root: Node | None
    comments: tuple[Comment, ...]

    def comments_in(self, start: int, end: int) -> tuple[str, ...]:
        """The texts of the comments that start in ``text[start:end]``."""
        first = bisect_left(self.comments, (start,))
        found = []
        for comment in self.comments[first:]:
            if comment.start >= end:
                break
            found.append(self.text[comment.start : comment.end])
        return tuple(found)

    def find(self, path: FieldPath) -> Node | None:
        """The node at ``path``, looking through aliases; ``None`` if it is not written there."""
        node = self.root
        for step in path:
            if node is None:
                return None
            node = _step(node.resolved, step)
        return node

    def column(self, offset: int) -> int:
        """How many characters precede ``offset`` on its line."""
        return offset - self.line_start(offset)

    def line_start(self, offset: int) -> int:
        """The offset of the first character of the line."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """The offset after the line break that ends the line of ``offset``."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(step, int):
        return node.items[step] if node.kind == "seq" and -1 < step < len(node.items) else None
    if node.kind != "map":
        return None
    pair = node.pair(step)
    return None if pair is None else pair[1]


@lru_cache(maxsize=8)
def parse(text: str) -> Tree:
    """The tree of the one document in ``text``, which has no byte order mark. Nobody changes it: a few are kept.

    Raises :class:`CannotEdit` if it is no YAML.
    """
    parser = CParser(text)
    try:
        root = _Builder(text, parser).run()
    except YAMLError as error:
        raise CannotEdit(f"not YAML: {getattr(error, 'problem', None) or error}") from None
    finally:
        parser.dispose()
    return Tree(text, root, tuple(_comments(text, root)))


class _Builder:
    """Turns events into nodes."""

    def __init__(self, text: str, parser: CParser) -> None:
        self.text = text
        self.parser = parser
        self.anchors: dict[str, Node] = {}

    def run(self) -> Node | None:
        self.parser.get_event()
        event = self.parser.get_event()
        if event.__class__ is StreamEndEvent:
            return None
        assert event.__class__ is DocumentStartEvent
        root = self.nodes()[0]
        if self.parser.get_event().__class__ is not StreamEndEvent:
            raise CannotEdit("text follows the end of the document")
        return root

    def nodes(self) -> list[Node]:
        """The nodes up to the end of the document: one, by YAML's grammar."""
        stack: list[tuple[list[Node], Node]] = []
        nodes: list[Node] = []
        while True:
            event = self.parser.get_event()
            kind = event.__class__
            if kind is DocumentEndEvent:
                return nodes
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                children, (nodes, node) = nodes, stack.pop()
                self.finish(node, children, event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                node = self.open(event, "map" if kind is MappingStartEvent else "seq")
                nodes.append(node)
                stack.append((nodes, node))
                nodes = []
            else:
                nodes.append(self.leaf(event))

    def open(self, event: Any, kind: Kind) -> Node:
        node = Node(kind, event.start_mark.index, 0)
        node.flow = bool(event.flow_style)
        self.name(node, event)
        return node

    def name(self, node: Node, event: Any) -> None:
        node.anchor, node.tag = event.anchor, event.tag
        if node.anchor is not None:
            self.anchors[node.anchor] = node

    def finish(self, node: Node, children: list[Node], event: Any) -> None:
        if node.kind == "map":
            node.pairs = list(zip(children[::2], children[1::2], strict=True))
        else:
            node.items = children
        node.end = event.end_mark.index if node.flow or not children else children[-1].end

    def leaf(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        if event.__class__ is AliasEvent:
            node = Node("alias", start, end)
            node.value = event.anchor or ""
            node.target = self.anchors.get(node.value)
            return node
        assert event.__class__ is ScalarEvent
        node = Node("scalar", start, end)
        node.value = event.value
        node.style = event.style or ""
        self.name(node, event)
        if node.style in ("|", ">"):
            node.end = start + _block_length(self.text[start:end])
        return node


def _block_length(text: str) -> int:
    """How much of a block scalar is its own: blank lines below it are, if they say something.

    They do if the header keeps them (``+``), or if they hold more blanks than the block is indented.
    """
    header, newline, rest = text.partition("\n")
    if "+" in header.split("#")[0] or not rest.strip():
        return len(text.rstrip("\r\n")) if "+" not in header.split("#")[0] else len(text) - text.endswith("\n")
    lines = rest.split("\n")
    indent = next(len(line) - len(line.lstrip(" ")) for line in lines if line.strip())
    while not lines[-1].strip() and len(lines[-1].rstrip("\r")) <= indent:
        lines.pop()
    return len(header) + len(newline) + len("\n".join(lines).rstrip("\r"))


def _comments(text: str, root: Node | None) -> Iterator[Comment]:
    """Every comment: a ``#`` that no scalar holds, after a blank or at the start of a line."""
    position = 0
    for start, end in _leaves(text, root):
        yield from _comments_between(text, position, start)
        position = max(position, end)
    yield from _comments_between(text, position, len(text))


def _leaves(text: str, root: Node | None) -> Iterator[tuple[int, int]]:
    if root is None:
        return
    for node in root.walk():
        if node.kind == "scalar" and node.end > node.start:
            start = node.start
            if node.style in ("|", ">"):
                # The header of a block scalar may end in a comment.
                start = text.find("\n", start, node.end)
                start = node.end if start < 0 else start
            elif node.style == "" and (node.anchor or node.tag):
                start = max(start, node.end - len(node.value)) if "\n" not in text[node.start : node.end] else start
            yield start, node.end
        elif node.kind == "alias":
            yield node.start, node.end


def _comments_between(text: str, start: int, end: int) -> Iterator[Comment]:
    position = text.find("#", start, end)
    while position >= 0:
        if position == 0 or text[position - 1] in " \t\r\n":
            stop = text.find("\n", position, end)
            stop = end if stop < 0 else stop
            yield Comment(position, position + len(text[position:stop].rstrip("\r")))
            position = text.find("#", stop, end)
        else:
            position = text.find("#", position + 1, end)
