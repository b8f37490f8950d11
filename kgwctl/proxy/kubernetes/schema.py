"""The types of :mod:`kgwctl.proxy.kubernetes` taken apart: fields by JSON name, each with what matters about it."""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from kgwctl.api.markers import Format, IntOrString, Marker, Pattern
from kgwctl.proxy.kubernetes.fields import (
    ALWAYS_THERE,
    MERGE_KEYS,
    PLAIN,
    POINTERS,
    AlwaysThere,
    MergedBy,
    Plain,
    Pointer,
    Replaced,
)


class Shape(NamedTuple):
    """What a value must look like.

    ``kind`` is ``object``, ``list``, ``map``, ``any`` or a scalar: ``string``, ``bool``, ``int32``, ``int64``,
    ``quantity``, ``intOrString``. ``item`` is the shape of list elements and map values, ``type`` the class of
    an object.
    """

    kind: str
    item: Shape | None = None
    type: Any = None


class Field(NamedTuple):
    """A field: its shape, whether it is always written, and how patches merge it.

    ``nullable`` fields that are required are written as null when they are absent. ``merge_key`` is None
    for lists that a patch replaces, and empty for merged lists of plain values.
    """

    shape: Shape
    required: bool = False
    nullable: bool = False
    always_there: bool = False
    keeps_zero: bool = True
    merge_key: str | None = None
    replaced: bool = False


@cache
def fields(cls: Any) -> dict[str, Field]:
    """The fields of a type by their JSON name, in order of declaration."""
    hints = get_type_hints(cls, include_extras=True)
    return {
        info.encode_name: _field(cls.__name__, info.encode_name, hints[info.name], info.required)
        for info in msgspec.structs.fields(cls)
    }


def _field(owner: str, name: str, hint: Any, required: bool) -> Field:
    shape, markers, nullable = _shape(hint)
    by_type = {type(marker): marker for marker in markers}
    merged = by_type.get(MergedBy)
    key = merged.key if isinstance(merged, MergedBy) else MERGE_KEYS.get((owner, name))
    if Pointer in by_type or (owner, name) in POINTERS:
        keeps_zero = True
    elif Plain in by_type or (owner, name) in PLAIN or ("*", name) in PLAIN:
        keeps_zero = False
    else:
        keeps_zero = shape.kind in ("bool", "int32", "int64", "intOrString", "quantity", "object")
    return Field(
        shape=shape,
        required=required,
        nullable=nullable,
        always_there=AlwaysThere in by_type or (owner, name) in ALWAYS_THERE,
        keeps_zero=keeps_zero,
        merge_key=key,
        replaced=Replaced in by_type,
    )


def _shape(hint: Any) -> tuple[Shape, tuple[Marker, ...], bool]:
    """The shape of a type, its markers, and whether None is one of its values."""
    markers: tuple[Any, ...] = ()
    nullable = False
    members = [hint]
    while len(members) == 1 and get_origin(members[0]) in (Annotated, Union, types.UnionType):
        if get_origin(members[0]) is Annotated:
            markers += members[0].__metadata__
            members = [members[0].__origin__]
        else:
            every = get_args(members[0])
            members = [one for one in every if one is not type(None)]
            nullable = nullable or len(members) < len(every)
    if len(members) > 1:
        is_quantity = any(isinstance(marker, Pattern) for marker in markers)
        assert any(isinstance(marker, IntOrString) for marker in markers), hint
        return Shape("quantity" if is_quantity else "intOrString"), markers, nullable
    (plain,) = members
    return _plain_shape(plain, markers), markers, nullable


def _plain_shape(plain: Any, markers: tuple[Any, ...]) -> Shape:
    if get_origin(plain) is tuple:
        return Shape("list", _shape(get_args(plain)[0])[0])
    if get_origin(plain) is dict:
        value = get_args(plain)[1]
        return Shape("any") if value is Any else Shape("map", _shape(value)[0])
    if plain is Any:
        return Shape("any")
    if plain is int:
        formats = [marker.value for marker in markers if isinstance(marker, Format)]
        return Shape(formats[0] if formats else "int64")
    if plain in (str, bool):
        return Shape({str: "string", bool: "bool"}[plain])
    return Shape("object", type=plain)
