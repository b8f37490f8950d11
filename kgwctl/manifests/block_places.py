"""Places in plain block style, found by searching for the lines of a path.

Collections on one line are passed over, but what is inside of them is not searched for.

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

_BLANK = 0x20

_COMMENT = rb"(?:\#[ -~]*+)?+"
_KEY = rb"""(?:[A-Za-z_/][\w./-]*+|"[^"\\\n\x7f-\xff]*+"|'[^'\n\x7f-\xff]*+')"""
#: Text that ends before a comment and holds no colon that would make it a mapping.
_PLAIN = rb"-?+[A-Za-z0-9_./+~(=$^;<\\](?:[!-9;-~]|:(?=[!-~])|[ ](?!\#))*+"
_QUOTED = rb"""(?:"[^"\\\n\x7f-\xff]*+"|'[^'\n\x7f-\xff]*+')"""
#: A collection on one line whose texts hold nothing that would end it sooner.
_FLOW = rb"[\[{](?:[ ]*+(?:" + _QUOTED + rb"|[^\x00-\x20\#\"'\x7f-\xff]))*+(?<=[\]}])"
_VALUE = rb"(?:" + _FLOW + rb"|" + _QUOTED + rb"|" + _PLAIN + rb")"
_REST = rb"(?:[ ]++" + _VALUE + rb")?+(?:[ ]++" + _COMMENT + rb")?+"
_LINE = rb"[ ]*+(?:(?:-[ ]++)?+" + _KEY + rb":" + _REST + rb"|-[ ]++" + _VALUE + rb"(?:[ ]++" + _COMMENT + rb")?+|"
_DOCUMENT = re.compile(
    rb"(?:---[ ]*+" + _COMMENT + rb"(?:\n|\Z))?+(?:" + _LINE + _COMMENT + rb")(?:\n|\Z))*+", re.ASCII | re.VERBOSE
)
#: The rest of a line, and blank lines and comments, up to what comes next.
_SKIPPED = re.compile(rb"[^\n]*+\n(?: *+(?:#[^\n]*+)?+\n)*+ *+(?=[^ #\n])")
_LEADING = re.compile(rb"(?:---[^\n]*+\n)?+(?: *+(?:#[^\n]*+)?+\n)*+ *+(?=[^ #\n])")
_PAIR = re.compile(_KEY + rb":(?=[ \n]|\Z)", re.ASCII)


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
    leading = _LEADING.match(data, start, end)
    if leading is None:
        return None
    at, stop = leading.end(), end
    column = at - data.rfind(b"\n", start, at) - 1 if data.find(b"\n", start, at) >= 0 else at - start
    named = at
    for depth, step in enumerate(path, 1):
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
        at, column, nested = _value(data, after, stop, column, in_list=listed)
        if listed:
            named = at
        if not nested:
            if depth < len(path) and data[at : at + 1] in (b"{", b"["):
                return None
            break
    return named if key else at


def _entry(data: bytes, at: int, stop: int, column: int, key: str) -> tuple[int, int, int] | None:
    """Where the entry of a mapping starts, where its value may, and where it ends."""
    name = key.encode("utf-8", "surrogateescape")
    margin = b"\n" + b" " * column
    start = -1
    for spelled in (name + b":", b'"' + name + b'":', b"'" + name + b"':"):
        found = data.rfind(margin + spelled, at, stop)
        while found >= 0 and not _ends_key(data, found + len(margin) + len(spelled)):
            found = data.rfind(margin + spelled, at, found)
        if found >= 0:
            start, after = found + len(margin), found + len(margin) + len(spelled)
        elif data.startswith(spelled, at, stop) and _ends_key(data, at + len(spelled)):
            start, after = at, at + len(spelled)
        if start >= 0:
            beyond = _next_entry(column).search(data, after, stop)
            return start, after, beyond.start() + 1 if beyond else stop
    return None


def _ends_key(data: bytes, at: int) -> bool:
    return data[at : at + 1] in (b" ", b"\n", b"")


def _item(data: bytes, at: int, stop: int, column: int, number: int) -> tuple[int, int, int] | None:
    """The same of an item of a list. ``at`` is its first dash."""
    margin = b"\n" + b" " * column + b"- "
    for _ in range(number):
        found = data.find(margin, at, stop)
        if found < 0:
            return None
        at = found + len(margin) - 2
    beyond = data.find(margin, at, stop)
    return (at, at + 1, beyond + 1 if beyond >= 0 else stop) if number >= 0 else None


def _value(data: bytes, after: int, stop: int, column: int, *, in_list: bool) -> tuple[int, int, bool]:
    """Where the value behind a key or a dash starts, its column if it is a collection, and whether it is one."""
    at = after
    while at < stop and data[at] == _BLANK:
        at += 1
    if at < stop and data[at] not in b"\n#":
        return at, column + at - after + 1, in_list and _PAIR.match(data, at, stop) is not None
    skipped = _SKIPPED.match(data, after, stop)
    if skipped is None or skipped.end() == stop:
        return after, 0, False
    at = skipped.end()
    return at, at - data.rfind(b"\n", 0, at) - 1, True


@lru_cache(maxsize=256)
def _next_entry(column: int) -> re.Pattern[bytes]:
    return re.compile(b"\n" + b" " * column + rb"[^ #\n-]")
