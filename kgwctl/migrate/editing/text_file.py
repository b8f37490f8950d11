"""One file while it is edited: its documents, each with its text and what that means.

Files are values: an edit returns a new one. An edit is made in one document's text, read again, and
refused unless the result is exactly what was meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.manifests.block_reader import Unread
from kgwctl.manifests.reading import ReadingError
from kgwctl.manifests.splitting import BadSeparator, split
from kgwctl.manifests.yaml_reader import read
from kgwctl.migrate.editing import render
from kgwctl.migrate.editing.ops import applied, same
from kgwctl.migrate.editing.rewriting import candidates, cut, is_json, without_aliases
from kgwctl.migrate.editing.tree import CannotEdit, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.manifests.block_reader import BlockReader
    from kgwctl.migrate.editing.ops import Cutting, Op
    from kgwctl.migrate.editing.tree import Tree

_BOM = "\ufeff"


class Part(NamedTuple):
    """One document: the separator line before it (empty for the first), its text, and its value.

    ``number`` stays with it whatever is added or removed around it. ``removed`` ones have no value and
    only the comments that were left.
    """

    number: int
    separator: str
    text: str
    value: Any
    removed: bool = False


class TextFile(NamedTuple):
    """The parts of a file in order; ``head`` is its byte order mark, if it has one. ``places`` are by number."""

    path: str
    head: str
    parts: tuple[Part, ...]
    eol: str
    places: dict[int, int]

    @property
    def text(self) -> str:
        """The whole file."""
        return self.head + "".join(part.separator + part.text for part in self.parts)

    @property
    def data(self) -> bytes:
        """The bytes of the whole file."""
        return self.text.encode()

    def part(self, number: int) -> Part:
        """The document of that number."""
        return self.parts[self.places[number]]

    def replaced(self, part: Part) -> TextFile:
        """The file with another text for the document of that number."""
        place = self.places[part.number]
        return self._replace(parts=(*self.parts[:place], part, *self.parts[place + 1 :]))

    def tree(self, number: int) -> Tree:
        """Where everything is in a document. Offsets count from its start."""
        return parse(self.part(number).text)


def open_file(path: str, data: bytes, fast: BlockReader | None = None) -> TextFile:
    """Take a file apart. ``fast`` is tried first for the values of its documents.

    Raises :class:`~kgwctl.migrate.editing.tree.CannotEdit` if it cannot be edited.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CannotEdit(f"line {line} is not UTF-8 (byte 0x{data[error.start]:02x})") from None
    head = _BOM if text.startswith(_BOM) else ""
    eol = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    return _file(path, head, _parts(data[len(head.encode()) :], fast), eol)


def _file(path: str, head: str, parts: Iterable[Part], eol: str) -> TextFile:
    made = tuple(parts)
    return TextFile(path, head, made, eol, {part.number: place for place, part in enumerate(made)})


def _parts(data: bytes, fast: BlockReader | None) -> Iterator[Part]:
    position = 0
    number = 0
    for chunk in split(data):
        if isinstance(chunk, BadSeparator):
            line = data.count(b"\n", 0, chunk.offset) + 1
            raise CannotEdit(f"line {line}: a separator goes on with text")
        text = data[chunk.start : chunk.end].decode()
        try:
            value = Unread.DECLINED if fast is None else fast.read(data[chunk.start : chunk.end])
            if value is Unread.DECLINED:
                value = read(text)
        except ReadingError as error:
            line = data.count(b"\n", 0, chunk.start) + text.count("\n", 0, error.at or 0) + 1
            raise CannotEdit(f"line {line}: {error.message}") from None
        if text.lstrip(_BOM + " \t\r\n").startswith("{"):
            # Kubernetes reads one JSON object after the other without separators; nothing else does.
            try:
                parse(text.removeprefix(_BOM))
            except CannotEdit as error:
                line = data.count(b"\n", 0, chunk.start) + 1
                raise CannotEdit(f"line {line}: JSON that is no YAML: put --- between objects ({error})") from None
        # A byte order mark may come first in any document; it is no part of what is edited.
        mark = _BOM if text.startswith(_BOM) else ""
        yield Part(number, data[position : chunk.start].decode() + mark, text[len(mark) :], value)
        position = chunk.end
        number += 1
    if position < len(data):
        yield Part(number, data[position:].decode(), "", None)


