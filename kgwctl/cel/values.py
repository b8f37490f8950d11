"""The values CEL has and JSON has not, as small Python types.

The others are Python's own: ``bool``, ``int`` (64 bits), ``float``, ``str``, ``bytes``, ``None``,
``list`` and ``dict``.
"""

from __future__ import annotations

from typing import Any

from kgwctl.cel.engine import EvaluationError, Optional

MIN_INT, MAX_INT = -(2**63), 2**63 - 1
MAX_UINT = 2**64 - 1


class UInt(int):
    """An unsigned 64-bit integer (``1u``)."""

    __slots__ = ()


class Duration(int):
    """A signed span of time in nanoseconds, at most 64 bits as Go has it."""

    __slots__ = ()


class Timestamp(int):
    """A point in time: nanoseconds since 1970-01-01T00:00:00Z, years 1 to 9999."""

    __slots__ = ()


class TypeValue(str):
    """A CEL type as a value: what ``type(x)`` gives and ``int`` or ``string`` name."""

    __slots__ = ()


class Opaque:
    """A value of one of Kubernetes' own types: compared and asked, never looked into."""

    __slots__ = ()
    type_name: str = ""


class Invalid:
    """A value that does not fit its schema. Whoever touches it gets ``message`` as an error."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message

    def error(self) -> EvaluationError:
        """The error that touching this value is."""
        return EvaluationError(self.message)


class SetList(list[Any]):
    """An array with ``x-kubernetes-list-type: set``: equality ignores order, ``+`` is a union."""

    __slots__ = ()


class MapList(list[Any]):
    """An array with ``x-kubernetes-list-type: map``: equality ignores order, ``+`` merges by ``keys``."""

    __slots__ = ("keys",)

    def __init__(self, items: list[Any], keys: tuple[str, ...]) -> None:
        super().__init__(items)
        self.keys = keys


_TYPE_NAMES: dict[type, str] = {
    bool: "bool",
    int: "int",
    UInt: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null_type",
    list: "list",
    SetList: "list",
    MapList: "list",
    dict: "map",
    Duration: "google.protobuf.Duration",
    Timestamp: "google.protobuf.Timestamp",
    TypeValue: "type",
    Optional: "optional_type",
}

#: The type names an expression can write as identifiers.
TYPE_IDENTIFIERS = frozenset(
    {"bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "optional_type"}
    | {"google.protobuf.Duration", "google.protobuf.Timestamp", "net.IP", "net.CIDR"}
)


def type_of(value: Any) -> TypeValue:
    """``type(value)``. Raises :class:`EvaluationError` for a value that does not fit its schema."""
    if isinstance(value, Invalid):
        raise value.error()
    if isinstance(value, Opaque):
        return TypeValue(value.type_name)
    return TypeValue(_TYPE_NAMES[type(value)])
