"""Plain data to the kind's Struct, with the field named when a value does not fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

T = TypeVar("T")

#: Compiled for errors only.
_WHERE = r" - at `(?:key in )?\$(.*)`$"
_STEP = r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]"


class ConversionError(ValueError):
    """A value has a type that its field cannot hold. ``path`` leads to it as far as it is known."""

    def __init__(self, message: str, path: FieldPath) -> None:
        super().__init__(message)
        self.path = path


def convert(value: dict[str, Any], type: type[T]) -> T:
    """``value`` as a ``type``. Unknown fields are ignored, nulls count as absent.

    Raises :class:`ConversionError`.
    """
    try:
        return msgspec.convert(value, type)
    except msgspec.ValidationError:
        # Go reads null as absent. Few objects hold one, so the copy is made only after a failure.
        try:
            return msgspec.convert(_without_nulls(value), type)
        except msgspec.ValidationError as error:
            raise _explained(error) from error


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _explained(error: msgspec.ValidationError) -> ConversionError:
    text = str(error)
    where = re.search(_WHERE, text)
    if where is None:
        return ConversionError(text, ())
    path: list[str | int] = []
    for name, index in re.findall(_STEP, where[1]):
        if index == "...":
            # msgspec does not name the key inside a free map.
            break
        path.append(name or int(index))
    return ConversionError(text[: where.start()], tuple(path))
