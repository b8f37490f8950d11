"""Kubernetes quantities (``1.5Gi``, ``100m``): its quantity library."""

from __future__ import annotations

import re
from functools import lru_cache

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import function, method
from kgwctl.cel.values import Opaque
from kgwctl.scalars.quantity import Quantity as Number
from kgwctl.scalars.quantity import QuantityError, parse_quantity
from kgwctl.scalars.whole_number import whole_number

_NANO = 10**9
#: Digits of the integers that Kubernetes keeps a quantity in, if it can.
_DIGITS = 18
_PARTS = r"(?s)[+-]?0*([0-9]*)(?:\.([0-9]*))?(.*)"
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


class Quantity(Opaque):
    """An exact number of nanos; ``1Gi`` equals ``1024Mi``.

    ``whole`` says that Kubernetes holds it as an integer: not so ``1000m`` or ``1.0``, and no number
    of more than about 18 digits.
    """

    __slots__ = ("nanos", "whole")
    type_name = "kubernetes.Quantity"

    def __init__(self, nanos: int, whole: bool) -> None:
        self.nanos = nanos
        self.whole = whole

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and self.nanos == other.nanos

    def __hash__(self) -> int:
        return hash(self.nanos)

    def __str__(self) -> str:
        return f"{self.nanos}n"

    def __lt__(self, other: Quantity) -> bool:
        return self.nanos < other.nanos

    def __gt__(self, other: Quantity) -> bool:
        return self.nanos > other.nanos


@lru_cache(maxsize=1024)
def quantity(text: str) -> Quantity:
    """``quantity("1.5Gi")``. Raises :class:`EvaluationError`."""
    try:
        return Quantity(parse_quantity(text).nanos, _is_held_whole(text))
    except QuantityError as error:
        raise EvaluationError(str(error)) from None


def _is_held_whole(text: str) -> bool:
    match = re.fullmatch(_PARTS, text)
    if match is None:
        return False
    whole, fraction, suffix = match[1], match[2] or "", match[3]
    if suffix and suffix in _BINARY:
        return not fraction and 14 - len(whole) - _BINARY.index(suffix) * 3 >= 0
    exponent = _DECIMAL[suffix] if suffix in _DECIMAL else whole_number(suffix[1:])
    return len(whole) + len(fraction) <= _DIGITS and exponent >= len(fraction)


def is_quantity(text: str) -> bool:
    """Whether ``quantity(text)`` has a value."""
    try:
        parse_quantity(text)
    except QuantityError:
        return False
    return True


def is_integer(value: Quantity) -> bool:
    """Whether ``asInteger`` has a value."""
    return value.whole and Number(value.nanos).is_integer()


def add(left: Quantity, right: Quantity) -> Quantity:
    """The sum; whole only if both are, where a zero does not count."""
    if not left.nanos or not right.nanos:
        return left if left.nanos else right
    return Quantity(left.nanos + right.nanos, left.whole and right.whole)


def of_integer(value: int) -> Quantity:
    """The quantity of a plain number."""
    return Quantity(value * _NANO, True)


def negative(value: Quantity) -> Quantity:
    """The quantity with its sign turned."""
    return Quantity(-value.nanos, value.whole)


def as_integer(value: Quantity) -> int:
    """The number as an integer. Raises :class:`EvaluationError` unless it is whole and fits 64 bits."""
    if not is_integer(value):
        raise EvaluationError("cannot convert value to integer")
    return value.nanos // _NANO


def compare(left: Quantity, right: Quantity) -> int:
    """-1, 0 or 1."""
    return (left.nanos > right.nanos) - (left.nanos < right.nanos)


OVERLOADS = (
    function("quantity", (str,), Quantity, quantity),
    function("isQuantity", (str,), bool, is_quantity),
    function("sign", (Quantity,), int, lambda value: compare(value, of_integer(0))),
    method("isGreaterThan", (Quantity, Quantity), bool, Quantity.__gt__),
    method("isLessThan", (Quantity, Quantity), bool, Quantity.__lt__),
    method("compareTo", (Quantity, Quantity), int, compare),
    method("asApproximateFloat", (Quantity,), float, lambda value: value.nanos / _NANO),
    method("asInteger", (Quantity,), int, as_integer),
    method("isInteger", (Quantity,), bool, is_integer),
    method("add", (Quantity, Quantity), Quantity, add),
    method("add", (Quantity, int), Quantity, lambda left, right: add(left, of_integer(right))),
    method("sub", (Quantity, Quantity), Quantity, lambda left, right: add(left, negative(right))),
    method("sub", (Quantity, int), Quantity, lambda left, right: add(left, of_integer(-right))),
)
