"""CRD patterns as fast, bounded-time Python matchers with RE2's meaning."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kgwctl.re2 import character_sets as sets
from kgwctl.re2.character_sets import Ranges
from kgwctl.re2.syntax import Alternatives, Assertion, Chars, Node, PatternError, Repeat, Sequence, parse

if TYPE_CHECKING:
    from kgwctl.re2.automaton import Automaton

__all__ = ["Matcher", "PatternError", "compile_pattern", "to_python"]

#: Backtracking steps a match may need at most before the automaton takes over (some 50 ms).
_STEP_BUDGET = 1_000_000

_ASSERTIONS = {
    "text-start": r"\A",
    "text-end": r"\Z",
    "line-start": "(?m:^)",
    "line-end": "(?m:$)",
    "word": r"(?a:\b)",
    "not-word": r"(?a:\B)",
}


class Matcher:
    """One compiled pattern.

    Texts of up to ``limit`` characters are matched by ``re``, longer ones (and every text of a
    pattern with ambiguous nested loops: ``limit`` is -1) by an automaton in linear time.
    """

    __slots__ = ("_automaton", "_expression", "_node", "limit")

    def __init__(self, node: Node) -> None:
        self._node = node
        self._automaton: Automaton | None = None
        self.limit = _backtracking_limit(node)
        self._expression = re.compile(_write(node)) if self.limit >= 0 else None
        if self._expression is None:
            self._build_automaton()

    def search(self, text: str) -> bool:
        """Whether the pattern matches anywhere in ``text``, as Go's ``MatchString`` says."""
        if self._expression is not None and len(text) <= self.limit:
            return self._expression.search(text) is not None
        return (self._automaton or self._build_automaton()).search(text)

    def _build_automaton(self) -> Automaton:
        from kgwctl.re2.automaton import Automaton

        self._automaton = Automaton(self._node)
        return self._automaton


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> Matcher:
    """The matcher of an RE2 pattern. Raises :class:`PatternError` when Go would not compile it."""
    return Matcher(parse(pattern))


def to_python(pattern: str) -> str:
    """``pattern`` (RE2) in the syntax of Python's ``re``, groups not capturing."""
    return _write(parse(pattern))


def _write(node: Node) -> str:
    if isinstance(node, Chars):
        return _write_class(node.ranges)
    if isinstance(node, Assertion):
        return _ASSERTIONS[node.kind]
    if isinstance(node, Sequence):
        return "".join(_write(part) if not isinstance(part, Alternatives) else _group(part) for part in node.parts)
    if isinstance(node, Alternatives):
        return "|".join(map(_write, node.branches))
    text = _write(node.part) if isinstance(node.part, Chars) else _group(node.part)
    high = "" if node.high is None else str(node.high)
    operator = {(0, ""): "*", (1, ""): "+", (0, "1"): "?"}.get((node.low, high), f"{{{node.low},{high}}}")
    return text + operator + ("" if node.greedy else "?")


def _group(node: Node) -> str:
    return f"(?:{_write(node)})"


def _write_class(ranges: Ranges) -> str:
    if not ranges:
        return "(?!)"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return re.escape(chr(ranges[0][0]))
    return "[" + "".join(map(_write_range, ranges)) + "]"


def _write_range(bounds: tuple[int, int]) -> str:
    low, high = map(_write_code, bounds)
    return low if low == high else f"{low}-{high}"


def _write_code(code: int) -> str:
    if 48 <= code <= 122 and chr(code).isalnum():
        return chr(code)
    return f"\\x{code:02x}" if code < 256 else f"\\U{code:08x}"


def _backtracking_limit(node: Node) -> int:
    """The longest text for which backtracking stays within the budget; -1: never trust it."""
    if not _loops_are_unambiguous(node):
        return -1
    degree = _loops(node) + (0 if _anchored(node) else 1)
    return int(_STEP_BUDGET ** (1 / degree)) if degree > 1 else _STEP_BUDGET


