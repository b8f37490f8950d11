"""Mappings and lists in flow style (``{a: 1}``, JSON), taken apart and put together again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.migrate.editing.render import scalar
from kgwctl.migrate.editing.tree import CannotEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.migrate.editing.render import Style
    from kgwctl.migrate.editing.tree import Node, Tree


class Piece(NamedTuple):
    """One entry: what precedes it since the last comma, itself, what comes before its own comma, and the
    comment behind that on the same line. ``span`` are the offsets of all of it."""

    lead: str
    body: str
    tail: str = ""
    trail: str = ""
    span: tuple[int, int] = (0, 0)


class Region(NamedTuple):
    """A flow collection: ``text[start:end]`` is what its brackets hold.

    ``closing`` is what precedes the closing bracket; ``comma`` says that the last entry has one too;
    ``quoted`` that keys are in double quotes, as in JSON. ``margin`` indents lines that are added.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    closing: str
    comma: bool
    quoted: bool
    margin: str = ""

    @property
    def exploded(self) -> bool:
        """Whether every entry has a line of its own."""
        return bool(self.pieces) and "\n" in self.pieces[0].lead and "\n" in self.closing


def region(tree: Tree, node: Node) -> Region:
    """Take ``node`` apart. Raises :class:`~kgwctl.migrate.editing.tree.CannotEdit` where it has no brackets."""
    text = tree.text
    start = _open(text, node)
    children = [(key.start, value.end) for key, value in node.pairs] or [(item.start, item.end) for item in node.items]
    quoted = bool(node.pairs) and all(key.style == '"' for key, _ in node.pairs)
    position = start
    pieces = []
    closing, comma = text[start : node.end - 1], False
    for index, (begin, end) in enumerate(children):
        lead = text[position:begin]
        if "?" in lead.split("#")[0]:
            raise CannotEdit("a key is written with a question mark")
        limit = children[index + 1][0] if index + 1 < len(children) else node.end - 1
        found = _comma(tree, end, limit)
        stop = end if found is None else found + 1
        trail = stop + _same_line_comment(tree, stop, limit)
        tail = "" if found is None else text[end:found]
        pieces.append(Piece(lead, text[begin:end], tail, text[stop:trail], (position, trail)))
        position = trail
        closing, comma = text[position : node.end - 1], found is not None
    return Region(start, node.end - 1, tuple(pieces), closing, comma, quoted, _margin(tree, node))


def _margin(tree: Tree, node: Node) -> str:
    """What indents a line below the one that ``node`` starts on: more than what holds it, as YAML 1.2 has it."""
    line = tree.text[tree.line_start(node.start) : node.start]
    return " " * (len(line) - len(line.lstrip(" -")) + 2)


def _open(text: str, node: Node) -> int:
    bracket = "{" if node.kind == "map" else "["
    if text[node.start] == bracket:
        return node.start + 1
    if not (node.anchor or node.tag):
        raise CannotEdit("an entry stands in a flow list without braces")
    return text.index(bracket, node.start) + 1


def _comma(tree: Tree, start: int, end: int) -> int | None:
    position = start
    while position < end:
        character = tree.text[position]
        if character == ",":
            return position
        if character == "#":
            position = tree.line_end(position)
        else:
            position += 1
    return None


def _same_line_comment(tree: Tree, start: int, end: int) -> int:
    """The length of a comment (with the blanks before it) that follows ``start`` on its line."""
    stop = tree.text.find("\n", start, end)
    rest = tree.text[start : end if stop < 0 else stop].rstrip("\r")
    return len(rest) if rest.lstrip().startswith("#") else 0


def rebuild(tree: Tree, node: Region, pieces: Sequence[Piece], eol: str) -> str:
    """The document's text with the entries of ``node`` replaced by ``pieces``."""
    inner = assemble(pieces, node.closing, comma=node.comma, newline=eol + node.margin)
    return tree.text[: node.start] + inner + tree.text[node.end :]


def assemble(pieces: Sequence[Piece], closing: str, *, comma: bool, newline: str) -> str:
    """What the brackets hold. A comment is never followed by anything on its line."""
    out = ""
    comment = False
    for index, piece in enumerate(pieces):
        out += _after(comment, piece.lead, newline) + piece.lead + piece.body
        if index + 1 < len(pieces) or comma:
            out += piece.tail + "," + piece.trail
        else:
            out += piece.tail + piece.trail
        comment = bool(piece.trail)
    return out + _after(comment and bool(closing), closing, newline) + closing


