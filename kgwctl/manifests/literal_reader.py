"""Texts of several lines behind ``|`` and ``|-``, put on one line for the fast reader.

A part of the fast reader: what it does not know for sure (other chomping, wide dashes, indentation indicators, comments
behind the bar, lines that are less indented than the first) it leaves as it is, and that declines it.
"""

from __future__ import annotations

import re

#: Stands where the text starts, and for its line breaks. No text that the fast reader takes has them.
START, BREAK = "\0", "\1"

#: The lines of the text are those further in than the key, or the dash where there is no key.
_LITERAL = re.compile(
    r"""
    ^(?P<spaces>[ ]*)
    (?:(?P<dash>-[ ])?(?P<key>[A-Za-z_/][\w./-]{0,250}|"[^"\\\n]{0,250}"|'[^'\n]{0,250}'):|-)
    [ ]+(?P<bar>\|)(?P<strip>-?)[ ]*\n
    (?P<body>(?:(?P=spaces)(?(dash)[ ][ ])[ ][^\n]*(?:\n|\Z)|[ ]*\n)*)
    """,
    re.MULTILINE | re.ASCII | re.VERBOSE,
)


def with_literals_inline(text: str) -> str:
    """``text`` with every such literal on the line of its key, as ``START``, its lines and ``BREAK`` after each."""
    return _LITERAL.sub(_inline, text)


def read_literal(text: str) -> str:
    """The text that was put on one line."""
    return text[len(START) :].replace(BREAK, "\n")


def _inline(match: re.Match[str]) -> str:
    lines = match["body"].split("\n")
    first = next((line for line in lines if line.strip(" ")), "")
    indent = len(first) - len(first.lstrip(" "))
    column = len(match["spaces"]) + len(match["dash"] or "")
    margin = " " * indent
    # The body has to end with a line break, and blank lines must not be wider than the margin.
    if not first or indent <= column or lines.pop() or not all(_fits(line, margin) for line in lines):
        return match[0]
    content = BREAK.join(line[indent:] for line in lines).rstrip(BREAK)
    header = match[0][: match.start("bar") - match.start()]
    return f"{header}{START}{content}{'' if match['strip'] else BREAK}\n"


def _fits(line: str, margin: str) -> bool:
    return line.startswith(margin) and line != margin if line.strip(" ") else len(line) <= len(margin)