def _loops(node: Node) -> int:
    """How many loops without a small bound a match runs through: each may add one power of the length."""
    if isinstance(node, Repeat):
        own = 1 if node.high is None or node.high - node.low > 16 else 0
        return own + _loops(node.part)
    if isinstance(node, Alternatives):
        return max(map(_loops, node.branches))
    return sum(map(_loops, _children(node)))


def _children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Sequence):
        return node.parts
    if isinstance(node, Alternatives):
        return node.branches
    return (node.part,) if isinstance(node, Repeat) else ()


def _anchored(node: Node) -> bool:
    if isinstance(node, Sequence):
        return bool(node.parts) and _anchored(node.parts[0])
    if isinstance(node, Alternatives):
        return all(map(_anchored, node.branches))
    return isinstance(node, Assertion) and node.kind == "text-start"


def _loops_are_unambiguous(node: Node) -> bool:
    """Whether no repetition can cut the same text in many ways, the cause of exponential time."""
    if isinstance(node, Repeat) and not _is_unambiguous(node):
        return False
    return all(map(_loops_are_unambiguous, _children(node)))


def _is_unambiguous(node: Repeat) -> bool:
    if isinstance(node.part, Chars) or (node.high is not None and node.high <= 1):
        return True
    paths = _paths(node)
    return (paths is not None and paths <= _STEP_BUDGET) or _is_delimited(node.part)


def _paths(node: Node) -> int | None:
    """In how many ways the node can be walked, None when unlimited."""
    if isinstance(node, (Chars, Assertion)):
        return 1
    counts = [_paths(child) for child in _children(node)]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return None
    if isinstance(node, Repeat):
        return _repeat_paths(node, known[0])
    if isinstance(node, Alternatives):
        return sum(known)
    total = 1
    for count in known:
        total = min(total * count, _STEP_BUDGET + 1)
    return total


def _repeat_paths(node: Repeat, inner: int) -> int | None:
    if node.high is None:
        return None
    total = 0
    for times in range(node.low, node.high + 1):
        total += min(inner**times if times < 32 or inner <= 1 else _STEP_BUDGET + 1, _STEP_BUDGET + 1)
        if total > _STEP_BUDGET:
            break
    return total


def _is_delimited(body: Node) -> bool:
    """Whether each round of a loop over ``body`` is cut off from the next in one way only."""
    if isinstance(body, Alternatives):
        firsts = [_first(branch) for branch in body.branches]
        fixed = all(_is_fixed(branch) for branch in body.branches)
        return fixed and all(sets.disjoint(left, right) for i, left in enumerate(firsts) for right in firsts[i + 1 :])
    if not isinstance(body, Sequence) or not body.parts:
        return False
    if _is_fixed(body):
        return True
    first, last = body.parts[0], body.parts[-1]
    return (isinstance(first, Chars) and sets.disjoint(first.ranges, _alphabet(body.parts[1:]))) or (
        isinstance(last, Chars) and sets.disjoint(last.ranges, _alphabet(body.parts[:-1]))
    )


def _is_fixed(node: Node) -> bool:
    """Whether the node is characters only, of one length."""
    if isinstance(node, Repeat):
        return node.low == node.high and node.low > 0 and _is_fixed(node.part)
    if isinstance(node, Sequence):
        return bool(node.parts) and all(map(_is_fixed, node.parts))
    return isinstance(node, Chars)


def _first(node: Node) -> Ranges:
    """The first characters of a fixed node."""
    while not isinstance(node, Chars):
        children = _children(node)
        if not children:
            return sets.ALL
        node = children[0]
    return node.ranges


def _alphabet(nodes: tuple[Node, ...]) -> Ranges:
    found: list[tuple[int, int]] = []
    for node in nodes:
        found.extend(node.ranges if isinstance(node, Chars) else _alphabet(_children(node)))
    return sets.normalized(found)
