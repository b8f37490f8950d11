"""A second opinion on texts: ruamel.yaml reads them before and after, as YAML 1.2 and with all comments.

The edits are made by offsets that libyaml gives, and checked by the values that it reads. Another reader, made by
others, must find every comment again, and must be able to read the result at all if it could read the input.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kgwctl.migrate.editing.text_file import open_file
from kgwctl.migrate.editing.tree import CannotEdit, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.migrate.engine.plan import FileEdit


def lost_comments(edits: Sequence[FileEdit]) -> tuple[str, ...]:
    """Sentences about comments that are not there afterwards, and files that are no YAML 1.2 any more."""
    said = []
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for edit in edits:
        old = _comments(edit.before)
        if old is None:
            # What it cannot read to begin with, it cannot judge.
            continue
        new = _comments(edit.after)
        if new is None:
            said.append(f"{edit.path} would be no YAML 1.2 any more")
            continue
        before += old
        # Where comments stand inside of brackets, ruamel.yaml sees some of them only; there our own eyes help.
        after += new | _our_comments(edit.after)
    return (*said, *(f"the comment {text!r} would be lost" for text in before - after))


def _comments(data: bytes) -> Counter[str] | None:
    """Every comment that ruamel.yaml sees, ``None`` if it cannot read the text."""
    if b"#" not in data:
        # Without comments there is only the question whether it can be read; its parser alone answers that.
        return Counter() if _reads(data) else None
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    reader = YAML(typ="rt")
    reader.allow_duplicate_keys = True
    found: Counter[str] = Counter()
    seen: set[tuple[int, int]] = set()
    try:
        for document in reader.load_all(data.decode()):
            for token in _tokens(document, set()):
                # One token may hang on several values.
                mark = getattr(token, "start_mark", None)
                place = (mark.line, mark.column) if mark is not None else None
                if place in seen:
                    continue
                if place is not None:
                    seen.add(place)
                text = token if isinstance(token, str) else str(token.value)
                found.update(line.strip() for line in text.split("\n") if line.strip().startswith("#"))
    except (YAMLError, ValueError, AttributeError, TypeError, AssertionError, NotImplementedError):
        return None
    return found


def _reads(data: bytes) -> bool:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        for _ in YAML(typ="safe", pure=True).parse(data.decode()):
            pass
    except (YAMLError, ValueError):
        return False
    return True


def _tokens(value: Any, seen: set[int]) -> Iterator[Any]:
    """The comment tokens on a value of ruamel.yaml and all values in it. An alias is the same value again."""
    if id(value) in seen:
        return
    seen.add(id(value))
    notes = getattr(value, "ca", None)
    if notes is not None:
        yield from _flat([notes.comment, list(notes.items.values()), notes.end])
    yield from _flat(getattr(value, "comment", None))
    if isinstance(value, dict):
        for each in value.values():
            yield from _tokens(each, seen)
    elif isinstance(value, list):
        for each in value:
            yield from _tokens(each, seen)


def _flat(tokens: Any) -> Iterator[Any]:
    if isinstance(tokens, list | tuple):
        for each in tokens:
            yield from _flat(each)
    elif tokens is not None:
        yield tokens


def _our_comments(data: bytes) -> Counter[str]:
    found: Counter[str] = Counter()
    try:
        parts = open_file("", data).parts
        for part in parts:
            found.update(part.text[start:end].strip() for start, end in parse(part.text).comments)
            found.update(line[line.index("#") :].strip() for line in part.separator.split("\n") if "#" in line)
    except CannotEdit:
        return found
    return found
