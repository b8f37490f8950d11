"""JSON values as CEL sees them through a structural schema.

Kubernetes types CEL values by the schema, not by the JSON: ``number`` is a double even when written
``1``, ``format: date-time`` is a timestamp, ``format: byte`` is bytes; a null property is absent;
property names are escaped. A value that does not fit becomes :class:`~kgwctl.cel.values.Invalid`,
an error for whoever touches it and for nobody else.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.escaping import escape
from kgwctl.cel.values import MAX_INT, MIN_INT, Duration, Invalid, MapList, SetList, Timestamp
from kgwctl.scalars.whole_number import whole_number

Schema = Mapping[str, Any]

_STRING: Schema = {"type": "string"}
_TYPE_AND_NAME: Schema = {
    "apiVersion": _STRING,
    "kind": _STRING,
    "metadata": {"type": "object", "properties": {"name": _STRING, "generateName": _STRING}},
}

#: Durations as ``format: duration`` reads them: Go's, or "3 days"; units of at least a week need words.
_WORDED_DURATION = r"(\d+)\s*([A-Za-zµμ]+)\s*"
_WORDED_UNITS = {
    1: ("ns", "nano"),
    1_000: ("us", "µs", "micro"),
    1_000_000: ("ms", "milli"),
    1_000_000_000: ("s", "second", "sec"),
    60_000_000_000: ("m", "minute", "min"),
    3_600_000_000_000: ("h", "hour"),
    86_400_000_000_000: ("d", "day"),
    604_800_000_000_000: ("w", "week", "wk"),
}


def resource_schema(schema: Schema) -> Schema:
    """``schema`` with what CEL may always see of a resource: apiVersion, kind, metadata.name and generateName."""
    return {**schema, "type": "object", "properties": {**(schema.get("properties") or {}), **_TYPE_AND_NAME}}


def convert(value: Any, schema: Schema) -> Any:
    """``value`` (plain JSON) as CEL's view of it through ``schema`` (one structural schema node)."""
    if value is None:
        return None if schema.get("nullable") else Invalid("the value is null where the schema allows none")
    if schema.get("x-kubernetes-int-or-string"):
        if type(value) is int or type(value) is str:
            return value
        return Invalid(f"expected an integer or a string, got {_json_type(value)}")
    kind = schema.get("type")
    converter = _CONVERTERS.get(kind) if isinstance(kind, str) else None
    if converter is not None:
        return converter(value, schema)
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return value
    return Invalid("the schema gives this value no type")


def _object(value: Any, schema: Schema) -> Any:
    if not isinstance(value, dict):
        return Invalid(f"expected an object, got {_json_type(value)}")
    if schema.get("x-kubernetes-embedded-resource"):
        schema = resource_schema(schema)
    properties = schema.get("properties")
    if properties:
        return _properties(value, properties)
    additional = schema.get("additionalProperties")
    if isinstance(additional, Mapping) and additional:
        return {key: convert(item, additional) for key, item in value.items()}
    return value


def _properties(value: dict[str, Any], properties: Mapping[str, Schema]) -> dict[str, Any]:
    converted = {}
    for name, item in value.items():
        if item is None:
            continue
        if name in properties:
            identifier = escape(name)
            if identifier is not None:
                converted[identifier] = convert(item, properties[name])
        else:
            converted[name] = item
    return converted


def _array(value: Any, schema: Schema) -> Any:
    if not isinstance(value, list):
        return Invalid(f"expected an array, got {_json_type(value)}")
    items = schema.get("items")
    if items is None:
        return Invalid("the schema gives the items of this array no type")
    converted = [convert(item, items) for item in value]
    match schema.get("x-kubernetes-list-type"):
        case "set":
            return SetList(converted)
        case "map":
            return MapList(converted, tuple(escape(key) or key for key in schema.get("x-kubernetes-list-map-keys", ())))
    return converted


def _string(value: Any, schema: Schema) -> Any:
    if not isinstance(value, str):
        return Invalid(f"expected a string, got {_json_type(value)}")
    reader = _FORMATS.get(schema.get("format", ""))
    if reader is None:
        return value
    try:
        return reader(value)
    except (ValueError, EvaluationError, binascii.Error) as error:
        return Invalid(str(error))


def _number(value: Any, _: Schema) -> Any:
    if type(value) is int or type(value) is float:
        return float(value)
    return Invalid(f"expected a number, got {_json_type(value)}")


def _integer(value: Any, _: Schema) -> Any:
    if type(value) is int and MIN_INT <= value <= MAX_INT:
        return value
    return Invalid(f"expected an integer, got {_json_type(value)}")


def _boolean(value: Any, _: Schema) -> Any:
    return value if isinstance(value, bool) else Invalid(f"expected a boolean, got {_json_type(value)}")


_CONVERTERS = {
    "object": _object,
    "array": _array,
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
}


def read_byte_format(text: str) -> bytes:
    """``format: byte``: standard base64. Raises ``ValueError``."""
    return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)


def read_date_format(text: str) -> Timestamp:
    """``format: date``: midnight UTC of ``2006-01-02``. Raises ``ValueError``."""
    from kgwctl.cel.library.time import timestamp

    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(f"{text!r} is not a date")
    return timestamp(text + "T00:00:00Z")


def read_date_time_format(text: str) -> Timestamp:
    """``format: date-time``: RFC 3339, or without seconds, offset or time. Raises ``EvaluationError``."""
    from kgwctl.cel.library.time import timestamp

    text = text.upper()
    if not re.search(r"(Z|[+-]\d{2}:?\d{2})\Z", text[10:]):
        text += "Z"
    offset = re.search(r"([+-]\d{2})(\d{2})\Z", text[10:])
    if offset:
        text = f"{text[:-5]}{offset[1]}:{offset[2]}"
    return timestamp(text)


def read_duration_format(text: str) -> Duration:
    """``format: duration``: Go's durations, or ``3 days``, ``1 hour 5 min``. Raises ``ValueError``."""
    from kgwctl.scalars.duration import DurationError, parse_duration

    try:
        return Duration(parse_duration(text))
    except DurationError:
        pass
    total, position = 0, 0
    for match in re.finditer(_WORDED_DURATION, text):
        unit = match[2].lower().removesuffix("s") or "s"
        scale = next((scale for scale, words in _WORDED_UNITS.items() if unit in words or match[2] in words), None)
        if scale is None or match.start() != position:
            break
        total += whole_number(match[1]) * scale
        position = match.end()
    if position != len(text) or not text:
        raise ValueError(f"{text!r} is not a duration")
    return Duration(total)


_FORMATS = {
    "byte": read_byte_format,
    "date": read_date_format,
    "date-time": read_date_time_format,
    "duration": read_duration_format,
}


def _json_type(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "an integer"}
    return names.get(type(value), "a number" if isinstance(value, float) else "null")


def is_invalid(value: Any) -> bool:
    """Whether a converted value holds, at any depth, one that does not fit its schema."""
    if isinstance(value, dict):
        return any(is_invalid(item) for item in value.values())
    if isinstance(value, list):
        return any(is_invalid(item) for item in value)
    return isinstance(value, Invalid)
