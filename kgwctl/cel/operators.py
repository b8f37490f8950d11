"""CEL's operators over Python values, with CEL's types, ranges and errors.

Source: the CEL language definition, with cel-go's cross-type numeric comparison, as Kubernetes sets it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from kgwctl.cel.engine import EvaluationError, Optional
from kgwctl.cel.values import (
    MAX_INT,
    MAX_UINT,
    MIN_INT,
    Duration,
    Invalid,
    MapList,
    Opaque,
    SetList,
    Timestamp,
    TypeValue,
    UInt,
    type_of,
)

_NUMBERS = frozenset({int, UInt, float})
_ORDERED = frozenset({bool, str, bytes, Duration, Timestamp})


def no_overload(function: str, *arguments: Any) -> NoReturn:
    """Raise the error of a call that no signature fits; an argument that is itself an error comes first."""
    names = ", ".join(type_of(argument) for argument in arguments)
    raise EvaluationError(f"no such overload: {function}({names})")


def equals(left: Any, right: Any) -> bool:
    """``left == right``: numbers by value across types, everything else only within its type."""
    kind, other = type(left), type(right)
    if kind in _NUMBERS:
        return other in _NUMBERS and bool(left == right)
    if isinstance(left, list):
        return isinstance(right, list) and _equal_lists(left, right)
    if kind is dict:
        return other is dict and _equal_maps(left, right)
    for value in (left, right):
        if isinstance(value, Invalid):
            raise value.error()
    if kind is Optional:
        return other is Optional and left.present == right.present and (not left.present or equals(left[1], right[1]))
    return kind is other and bool(left == right)


def _equal_lists(left: list[Any], right: list[Any]) -> bool:
    if len(left) != len(right):
        return False
    if isinstance(left, SetList):
        return all(any(equals(item, other) for other in left) for item in right)
    if isinstance(left, MapList):
        return _equal_map_lists(left, right)
    return all(map(equals, left, right))


def _equal_map_lists(left: MapList, right: list[Any]) -> bool:
    by_key = {_map_key(item, left.keys): item for item in left}
    seen = set()
    for item in right:
        key = _map_key(item, left.keys)
        if key not in by_key or not equals(by_key[key], item):
            return False
        seen.add(key)
    return len(seen) == len(by_key)


def _map_key(item: Any, keys: tuple[str, ...]) -> tuple[Any, ...]:
    if not isinstance(item, dict):
        raise EvaluationError("an element of a list of type map is not an object")
    return tuple((type(item.get(key)), item.get(key)) for key in keys)


def _equal_maps(left: dict[Any, Any], right: dict[Any, Any]) -> bool:
    return len(left) == len(right) and all(key in right and equals(item, right[key]) for key, item in left.items())


def compare(function: str, left: Any, right: Any) -> int:
    """-1, 0 or 1. Raises :class:`EvaluationError` unless both have one ordered type or are numbers."""
    kind, other = type(left), type(right)
    if kind in _NUMBERS and other in _NUMBERS:
        if left != left or right != right:
            raise EvaluationError("NaN values cannot be ordered")
    elif kind is not other or kind not in _ORDERED:
        no_overload(function, left, right)
    return int(left > right) - int(left < right)


def contains(item: Any, container: Any) -> bool:
    """``item in container``."""
    if isinstance(container, list):
        return any(equals(element, item) for element in container)
    if type(container) is dict:
        return find(container, item)[0]
    return no_overload("in", item, container)


def find(mapping: dict[Any, Any], key: Any) -> tuple[bool, Any]:
    """Whether ``mapping`` has ``key`` and what is there; numbers find keys of other number types."""
    kind = type(key)
    if kind is bool or kind not in (str, int, UInt, float):
        if kind is not bool:
            no_overload("_[_]", mapping, key)
        return next(((True, item) for other, item in mapping.items() if other is key), (False, None))
    if key not in mapping or (kind is not str and (key == 0 or key == 1) and True in map(_is_bool, mapping)):
        return False, None
    return True, mapping[key]


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def select(operand: Any, field: str) -> Any:
    """``operand.field``."""
    if type(operand) is dict:
        if field in operand:
            return operand[field]
        raise EvaluationError(f"no such key: {field}")
    if type(operand) is Optional:
        return optional_select(operand, field)
    return no_overload("select", operand)


def has(operand: Any, field: str) -> bool:
    """``has(operand.field)``: a value that does not fit its schema is an error, not present."""
    if type(operand) is Optional:
        return bool(optional_select(operand, field).present)
    if type(operand) is not dict:
        no_overload("has", operand)
    if field not in operand:
        return False
    value = operand[field]
    if isinstance(value, Invalid):
        raise value.error()
    return True


def index(operand: Any, position: Any) -> Any:
    """``operand[position]``."""
    if isinstance(operand, list):
        whole = _list_position(operand, position)
        if not 0 <= whole < len(operand):
            raise EvaluationError(f"index out of bounds: {whole}")
        return operand[whole]
    if type(operand) is dict:
        present, item = find(operand, position)
        if not present:
            raise EvaluationError(f"no such key: {position}")
        return item
    if type(operand) is Optional:
        return optional_index(operand, position)
    return no_overload("_[_]", operand, position)


def _list_position(operand: list[Any], position: Any) -> int:
    if type(position) in _NUMBERS and position == int(position):
        return int(position)
    return no_overload("_[_]", operand, position)


def optional_select(operand: Any, field: str) -> Optional:
    """``operand.?field``."""
    return optional_index(operand, field)


def optional_index(operand: Any, position: Any) -> Optional:
    """``operand[?position]``: absent instead of an error; on an optional, of its value."""
    if type(operand) is Optional:
        return optional_index(operand.value, position) if operand.present else operand
    if type(operand) is dict:
        return Optional(*find(operand, position))
    if isinstance(operand, list):
        whole = _list_position(operand, position)
        return Optional(True, operand[whole]) if 0 <= whole < len(operand) else Optional(False)
    return no_overload("_[?_]", operand, position)


def integer(value: int) -> int:
    """``value`` if it fits a 64-bit integer. Raises :class:`EvaluationError`."""
    if MIN_INT <= value <= MAX_INT:
        return value
    raise EvaluationError("integer overflow")


def unsigned(value: int) -> UInt:
    """``value`` if it fits an unsigned 64-bit integer. Raises :class:`EvaluationError`."""
    if 0 <= value <= MAX_UINT:
        return UInt(value)
    raise EvaluationError("unsigned integer overflow")


def span(value: int) -> Duration:
    """Nanoseconds as a duration. Raises :class:`EvaluationError` beyond 64 bits."""
    return Duration(integer(value))


#: Years 1 to 9999, in nanoseconds since 1970.
_FIRST, _LAST = -62_135_596_800 * 10**9, 253_402_300_800 * 10**9 - 1


def instant(value: int) -> Timestamp:
    """Nanoseconds since 1970 as a timestamp. Raises :class:`EvaluationError` outside the years 1 to 9999."""
    if _FIRST <= value <= _LAST:
        return Timestamp(value)
    raise EvaluationError("timestamp overflow")


def add(left: Any, right: Any) -> Any:
    """``left + right``."""
    match left, right:
        case (Duration(), Timestamp()) | (Timestamp(), Duration()):
            return instant(int(left) + int(right))
        case SetList(), list():
            return [*left, *(item for item in right if not contains(item, left))]
        case MapList(), list():
            return _merge(left, right)
        case list(), list():
            return [*left, *right]
    return _ADD.get((type(left), type(right)), _missing("_+_"))(left, right)


def _merge(left: MapList, right: list[Any]) -> list[Any]:
    merged = {_map_key(item, left.keys): item for item in left}
    merged.update({_map_key(item, left.keys): item for item in right})
    return MapList(list(merged.values()), left.keys)


def subtract(left: Any, right: Any) -> Any:
    """``left - right``."""
    return _SUBTRACT.get((type(left), type(right)), _missing("_-_"))(left, right)


def multiply(left: Any, right: Any) -> Any:
    """``left * right``."""
    return _MULTIPLY.get((type(left), type(right)), _missing("_*_"))(left, right)


def divide(left: Any, right: Any) -> Any:
    """``left / right``: integers cut towards zero, doubles as IEEE 754."""
    return _DIVIDE.get((type(left), type(right)), _missing("_/_"))(left, right)


def modulo(left: Any, right: Any) -> Any:
    """``left % right``: the sign is that of ``left``."""
    return _MODULO.get((type(left), type(right)), _missing("_%_"))(left, right)


def negate(value: Any) -> Any:
    """``-value``."""
    if type(value) is int:
        return integer(-value)
    if type(value) is float:
        return -value
    return span(-value) if type(value) is Duration else no_overload("-_", value)


def _missing(function: str) -> Callable[[Any, Any], NoReturn]:
    return lambda left, right: no_overload(function, left, right)


def _quotient(left: int, right: int) -> int:
    if not right:
        raise EvaluationError("division by zero")
    cut = abs(left) // abs(right)
    return cut if (left < 0) == (right < 0) else -cut


def _remainder(left: int, right: int) -> int:
    if not right:
        raise EvaluationError("modulus by zero")
    return int(math.copysign(1, left)) * (abs(left) % abs(right))


def _divide_doubles(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or left != left:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _multiply_doubles(left: float, right: float) -> float:
    return left * right


_Table = dict[tuple[type, type], Callable[[Any, Any], Any]]
_ADD: _Table = {
    (int, int): lambda left, right: integer(left + right),
    (UInt, UInt): lambda left, right: unsigned(int(left) + int(right)),
    (float, float): lambda left, right: left + right,
    (str, str): lambda left, right: left + right,
    (bytes, bytes): lambda left, right: left + right,
    (Duration, Duration): lambda left, right: span(int(left) + int(right)),
}
_SUBTRACT: _Table = {
    (int, int): lambda left, right: integer(left - right),
    (UInt, UInt): lambda left, right: unsigned(int(left) - int(right)),
    (float, float): lambda left, right: left - right,
    (Duration, Duration): lambda left, right: span(int(left) - int(right)),
    (Timestamp, Timestamp): lambda left, right: span(int(left) - int(right)),
    (Timestamp, Duration): lambda left, right: instant(int(left) - int(right)),
}
_MULTIPLY: _Table = {
    (int, int): lambda left, right: integer(left * right),
    (UInt, UInt): lambda left, right: unsigned(int(left) * int(right)),
    (float, float): _multiply_doubles,
}
_DIVIDE: _Table = {
    (int, int): lambda left, right: integer(_quotient(left, right)),
    (UInt, UInt): lambda left, right: unsigned(_quotient(int(left), int(right))),
    (float, float): _divide_doubles,
}
_MODULO: _Table = {
    (int, int): lambda left, right: integer(_remainder(left, right)),
    (UInt, UInt): lambda left, right: unsigned(_remainder(int(left), int(right))),
}


def elements(value: Any) -> Iterable[Any]:
    """What a one-variable macro runs over: a list's elements, a map's keys."""
    if isinstance(value, list) or type(value) is dict:
        return value
    return no_overload("comprehension", value)


def pairs(value: Any) -> Iterable[tuple[Any, Any]]:
    """What a two-variable macro runs over: (index, element) or (key, value)."""
    if isinstance(value, list):
        return enumerate(value)
    return value.items() if type(value) is dict else no_overload("comprehension", value)


def is_zero(value: Any) -> bool:
    """Whether ``optional.ofNonZeroValue`` calls the value zero: false, 0, "", empty, null."""
    if isinstance(value, Optional):
        return not value.present
    return not isinstance(value, Opaque | TypeValue | Timestamp) and not value