def edit(file: TextFile, number: int, ops: Sequence[Op]) -> TextFile:
    """``file`` after ``ops`` on one of its documents.

    Raises :class:`~kgwctl.migrate.editing.tree.CannotEdit` if one cannot be made, and then nothing is changed.
    """
    part = file.part(number)
    for op in ops:
        part = _edit_part(part, op, file.eol)
    return file.replaced(part)


def _edit_part(part: Part, op: Op, eol: str) -> Part:
    meant = applied(op, part.value)
    reasons: list[str] = []
    for text in _attempts(part, op, eol, reasons):
        if _reads_as(text, meant):
            return part._replace(text=text, value=meant)
    raise CannotEdit(reasons[0] if reasons else "the text would not read back as meant")


def _attempts(part: Part, op: Op, eol: str, reasons: list[str]) -> Iterator[str]:
    """Edits of the text as it is, and then of a text whose aliases are written out."""
    tree = parse(part.text)
    try:
        yield from candidates(op, tree, eol)
    except CannotEdit as error:
        reasons.append(str(error))
    try:
        yield from candidates(op, parse(without_aliases(tree, part.value)), eol)
    except CannotEdit as error:
        reasons.append(str(error))


def _reads_as(text: str, meant: Any) -> bool:
    try:
        return same(read(text), meant)
    except ReadingError:
        return False


def take(file: TextFile, number: int, path: FieldPath, keys: Sequence[str]) -> tuple[Cutting, ...]:
    """The entries ``keys`` of the mapping at ``path``, to attach them elsewhere."""
    part = file.part(number)
    value = part.value
    for step in path:
        value = value[step]
    return cut(parse(part.text), path, keys, value)


def remove_document(file: TextFile, number: int, note: str) -> TextFile:
    """``file`` without a document. Its comments stay; if nothing else is left, so does ``note`` as a comment."""
    part = file.part(number)
    tree = parse(part.text)
    kept = [part.text[comment.start : comment.end] for comment in tree.comments]
    alone = all(other.number == number or other.value is None for other in file.parts)
    if alone and not kept:
        kept = [f"# {note}"]
    first = file.parts[0].number == number
    text = "".join(comment + file.eol for comment in kept)
    if first and part.text.startswith("---"):
        text = part.text[: tree.line_end(0)].split("#")[0].rstrip() + file.eol + text
    gone = Part(number, part.separator, text, None, removed=True)
    behind = file.parts[1].separator if first and len(file.parts) > 1 else ""
    if not kept and not alone and "#" not in part.separator + behind:
        parts = [gone._replace(text="", separator="") if other.number == number else other for other in file.parts]
        if first:
            following = parts[1]
            parts[1] = following._replace(separator=part.text[:0])
        return _file(file.path, file.head, parts, file.eol)
    return file.replaced(gone)


def add_document(file: TextFile, after: int, value: dict[str, Any]) -> TextFile:
    """``file`` with a new document behind the one numbered ``after``, written in that one's style."""
    tree = file.tree(after)
    if is_json(tree):
        raise CannotEdit("a further object cannot be added to JSON")
    style = render.style_of(tree, file.eol)
    lines = "".join(render.entry(key, each, 0, style) for key, each in value.items()).replace("\n", file.eol)
    parts = []
    for part in file.parts:
        if part.number != after:
            parts.append(part)
            continue
        text = part.text if part.text.endswith("\n") else part.text + file.eol
        fresh = Part(max(each.number for each in file.parts) + 1, f"---{file.eol}", lines, value)
        parts += [part._replace(text=text), fresh]
    return _file(file.path, file.head, parts, file.eol)


def verify_documents(file: TextFile, numbers: Iterable[int]) -> None:
    """Read the documents ``numbers`` again, between their neighbours.

    Raises :class:`~kgwctl.migrate.editing.tree.CannotEdit` unless they say exactly what they should.
    """
    for number in numbers:
        place = file.places.get(number)
        if place is not None:
            around = file.parts[max(place - 1, 0) : place + 2]
            # What separates the first of them from others is no part of the question.
            _verify([around[0]._replace(separator=""), *around[1:]] if place else [*around])


def verify(file: TextFile) -> None:
    """The same for the whole file."""
    _verify(file.parts)


def _verify(parts: Sequence[Part]) -> None:
    fresh = open_file("", "".join(part.separator + part.text for part in parts).encode())
    meant = [part.value for part in parts if part.value is not None]
    found = [part.value for part in fresh.parts if part.value is not None]
    if not same(found, meant):
        raise CannotEdit("the file would not read back as meant")