def _after(comment: bool, following: str, newline: str) -> str:
    """What has to stand between a comment, if there is one, and what follows it."""
    return newline if comment and not following.lstrip(" \t\r").startswith("\n") else ""


def nest(tree: Tree, node: Node, chosen: Sequence[int], names: Sequence[str], style: Style) -> Iterable[str]:
    """Texts in which the entries ``chosen`` are below ``names``, the likeliest first."""
    parts = region(tree, node)
    for anchor in dict.fromkeys((chosen[0], chosen[-1])):
        out = []
        for index, piece in enumerate(parts.pieces):
            if index == anchor:
                out.append(_nested(parts, [parts.pieces[moved] for moved in chosen], names, style))
            elif index not in chosen:
                out.append(piece)
        yield rebuild(tree, parts, out, style.eol)


def _nested(parts: Region, moved: list[Piece], names: Sequence[str], style: Style) -> Piece:
    first = moved[0]
    newline = style.eol + parts.margin
    if not parts.exploded:
        inner = assemble([first._replace(lead=""), *moved[1:]], "", comma=False, newline=newline)
        inner += _after(bool(moved[-1].trail), "}", newline)
        heads = "".join(f"{_key(name, parts.quoted)}: {{" for name in names)
        return Piece(first.lead, heads + inner + "}" * len(names))
    indent = _indent(first.lead)
    depth = len(names)
    outer = _indent(parts.closing)
    step = indent[len(outer) :] if indent.startswith(outer) and indent != outer else indent[:1] or " "
    inner = assemble([first._replace(lead=f"{style.eol}{indent}"), *moved[1:]], "", comma=False, newline=newline)
    inner = inner.replace("\n", f"\n{step * depth}")
    body = ""
    for level, name in enumerate(names):
        lead = f"{style.eol}{indent}{step * level}" if level else ""
        body += f"{lead}{_key(name, parts.quoted)}: {{"
    body += inner
    for level in reversed(range(depth)):
        body += f"{style.eol}{indent}{step * level}}}"
    return Piece(first.lead, body)


def _indent(lead: str) -> str:
    return lead[lead.rfind("\n") + 1 :] if "\n" in lead else ""


def _key(name: str, quoted: bool) -> str:
    return json.dumps(name) if quoted else scalar(name)


def remove(tree: Tree, node: Node, gone: Iterable[int], kept: Sequence[str], style: Style) -> str:
    """The text without the entries ``gone``; the comments ``kept`` stay in the place of the first."""
    parts = region(tree, node)
    dropped = set(gone)
    first = min(dropped)
    indent = _indent(parts.pieces[0].lead) or parts.margin
    held = "".join(f"{style.eol}{indent}{comment}" for comment in kept)
    out: list[Piece] = []
    for index, piece in enumerate(parts.pieces):
        if index in dropped:
            continue
        if held and index > first:
            piece = piece._replace(lead=held + ("" if "\n" in piece.lead else style.eol + indent) + piece.lead)
            held = ""
        if not out and 0 in dropped and "\n" not in piece.lead:
            piece = piece._replace(lead=parts.pieces[0].lead if "#" not in parts.pieces[0].lead else piece.lead)
        out.append(piece)
    closing = parts.closing
    if held:
        closing = held + (closing if "\n" in closing else style.eol + closing)
    inner = assemble(out, closing, comma=parts.comma and bool(out), newline=style.eol + parts.margin)
    return tree.text[: parts.start] + inner + tree.text[parts.end :]


def add(tree: Tree, node: Node, text: str, comments: Sequence[str], style: Style) -> str:
    """The text with ``text`` (``key: value``, or a value) as the last entry of ``node``, below ``comments``."""
    parts = region(tree, node)
    out = list(parts.pieces)
    indent = _indent(out[-1].lead) if parts.exploded else parts.margin
    lead = f"{style.eol}{indent}" if parts.exploded else (" " if out else "")
    if comments:
        lead = "".join(f"{style.eol}{indent}{comment}" for comment in comments) + style.eol + indent
    out.append(Piece(lead, text))
    return rebuild(tree, parts, out, style.eol)
