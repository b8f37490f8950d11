"""What a type says about itself beyond its Python type: bounds, defaults, list semantics.

Markers ride in ``Annotated`` (for one field) or in :func:`constraints` (for every use of a
class). At run time nothing looks at them: msgspec ignores them and converts by the plain type.
The CRD generator reads them. The rules between fields, which become CEL, are in
:mod:`kgwctl.api.field_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class Marker(msgspec.Struct, frozen=True):
    """Base of everything that may stand in ``Annotated`` or :func:`constraints`."""


class Default(Marker, frozen=True):
    """The value an API server fills in when the field is absent. JSON data."""

    value: Any


class Required(Marker, frozen=True):
    """The schema demands the field although the type has a default for it.

    For the few fields whose absence upstream's controller lives with when no API server stood
    before it.
    """


class Minimum(Marker, frozen=True):
    """Smallest number allowed, itself included."""

    value: int


class Maximum(Marker, frozen=True):
    """Largest number allowed, itself included."""

    value: int


class MinLength(Marker, frozen=True):
    """Shortest string allowed, in characters."""

    value: int


class MaxLength(Marker, frozen=True):
    """Longest string allowed, in characters."""

    value: int


class Pattern(Marker, frozen=True):
    """RE2 expression that must be found in the string (unanchored unless it says otherwise)."""

    value: str


class Format(Marker, frozen=True):
    """OpenAPI ``format``: ``int32``, ``int64``, ``date-time``, ..."""

    value: str


class Enum(Marker, frozen=True):
    """The only values allowed, for a type that can't be a ``Literal``."""

    values: tuple[Any, ...]


class MinItems(Marker, frozen=True):
    """Shortest list allowed."""

    value: int


class MaxItems(Marker, frozen=True):
    """Longest list allowed."""

    value: int


class MinProperties(Marker, frozen=True):
    """Fewest keys allowed in an object."""

    value: int


class MaxProperties(Marker, frozen=True):
    """Most keys allowed in an object."""

    value: int


class ListMap(Marker, frozen=True):
    """A list of objects that is a map: elements are identified by ``keys`` and unique in them."""

    keys: tuple[str, ...]


class ListSet(Marker, frozen=True):
    """A list without repeated elements."""


class Atomic(Marker, frozen=True):
    """A list or object that is replaced as a whole by server-side apply."""


class IntOrString(Marker, frozen=True):
    """Either an integer or a string (``x-kubernetes-int-or-string``)."""


class PreserveUnknown(Marker, frozen=True):
    """Fields that the schema doesn't name are kept instead of pruned."""


class AllOf(Marker, frozen=True):
    """``branches`` hold one by one, besides all else. A violation is reported at the object's root, too."""

    branches: tuple[tuple[Marker, ...], ...]


class FormatWhen(Marker, frozen=True):
    """``field`` must be in one of ``formats`` when the string field ``when`` equals ``equals``."""

    field: str
    formats: tuple[str, ...]
    when: str
    equals: str


def constraints(*markers: Marker) -> Callable[[type[T]], type[T]]:
    """Attach markers to a class: they hold wherever a field has that class as its type."""

    def attach(cls: type[T]) -> type[T]:
        cls.__constraints__ = markers  # type: ignore[attr-defined]
        return cls

    return attach


def constraints_of(cls: type) -> tuple[Marker, ...]:
    """The markers attached to ``cls`` itself, not to a base class."""
    found: tuple[Marker, ...] = cls.__dict__.get("__constraints__", ())
    return found
