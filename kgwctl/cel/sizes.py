"""Sizes and costs as Kubernetes estimates them: bounds from the schema, in 64 bits that never overflow."""

from __future__ import annotations

import math
from typing import NamedTuple

#: What is not known, and what anything larger counts as.
UNBOUNDED = 2**64 - 1


def clipped(number: int) -> int:
    """The number in 64 bits."""
    return min(number, UNBOUNDED)


def scaled(size: int, factor: float) -> int:
    """A share of a size, rounded up."""
    product = math.ceil(float(size) * factor)
    return clipped(product)


class Size(NamedTuple):
    """How many characters, items or entries a value has."""

    least: int
    most: int

    def __or__(self, other: Size) -> Size:
        """Either of two sizes."""
        return Size(min(self.least, other.least), max(self.most, other.most))

    def plus(self, other: Size) -> Size:
        """The size of two values together."""
        return Size(clipped(self.least + other.least), clipped(self.most + other.most))

    def times(self, other: Size) -> Size:
        """The size of as many values as this one has items."""
        return Size(clipped(self.least * other.least), clipped(self.most * other.most))


UNKNOWN = Size(0, UNBOUNDED)
ONE = Size(1, 1)
#: The size of no element at all, to be joined with others.
NOTHING = Size(UNBOUNDED, 0)


class Entries(NamedTuple):
    """The sizes of the keys (indexes) and values in a list or map, whose ``kind`` is known."""

    kind: str
    key: Size
    value: Size


def either(first: Entries | None, second: Entries | None) -> Entries | None:
    """Entries of one of two collections; None where one of them is not known."""
    if first is None or second is None:
        return None
    return Entries(first.kind, first.key | second.key, first.value | second.value)


class Place:
    """A path into the declared types, as far as an expression only walks.

    Kubernetes keeps paths in arrays that grow by doubling, and paths that begin alike share one: of
    two fields of one variable, the later may take the place of the earlier. Estimates depend on it,
    so places do the same.
    """

    __slots__ = ("_room", "_steps", "length")

    def __init__(self, steps: list[str], length: int, room: int) -> None:
        self._steps = steps
        self.length = length
        self._room = room

    @property
    def steps(self) -> tuple[str, ...]:
        """The path as it is now."""
        return tuple(self._steps[: self.length])

    def below(self, step: str) -> Place:
        """The path with one more step, in the same array while it has room."""
        if self.length < self._room:
            if self.length < len(self._steps):
                self._steps[self.length] = step
            else:
                self._steps.append(step)
            return Place(self._steps, self.length + 1, self._room)
        return self.apart(step)

    def apart(self, step: str) -> Place:
        """The path with one more step, in an array of its own."""
        return Place([*self.steps, step], self.length + 1, max(2 * self._room, 1))


NOWHERE = Place([], 0, 0)
