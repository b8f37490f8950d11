"""Results as YAML: the indented JSON of the same value, rewritten line by line.

Indented JSON already has one entry a line at the depth YAML wants, so each line can be turned into
YAML knowing nothing but itself, and equal lines are turned once. What JSON leaves out, redacts or
sorts is therefore the same here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from kgwctl.output.json_writer import to_json
from kgwctl.output.yaml_scalars import block_string, inline_string, number

#: Readers look for the colon of a simple key in the first 1,024 characters only.
LONGEST_SIMPLE_KEY = 1000
#: Distinct lines remembered. Names are mostly unique; everything else repeats long before.
REMEMBERED_LINES = 20_000
#: Bytes of JSON that are taken apart into lines at a time.
_BLOCK = 1 << 16

#: A list item that is itself a list or map: its bracket, which YAML writes as a dash before the next
#: line. It stands after spaces only, where the bracket of a map entry stands after a colon.
_ITEM_OPENS = re.compile(rb"[\[{](?<=  .)\n +")
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_LINE = re.compile(rf"  ( *)((?:- )*)(?:({_STRING}): )?({_STRING}|[^\",\n]+),?\n?")


def to_yaml(documents: Iterable[Any], *, show_secrets: bool = False) -> Iterator[bytes]:
    """``documents`` as a UTF-8 YAML stream, in pieces.

    Values, order and secrets are treated as by :func:`~kgwctl.output.json_writer.to_json`.
    """
    lines = _Lines()
    for position, document in enumerate(documents):
        if position:
            yield b"---\n"
        yield from _document(to_json(document, show_secrets=show_secrets), lines)


def json_as_yaml(json: bytes) -> bytes:
    """Indented JSON, two spaces a level, as YAML of the same value in the same order."""
    return b"".join(_document(json, _Lines()))


def _document(json: bytes, lines: _Lines) -> Iterator[bytes]:
    _, newline, body = json.strip().partition(b"\n")
    if not newline:
        yield f"{_scalar(json.strip().decode(), None)}\n".encode()
        return
    dashed = _ITEM_OPENS.sub(b"- ", body)
    del json, body
    start = 0
    while start < len(dashed):
        # A list of all lines of a large document would take several times as much as its text.
        end = dashed.rfind(b"\n", start, start + _BLOCK) + 1 or dashed.find(b"\n", start) + 1 or len(dashed)
        yield b"".join(map(lines.__getitem__, dashed[start:end].splitlines(keepends=True)))
        start = end


class _Lines(dict[bytes, bytes]):
    """From a line of JSON to the line of YAML that says the same; closing brackets say nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_written = _Keys()

    def __missing__(self, line: bytes) -> bytes:
        written = self.written(line.decode()).encode()
        if len(self) < REMEMBERED_LINES:
            self[line] = written
        return written

    def written(self, line: str) -> str:
        """One line of YAML, or several where a text is written as a block."""
        parts = _LINE.fullmatch(line)
        if parts is None:
            return ""
        indent, dashes, key, value = parts.groups()
        if value in ("}", "]"):
            return ""
        column = indent + " " * len(dashes)
        if key is None:
            return f"{indent}{dashes}- {_scalar(value, column)}\n"
        name = self.keys_written[key]
        if len(name) > LONGEST_SIMPLE_KEY:
            name = f"? {name}\n{column}"
        if value in ("{", "["):
            return f"{indent}{dashes}{name}:\n"
        return f"{indent}{dashes}{name}: {_scalar(value, column)}\n"


class _Keys(dict[str, str]):
    """From a map key in JSON to the key in YAML."""

    def __missing__(self, token: str) -> str:
        name = self[token] = inline_string(msgspec.json.decode(token))
        return name


def _scalar(token: str, column: str | None) -> str:
    """A JSON scalar or empty container in YAML, for an entry that starts at ``column`` (``None``: no entry)."""
    if token[0] == '"':
        text: str = msgspec.json.decode(token)
        block = block_string(text, f"{column}  ") if column is not None and "\\n" in token else None
        return inline_string(text) if block is None else block
    if token[-1].isdigit() and not token.lstrip("-").isdigit():
        return number(float(token))
    return token
