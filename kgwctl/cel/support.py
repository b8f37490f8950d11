"""What compiled rules call besides the libraries: CEL's semantics where Python's differ.

All of them raise on what would be an error in CEL; the engine then says which.
"""

from __future__ import annotations

from typing import Any

from kgwctl.cel.cost import Budget
from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.operators import integer as bounded

__all__ = ["at", "bounded", "concatenated", "present", "rounds", "to_int"]

#: What a round of a nested macro costs, about as in the interpreter.
_ROUND = 5


def rounds(budget: Budget, items: Any) -> Any:
    """The list or map a nested macro runs over, paid for in advance."""
    budget.spend(_ROUND * len(items))
    return items


def at(items: list[Any], position: int) -> Any:
    """``items[position]`` without Python's negative positions."""
    if position < 0:
        raise EvaluationError(f"index out of bounds: {position}")
    return items[position]


def present(mapping: dict[str, Any], name: str) -> Any:
    """A nullable property: null means absent."""
    value = mapping[name]
    if value is None:
        raise EvaluationError(f"no such key: {name}")
    return value


def concatenated(budget: Budget, left: str, right: str) -> str:
    """``left + right``, paid for by its length."""
    budget.spend_size(len(left) + len(right))
    return left + right


def to_int(value: int | str) -> int:
    """``int(value)`` of an integer or a text."""
    if type(value) is int:
        return value
    from kgwctl.cel.library.conversions import string_to_int

    return string_to_int(str(value))
