"""Matching in time linear in the text: a Thompson automaton, determinised while it runs.

Python's ``re`` backtracks: ``^(a+)+$`` takes exponential time on 30 characters. Patterns and texts
where that can happen are run here instead.
"""

from __future__ import annotations

from kgwctl.re2.syntax import Alternatives, Assertion, Chars, Node, PatternError, Repeat, Sequence

#: A pattern that expands to more states is refused.
MAX_STATES = 20_000
#: Memoised transitions are dropped beyond this, so that hostile texts cannot fill memory.
_MAX_MEMO = 20_000

#: What lies on one side of a position: nothing, a newline, a word character, another character.
_EDGE, _NEWLINE, _WORD, _OTHER = range(4)

_State = tuple[frozenset[int], int]


def _side(character: str) -> int:
    if character == "\n":
        return _NEWLINE
    return _WORD if character == "_" or (character.isascii() and character.isalnum()) else _OTHER


def _holds(kind: str, before: int, after: int) -> bool:
    if kind == "text-start":
        return before == _EDGE
    if kind == "text-end":
        return after == _EDGE
    if kind == "line-start":
        return before in (_EDGE, _NEWLINE)
    if kind == "line-end":
        return after in (_EDGE, _NEWLINE)
    boundary = (before == _WORD) != (after == _WORD)
    return boundary == (kind == "word")


class Automaton:
    """Searches one pattern. ``edges[s]`` are the steps without a character from state ``s``."""

    __slots__ = ("_assertions", "_chars", "_edges", "_final", "_memo", "_start")

    def __init__(self, node: Node) -> None:
        self._edges: list[list[int]] = []
        self._chars: dict[int, tuple[tuple[tuple[int, int], ...], int]] = {}
        self._assertions: dict[int, tuple[str, int]] = {}
        self._memo: dict[tuple[_State, str], _State | None] = {}
        self._start = self._new_state()
        self._final = self._build(node, self._start)

    def search(self, text: str) -> bool:
        """Whether the pattern matches anywhere in ``text``."""
        memo = self._memo
        state: _State | None = (frozenset((self._start,)), _EDGE)
        for character in text:
            assert state is not None
            key = (state, character)
            if key in memo:
                state = memo[key]
            else:
                if len(memo) >= _MAX_MEMO:
                    memo.clear()
                state = memo[key] = self._step(state, character)
            if state is None:
                return True
        assert state is not None
        return self._final in self._closure(state[0], state[1], _EDGE)

    def _step(self, state: _State, character: str) -> _State | None:
        """The state after ``character``, or None when the pattern has matched before it."""
        side = _side(character)
        reached = self._closure(state[0], state[1], side)
        if self._final in reached:
            return None
        code = ord(character)
        following = {self._start}
        for current in reached:
            edge = self._chars.get(current)
            if edge is not None and any(low <= code <= high for low, high in edge[0]):
                following.add(edge[1])
        return frozenset(following), side

    def _closure(self, states: frozenset[int], before: int, after: int) -> set[int]:
        reached = set(states)
        waiting = list(states)
        while waiting:
            current = waiting.pop()
            targets = self._edges[current]
            assertion = self._assertions.get(current)
            if assertion is not None and _holds(assertion[0], before, after):
                targets = [*targets, assertion[1]]
            for target in targets:
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return reached

    def _new_state(self) -> int:
        if len(self._edges) >= MAX_STATES:
            raise PatternError("expression too large")
        self._edges.append([])
        return len(self._edges) - 1

    def _build(self, node: Node, start: int) -> int:
        """Add the states of ``node`` after ``start``; return the state that follows it."""
        if isinstance(node, Chars):
            end = self._new_state()
            self._chars[self._after(start)] = (node.ranges, end)
            return end
        if isinstance(node, Assertion):
            end = self._new_state()
            self._assertions[self._after(start)] = (node.kind, end)
            return end
        if isinstance(node, Sequence):
            for part in node.parts:
                start = self._build(part, start)
            return start
        if isinstance(node, Alternatives):
            end = self._new_state()
            for branch in node.branches:
                self._edges[self._build(branch, self._after(start))].append(end)
            return end
        return self._build_repeat(node, start)

    def _build_repeat(self, node: Repeat, start: int) -> int:
        for _ in range(node.low):
            start = self._build(node.part, start)
        if node.high is None:
            loop = self._after(start)
            self._edges[self._build(node.part, loop)].append(loop)
            return self._after(loop)
        end = self._new_state()
        for _ in range(node.high - node.low):
            self._edges[start].append(end)
            start = self._build(node.part, self._after(start))
        self._edges[start].append(end)
        return end

    def _after(self, state: int) -> int:
        """A fresh state reached from ``state`` without a character, so that each has one outgoing test."""
        fresh = self._new_state()
        self._edges[state].append(fresh)
        return fresh
