"""Places in plain block style, found by searching for the lines of a path.

A message about a document needs one place, and taking the whole document apart for it costs more than
all other work on that document. What is not plain block style is declined; the place is then found by
:mod:`kgwctl.manifests.positions`, and both agree wherever this one answers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kgwctl.manifests.scalars import WORDS

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

#: Searching is for small documents: its cost grows with the text for every question.
LONGEST = 1 << 16

_COMMENT = rb"(?:\#[ -~]*+)?+"
_KEY = rb"""(?:[A-Za-z_/][\w./-]*+|"[^"\\\n\x7f-\xff]*+"|'[^'\n\x7f-\xff]*+')"""
#: Text that ends before a comment and holds no colon that would make it a mapping.
_PLAIN = rb"-?+[A-Za-z0-9_./+~(=$^;<\\](?:[!-9;-~]|:(?=[!-~])|[ ](?!\#))*+"
_VALUE = rb"""(?:\{\}|\[\]|"[^"\\\n\x7f-\xff]*+"|'[^'\n\x7f-\xff]*+'|""" + _PLAIN + rb")"
_REST = rb"(?:[ ]++" + _VALUE + rb")?+(?:[ ]++" + _COMMENT + rb")?+"
_LINE = rb"[ ]*+(?:(?:-[ ]++)?+" + _KEY + rb":" + _REST + rb"|-[ ]++" + _VALUE + rb"(?:[ ]++" + _COMMENT + rb")?+|"
_DOCUMENT = re.compile(
    rb"(?:---[ ]*+" + _COMMENT + rb"(?:\n|\Z))?+(?:" + _LINE + _COMMENT + rb")(?:\n|\Z))*+", re.ASCII | re.VERBOSE
)
_CONTENT = re.compile(rb"^ *(?![ #\n]|---)", re.MULTILINE)
_AFTER_KEY = re.compile(rb" *(?:(?=#|\n|\Z)|)")


def is_block_style(data: bytes, start: int, end: int) -> bool:
    """Whether :func:`find` can be asked about the document at ``data[start:end]``."""
    if end - start > LONGEST:
        return False
    match = _DOCUMENT.match(data, start, end)
    return match is not None and match.end() == end


def find(data: bytes, start: int, end: int, path: FieldPath, *, key: bool) -> int | None:
    """The byte at which the value at ``path`` starts, or with ``key`` its key, or that of the nearest parent.

    ``None`` when the answer is to be found in another way.
    """
    first = _CONTENT.search(data, start, end)
    if first is None or first.end() == end:
        return None
    at, stop = first.end(), end
    column = at - first.start()
    named = at
    for step in path:
        listed = data[at : at + 2] == b"- "
        if isinstance(step, int):
            if not listed:
                break
            entry = _item(data, at, stop, column, step)
        elif listed:
            break
        elif step in WORDS:
            return None
        else:
            entry = _entry(data, at, stop, column, step)
        if entry is None:
            break
        named, after, stop = entry
        value = _value(data, after, stop, column, in_list=listed)
        if value is None:
            return None
        at, column, nested = value
        if listed:
            named = at
        if not nested:
            break
    return named if key else at


def _entry(data: bytes, at: int, stop: int, column: int, key: str) -> tuple[int, int, int] | None:
    """Where the entry of a mapping starts, where its value may, and where it ends."""
    head, following = _patterns(column, key)
    found = head.match(data, at, stop)
    for match in following[0].finditer(data, at, stop):
        found = match
    if found is None:
        return None
    beyond = following[1].search(data, found.end(), stop)
    start = found.end() - len(found[1]) if found.re is following[0] else found.start()
    return start, found.end(), beyond.start() if beyond else stop


def _item(data: bytes, at: int, stop: int, column: int, number: int) -> tuple[int, int, int] | None:
    """The same of an item of a list. ``at`` is its first dash."""
    dash = _dashes(column)
    starts = [at, *(match.end() - 1 for match in dash.finditer(data, at, stop))]
    if not 0 <= number < len(starts):
        return None
    beyond = data.rfind(b"\n", 0, starts[number + 1]) + 1 if number + 1 < len(starts) else stop
    return starts[number], starts[number] + 1, beyond


def _value(data: bytes, after: int, stop: int, column: int, *, in_list: bool) -> tuple[int, int, bool] | None:
    """Where the value behind a key or a dash starts, its column if it is a collection, and whether it is one."""
    at = after
    while at < stop and data[at] == 0x20:
        at += 1
    if at < stop and data[at] not in b"\n#":
        if not in_list:
            return at, 0, False
        mapping = _PAIR.match(data, at, stop) is not None
        return at, column + at - after + 1, mapping
    first = _CONTENT.search(data, data.find(b"\n", at, stop) + 1 or stop, stop)
    if first is None or first.end() == stop:
        return after, 0, False
    return first.end(), first.end() - first.start(), True


_PAIR = re.compile(_KEY + rb":(?= |\n|\Z)", re.ASCII)


@lru_cache(maxsize=1024)
def _patterns(column: int, key: str) -> tuple[re.Pattern[bytes], tuple[re.Pattern[bytes], re.Pattern[bytes]]]:
    """Patterns of a key: right here, on a line of its own, and of the next entry of the mapping."""
    name = re.escape(key.encode("utf-8", "surrogateescape"))
    spelled = b"(" + name + b':|"' + name + b'":|' + b"'" + name + b"':)(?= |\\n|\\Z)"
    margin = b"^" + b" " * column
    return re.compile(spelled), (
        re.compile(margin + spelled, re.MULTILINE),
        re.compile(margin + rb"[^ #\n-]", re.MULTILINE),
    )


@lru_cache(maxsize=64)
def _dashes(column: int) -> re.Pattern[bytes]:
    return re.compile(b"^" + b" " * column + rb"-(?= )", re.MULTILINE)
