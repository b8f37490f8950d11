"""Values as YAML text, for what an edit adds: plain where that is safe, else in double quotes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kgwctl.migrate.editing.tree import Node, Tree

#: Text that no YAML reader takes for anything else than this very text.
_PLAIN = re.compile(r"[A-Za-z_/][\w./-]*(?: [\w./-]+)*\Z", re.ASCII)
_WORDS = frozenset(["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"])


class Style(NamedTuple):
    """How a document is written: spaces a level, further spaces before a list's dash, and quoted keys."""

    step: int = 2
    dash: int = 0
    eol: str = "\n"


def style_of(tree: Tree, eol: str) -> Style:
    """The style of the first nested mapping and the first list in ``tree``."""
    step: int | None = None
    dash: int | None = None
    for node in tree.root.walk() if tree.root is not None else ():
        if node.kind != "map" or node.flow or not node.pairs:
            continue
        for key, value in node.pairs:
            if value.flow or not (value.pairs or value.items) or value.start == key.start:
                continue
            column = tree.column(key.start)
            if value.kind == "map" and step is None:
                step = tree.column(value.pairs[0][0].start) - column
            if value.kind == "seq" and dash is None:
                dash = _dash_column(tree, value) - column
    return Style(step if step and step > 0 else 2, dash if dash and dash > 0 else 0, eol)


def _dash_column(tree: Tree, node: Node) -> int:
    line = tree.text[tree.line_start(node.items[0].start) : node.items[0].start]
    return line.find("-") if "-" in line else 0


def scalar(value: Any) -> str:
    """A scalar on one line."""
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.match(text)) and text.lower() not in _WORDS


def flow(value: Any, *, quoted: bool = False) -> str:
    """``value`` on one line; with ``quoted`` as JSON, for neighbours that are."""
    if quoted:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value)


def entry(key: str, value: Any, column: int, style: Style) -> str:
    """``key: value`` in block style as whole lines, indented by ``column`` spaces."""
    head = " " * column + scalar(key) + ":"
    if isinstance(value, dict) and value:
        return head + "\n" + "".join(entry(name, each, column + style.step, style) for name, each in value.items())
    if isinstance(value, list) and value:
        return head + "\n" + "".join(item(each, column + style.dash, style) for each in value)
    if isinstance(value, str) and _fits_literal(value):
        return head + _literal(value, column + style.step)
    return f"{head} {flow(value)}\n"


def item(value: Any, column: int, style: Style) -> str:
    """``- value`` in block style as whole lines, the dash after ``column`` spaces."""
    lead = " " * column + "- "
    if isinstance(value, dict) and value:
        lines = "".join(entry(name, each, column + 2, style) for name, each in value.items())
        return lead + lines[column + 2 :]
    return f"{lead}{flow(value)}\n"


def _fits_literal(text: str) -> bool:
    """Whether a literal block shows ``text`` unchanged: it has lines, and starts and ends like text."""
    if "\n" not in text.strip("\n") or text[0] in " \t\n" or text.endswith("\n\n"):
        return False
    return all(line.isprintable() and "\ufeff" not in line for line in text.split("\n"))


def _literal(text: str, column: int) -> str:
    chomp = "|" if text.endswith("\n") else "|-"
    pad = " " * column
    lines = (pad + line if line else "" for line in text.removesuffix("\n").split("\n"))
    return f" {chomp}\n" + "\n".join(lines) + "\n"
