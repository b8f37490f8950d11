"""``matches``, ``find`` and ``findAll``: RE2 patterns, in bounded time."""

from __future__ import annotations

import re
from functools import lru_cache

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import function, method
from kgwctl.re2.regex import PatternError, compile_pattern, to_python


def matches(text: str, pattern: str) -> bool:
    """Whether ``pattern`` matches anywhere in ``text``. Raises :class:`EvaluationError` for a bad pattern."""
    try:
        return compile_pattern(pattern).search(text)
    except PatternError as error:
        raise EvaluationError(f"invalid regular expression {pattern!r}: {error}") from None


@lru_cache(maxsize=512)
def _searcher(pattern: str) -> tuple[re.Pattern[str], int]:
    """The pattern for ``re``, and up to which length of text its time is bounded."""
    try:
        return re.compile(to_python(pattern)), compile_pattern(pattern).limit
    except PatternError as error:
        raise EvaluationError(f"invalid regular expression {pattern!r}: {error}") from None


def _bounded(text: str, pattern: str) -> re.Pattern[str]:
    expression, limit = _searcher(pattern)
    if len(text) > max(limit, 16):
        raise EvaluationError(f"the pattern {pattern!r} is too ambiguous to search a text of {len(text)} characters")
    return expression


def find(text: str, pattern: str) -> str:
    """The first match, or an empty string."""
    match = _bounded(text, pattern).search(text)
    return match[0] if match else ""


def find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    """All matches that do not overlap, at most ``limit`` of them unless it is negative."""
    found: list[str] = []
    last = -1
    for match in _bounded(text, pattern).finditer(text):
        if len(found) == limit:
            break
        # Go drops an empty match right behind the previous match.
        if match.end() == match.start() == last:
            continue
        last = match.end()
        found.append(match[0])
    return found


OVERLOADS = (
    method("matches", (str, str), bool, matches),
    function("matches", (str, str), bool, matches),
    method("find", (str, str), str, find),
    method("findAll", (str, str), list, find_all),
    method("findAll", (str, str, int), list, find_all),
)
