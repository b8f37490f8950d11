"""CEL's macros over lists and maps, as closures over a frame of variables.

Errors in ``all`` and ``exists`` give way to an element that decides; in all other macros the first
error is the result. Each element is charged, so nested macros run out of budget instead of time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kgwctl.cel import operators
from kgwctl.cel.cost import weight
from kgwctl.cel.engine import EvaluationError

_Frame = list[Any]
_Step = Callable[[_Frame], Any]
_Rounds = Callable[[_Frame], Iterator[Any]]

_BUDGET = 2
#: What a round costs besides its body: reading the variable, testing and updating the result.
_ROUND = 3


def comprehension(kind: str, source: _Step, variables: int, slot: int, body: _Step, condition: _Step | None) -> _Step:
    """The evaluation of one macro; ``kind`` as in :class:`kgwctl.cel.syntax.Comprehension`.

    The variables live in ``slot`` and, where there are two, the slot behind it.
    """
    rounds = _rounds(source, variables, slot)
    if condition is not None:
        rounds = _filtered(rounds, condition)
    if kind == "all":
        return _quantifier(rounds, body, deciding=False)
    if kind == "exists":
        return _quantifier(rounds, body, deciding=True)
    return _KINDS[kind](rounds, body)


def _rounds(source: _Step, variables: int, slot: int) -> _Rounds:
    """Set the variables for each element and yield the element or key."""

    def one(frame: _Frame) -> Iterator[Any]:
        spend = frame[_BUDGET].spend
        for item in operators.elements(source(frame)):
            spend(_ROUND)
            frame[slot] = item
            yield item

    def two(frame: _Frame) -> Iterator[Any]:
        spend = frame[_BUDGET].spend
        for key, item in operators.pairs(source(frame)):
            spend(_ROUND)
            frame[slot], frame[slot + 1] = key, item
            yield key

    return one if variables == 1 else two


def _filtered(rounds: _Rounds, condition: _Step) -> _Rounds:
    def filtered(frame: _Frame) -> Iterator[Any]:
        for item in rounds(frame):
            if _truth(condition(frame)):
                yield item

    return filtered


def _truth(value: Any) -> bool:
    return value if isinstance(value, bool) else operators.no_overload("_?_:_", value)


def _quantifier(rounds: _Rounds, body: _Step, *, deciding: bool) -> _Step:
    def evaluate(frame: _Frame) -> bool:
        problem: EvaluationError | None = None
        for _ in rounds(frame):
            try:
                if _truth(body(frame)) is deciding:
                    return deciding
            except EvaluationError as error:
                problem = problem or error
        if problem is not None:
            raise problem
        return not deciding

    return evaluate


def _exists_one(rounds: _Rounds, body: _Step) -> _Step:
    return lambda frame: sum(_truth(body(frame)) for _ in rounds(frame)) == 1


def _filter(rounds: _Rounds, body: _Step) -> _Step:
    return lambda frame: [item for item in rounds(frame) if _truth(body(frame))]


def _map(rounds: _Rounds, body: _Step) -> _Step:
    return _weighed(lambda frame: [body(frame) for _ in rounds(frame)])


def _transform_map(rounds: _Rounds, body: _Step) -> _Step:
    return _weighed(lambda frame: {key: body(frame) for key in rounds(frame)})


def _weighed(step: _Step) -> _Step:
    """A step that builds values: what it builds is paid for."""

    def evaluate(frame: _Frame) -> Any:
        result = step(frame)
        frame[_BUDGET].spend_size(weight(result))
        return result

    return evaluate


def _transform_map_entry(rounds: _Rounds, body: _Step) -> _Step:
    def evaluate(frame: _Frame) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for _ in rounds(frame):
            entry = body(frame)
            if type(entry) is not dict:
                operators.no_overload("transformMapEntry", entry)
            for key, value in entry.items():
                if operators.find(result, key)[0]:
                    raise EvaluationError(f"duplicate key {key!r} in map")
                result[key] = value
        return result

    return _weighed(evaluate)


_KINDS: dict[str, Callable[[_Rounds, _Step], _Step]] = {
    "exists_one": _exists_one,
    "filter": _filter,
    "map": _map,
    "transformMap": _transform_map,
    "transformMapEntry": _transform_map_entry,
}
