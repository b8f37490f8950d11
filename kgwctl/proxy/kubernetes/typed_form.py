"""An object as Kubernetes' typed clients write it: unknown fields gone, zero values left out or filled in.

The controller reads what it made into Go types and writes those, so that is what reaches the API server.
"""

from __future__ import annotations

from typing import Any

from kgwctl.proxy.kubernetes.schema import Field, Shape, fields
from kgwctl.scalars.quantity import QuantityError, parse_quantity

_INTEGERS = {"int32": 1 << 31, "int64": 1 << 63}
_GO_NAMES = {"bool": "bool", "string": "string", "int32": "int32", "int64": "int64", "map": "map[string]string"}


class TypedFormError(ValueError):
    """A value does not fit its field; the text is that of Go's decoder."""


def typed_form(value: dict[str, Any], cls: Any) -> dict[str, Any]:
    """``value`` as a ``cls`` of :mod:`kgwctl.proxy.kubernetes` writes itself. Raises :class:`TypedFormError`."""
    return _object(value, cls, "")


def _object(value: dict[str, Any], cls: Any, path: str) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name, field in fields(cls).items():
        member = value.get(name)
        if member is None:
            if field.required or field.always_there:
                written[name] = _zero(field)
            continue
        where = f"{path}.{name}" if path else name
        converted = _convert(member, field.shape, where, cls.__name__)
        if field.required or field.always_there or not _left_out(converted, field):
            written[name] = converted
    return written


def _left_out(value: Any, field: Field) -> bool:
    if isinstance(value, list) or (isinstance(value, dict) and field.shape.kind == "map"):
        return not value
    return not value and not field.keeps_zero


def _zero(field: Field) -> Any:
    kind = field.shape.kind
    if kind == "object":
        return None if field.required and field.nullable else _object({}, field.shape.type, "")
    return {"string": "", "bool": False, "int32": 0, "int64": 0, "intOrString": 0, "quantity": "0"}.get(kind)


def _convert(value: Any, shape: Shape, where: str, owner: str) -> Any:
    kind = shape.kind
    if kind == "any":
        return value
    if kind == "object" and isinstance(value, dict):
        return _object(value, shape.type, where)
    if kind == "list" and isinstance(value, list) and shape.item:
        return [_element(one, shape.item, where, owner) for one in value]
    if kind == "map" and isinstance(value, dict) and shape.item:
        return {key: _element(one, shape.item, where, owner) for key, one in value.items()}
    if _fits(value, kind):
        return _quantity(value) if kind == "quantity" else value
    name = "number" if isinstance(value, int | float) and not isinstance(value, bool) else _json_name(value)
    wanted = shape.type.__name__ if kind == "object" else _GO_NAMES.get(kind, kind)
    raise TypedFormError(f"json: cannot unmarshal {name} into Go struct field {owner}.{where} of type {wanted}")


def _element(value: Any, shape: Shape, where: str, owner: str) -> Any:
    """A list element or map value: Go reads null as the zero value there."""
    if value is not None:
        return _convert(value, shape, where, owner)
    return _zero(Field(shape))


def _fits(value: Any, kind: str) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind in _INTEGERS:
        limit = _INTEGERS[kind]
        return isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit
    if kind == "string":
        return isinstance(value, str)
    if kind == "intOrString":
        return isinstance(value, int | str) and not isinstance(value, bool)
    return kind == "quantity" and isinstance(value, int | float | str) and not isinstance(value, bool)


def _quantity(value: Any) -> str:
    try:
        return parse_quantity(str(value)).canonical()
    except QuantityError as error:
        raise TypedFormError(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        ) from error


def _json_name(value: Any) -> str:
    return {str: "string", bool: "bool", list: "array", dict: "object"}.get(type(value), "value")
