"""Kubernetes quantities (``1.5Gi``, ``100m``): its quantity library."""

from __future__ import annotations

from functools import lru_cache

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import function, method
from kgwctl.cel.values import Opaque
from kgwctl.schema.quantity import Quantity as Number
from kgwctl.schema.quantity import QuantityError, parse_quantity

_NANO = 10**9


class Quantity(Opaque):
    """An exact number of nanos; ``1Gi`` equals ``1024Mi``."""

    __slots__ = ("nanos",)
    type_name = "kubernetes.Quantity"

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

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
        return Quantity(parse_quantity(text).nanos)
    except QuantityError as error:
        raise EvaluationError(str(error)) from None


def is_quantity(text: str) -> bool:
    """Whether ``quantity(text)`` has a value."""
    try:
        parse_quantity(text)
    except QuantityError:
        return False
    return True


def as_integer(value: Quantity) -> int:
    """The number as an integer. Raises :class:`EvaluationError` unless it is whole and fits 64 bits."""
    if not Number(value.nanos).is_integer():
        raise EvaluationError("cannot convert value to integer")
    return value.nanos // _NANO


def compare(left: Quantity, right: Quantity) -> int:
    """-1, 0 or 1."""
    return (left.nanos > right.nanos) - (left.nanos < right.nanos)


OVERLOADS = (
    function("quantity", (str,), Quantity, quantity),
    function("isQuantity", (str,), bool, is_quantity),
    function("sign", (Quantity,), int, lambda value: compare(value, Quantity(0))),
    method("isGreaterThan", (Quantity, Quantity), bool, Quantity.__gt__),
    method("isLessThan", (Quantity, Quantity), bool, Quantity.__lt__),
    method("compareTo", (Quantity, Quantity), int, compare),
    method("asApproximateFloat", (Quantity,), float, lambda value: value.nanos / _NANO),
    method("asInteger", (Quantity,), int, as_integer),
    method("isInteger", (Quantity,), bool, lambda value: Number(value.nanos).is_integer()),
    method("add", (Quantity, Quantity), Quantity, lambda left, right: Quantity(left.nanos + right.nanos)),
    method("add", (Quantity, int), Quantity, lambda left, right: Quantity(left.nanos + right * _NANO)),
    method("sub", (Quantity, Quantity), Quantity, lambda left, right: Quantity(left.nanos - right.nanos)),
    method("sub", (Quantity, int), Quantity, lambda left, right: Quantity(left.nanos - right * _NANO)),
)
