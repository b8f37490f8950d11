"""Mappings and lists in block style, taken apart into entries that own their comments, and put together again.

An entry owns the comment lines directly above it, whatever follows its value on the line, and deeper
indented comments below it. What a blank line separates from it floats: it stays where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.migrate.editing.render import scalar
from kgwctl.migrate.editing.tree import CannotEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.migrate.editing.render import Style
    from kgwctl.migrate.editing.tree import Node, Tree


class Piece(NamedTuple):
    """One entry as whole lines: what floats above it, its own comments, and the entry itself.

    ``span`` are the offsets of what it owns in the text.
    """

    floating: str
    lead: str
    body: str
    span: tuple[int, int]

    @property
    def text(self) -> str:
        """All of it."""
        return self.floating + self.lead + self.body


class Region(NamedTuple):
    """A block collection in its text: ``text[start:end]`` are its pieces, whose keys are at ``column``.

    A ``compact`` one starts in the middle of a line, behind the dash of a list.
    """

    start: int
    end: int
    column: int
    compact: bool
    pieces: tuple[Piece, ...]


def region(tree: Tree, node: Node) -> Region:
    """Take ``node`` apart. Raises :class:`~kgwctl.migrate.editing.tree.CannotEdit` for ``? key`` notation."""
    starts = _entry_starts(tree, node)
    ends = [pair[1].end for pair in node.pairs] or [item.end for item in node.items]
    column = tree.column(starts[0])
    compact = bool(tree.text[tree.line_start(starts[0]) : starts[0]].strip())
    position = starts[0] if compact else _lead_start(tree, starts[0])
    begin = position
    pieces = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if index and tree.column(start) != column:
            raise CannotEdit("the entries of a mapping are not below each other")
        line = start if compact and not index else tree.line_start(start)
        floating, lead = _split_lead(tree.text[position:line])
        stop = _body_end(tree, end, column)
        body = tree.text[line:stop]
        body = " " * column + body if compact and not index else body
        pieces.append(Piece(floating, lead, body, (position + len(floating), stop)))
        position = stop
    return Region(begin, position, column, compact, tuple(pieces))


def _entry_starts(tree: Tree, node: Node) -> list[int]:
    if node.kind == "map":
        starts = [key.start for key, _ in node.pairs]
        if any(_is_explicit(tree, start) for start in starts):
            raise CannotEdit("a key is written with a question mark")
        return starts
    starts = []
    position = node.start
    for item in node.items:
        starts.append(_dash(tree, position, item.start))
        position = item.end
    return starts


def _is_explicit(tree: Tree, start: int) -> bool:
    before = tree.text[tree.line_start(start) : start].rstrip(" ")
    return before.endswith("?")


def _dash(tree: Tree, start: int, end: int) -> int:
    """The offset of the dash in ``text[start:end]``; comments may hold dashes too."""
    position = start
    while position <= end:
        stop = min(tree.line_end(position), end + 1)
        line = tree.text[position:stop]
        code = line.lstrip(" \t\r\n")
        if code.startswith("-"):
            return position + len(line) - len(code)
        position = stop if stop > position else end + 1
    raise CannotEdit("a list item has no dash of its own")


def _lead_start(tree: Tree, start: int) -> int:
    """The start of the blank and comment lines directly above the line of ``start``."""
    line = tree.line_start(start)
    while line > 0:
        above = tree.line_start(line - 1)
        content = tree.text[above:line].strip()
        if content and not content.startswith("#"):
            break
        line = above
    return line


def _split_lead(text: str) -> tuple[str, str]:
    """The floating part of the lines above an entry, and the comments it owns."""
    lines = text.splitlines(keepends=True)
    own = len(lines)
    while own and lines[own - 1].strip():
        own -= 1
    return "".join(lines[:own]), "".join(lines[own:])


def _body_end(tree: Tree, end: int, column: int) -> int:
    """Where an entry ends whose value ends at ``end``: after its line and deeper comments below."""
    stop = tree.line_end(end)
    position = stop
    while position < len(tree.text):
        following = tree.line_end(position)
        line = tree.text[position:following]
        content = line.lstrip(" ")
        if content.strip():
            if not content.startswith("#") or len(line) - len(content) <= column:
                break
            stop = following
        position = following
    return stop


def rebuild(tree: Tree, node: Region, parts: Sequence[str], eol: str) -> str:
    """The document's text with the pieces of ``node`` replaced by ``parts``, each of whole lines."""
    lines = [part if part.endswith("\n") or not part else part + eol for part in parts]
    text = "".join(lines)
    if node.compact:
        text = text.lstrip("\r\n").removeprefix(" " * node.column)
    if not tree.text[node.start : node.end].endswith("\n"):
        text = text.removesuffix("\n").removesuffix("\r")
    return tree.text[: node.start] + text + tree.text[node.end :]


def nest(tree: Tree, node: Node, chosen: Sequence[int], names: Sequence[str], style: Style) -> Iterable[str]:
    """Texts in which the entries ``chosen`` are below ``names``, the likeliest first.

    Entries that are together stay where they are. Scattered ones gather at the first of them or, where
    an alias forbids that, at the last.
    """
    parts = region(tree, node)
    depth = len(names) * style.step
    header = "".join(
        f"{' ' * (parts.column + level * style.step)}{scalar(name)}:{style.eol}" for level, name in enumerate(names)
    )
    for anchor in dict.fromkeys((chosen[0], chosen[-1])):
        out: list[str] = []
        for index, piece in enumerate(parts.pieces):
            if index == anchor:
                out.append(parts.pieces[chosen[0]].floating if anchor == chosen[0] else "")
                out.append(header)
                for moved in chosen:
                    above = "" if moved == chosen[0] else parts.pieces[moved].floating
                    out.append(shift(above + parts.pieces[moved].lead + parts.pieces[moved].body, depth))
            elif index not in chosen:
                out.append(piece.text)
        yield rebuild(tree, parts, out, style.eol)


def remove(tree: Tree, node: Node, gone: Iterable[int], kept: Sequence[str], style: Style) -> str:
    """The text without the entries ``gone``; the comments ``kept`` stay in the place of the first."""
    parts = region(tree, node)
    dropped = set(gone)
    first = min(dropped)
    out = []
    pad = " " * parts.column
    for index, piece in enumerate(parts.pieces):
        if index in dropped:
            out.append(piece.floating)
            if index == first:
                out.extend(f"{pad}{comment}{style.eol}" for comment in kept)
        else:
            out.append(piece.text)
    if len(dropped) == len(parts.pieces):
        # A list may stand as far left as its key; what is in brackets may not.
        out.append(f"{pad}{'{}' if node.kind == 'map' else '  []'}{style.eol}")
    return rebuild(tree, parts, out, style.eol)


def add(tree: Tree, node: Node, lines: str, style: Style) -> str:
    """The text with ``lines`` (whole, indented from column 0) as the last entries of ``node``."""
    parts = region(tree, node)
    out = [piece.text for piece in parts.pieces]
    out.append(shift(lines, parts.column))
    return rebuild(tree, parts, out, style.eol)


def shift(text: str, columns: int) -> str:
    """``text`` with every line moved to the right, or to the left as far as it has blanks."""
    if not columns:
        return text
    lines = text.splitlines(keepends=True) if "\r" not in text else _lines(text)
    if columns > 0:
        pad = " " * columns
        return "".join(pad + line if line.rstrip("\r\n") else line for line in lines)
    return "".join(line[min(-columns, len(line) - len(line.lstrip(" "))) :] for line in lines)


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    lines = [part + "\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines
