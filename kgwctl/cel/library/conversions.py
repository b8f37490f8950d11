"""Type conversions and ``size``: the standard library of the CEL language definition."""

from __future__ import annotations

import math
import re
from typing import Any

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import ANY, function, method
from kgwctl.cel.operators import instant, integer, unsigned
from kgwctl.cel.values import Duration, Timestamp, TypeValue, UInt, type_of
from kgwctl.scalars.whole_number import whole_number

#: Compiled when a rule converts something, which few do.
_DECIMAL = r"[+-]?[0-9]+"
_FLOAT = r"(?ai)[+-]?(?:[0-9](?:_?[0-9])*\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|inf|infinity|nan)"
_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}


def _unconvertible(value: str, target: str) -> EvaluationError:
    return EvaluationError(f"{value!r} cannot be converted to {target}")


def string_to_int(text: str) -> int:
    """``int("12")``: decimal, with a sign. Raises :class:`EvaluationError`."""
    if not re.fullmatch(_DECIMAL, text):
        raise _unconvertible(text, "int")
    return integer(whole_number(text))


def string_to_uint(text: str) -> UInt:
    """``uint("12")``. Raises :class:`EvaluationError`."""
    if not re.fullmatch(_DECIMAL, text) or text[0] in "+-":
        raise _unconvertible(text, "uint")
    return unsigned(whole_number(text))


def string_to_double(text: str) -> float:
    """``double("1.5")``. Raises :class:`EvaluationError`."""
    if not re.fullmatch(_FLOAT, text) or "_" in text:
        raise _unconvertible(text, "double")
    value = float(text)
    if math.isinf(value) and "inf" not in text.lower():
        raise _unconvertible(text, "double")
    return value


def string_to_bool(text: str) -> bool:
    """``bool("true")``. Raises :class:`EvaluationError`."""
    if text not in _BOOLEANS:
        raise _unconvertible(text, "bool")
    return _BOOLEANS[text]


def double_to_int(value: float) -> int:
    """``int(1.9)``: cut towards zero; the ends of the range are excluded."""
    if not -(2.0**63) < value < 2.0**63:
        raise EvaluationError("integer overflow")
    return int(value)


def double_to_uint(value: float) -> UInt:
    """``uint(1.9)``."""
    if not 0 <= value < 2.0**64:
        raise EvaluationError("unsigned integer overflow")
    return UInt(value)


def double_to_string(value: float) -> str:
    """``string(1.5)``: the shortest text, with an exponent from 1e21 on and below 1e-4, as Go prints it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if value and not 1e-4 <= abs(value) < 1e21:
        mantissa, _, exponent = repr(value).partition("e")
        if not exponent:
            mantissa, _, exponent = f"{value:.16e}".partition("e")
        return f"{mantissa.removesuffix('.0')}e{exponent[0]}{exponent[1:].zfill(2)}"
    text = f"{value:f}" if "e" in repr(value) else repr(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def bytes_to_string(value: bytes) -> str:
    """``string(b"...")``. Raises :class:`EvaluationError` where the bytes are not UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise EvaluationError("the bytes are not UTF-8 text") from None


def _same(value: Any) -> Any:
    return value


def _bool_to_string(value: bool) -> str:
    return "true" if value else "false"


def _sizes() -> tuple[Any, ...]:
    return tuple(
        declare("size", (kind,), int, len) for kind in (str, bytes, list, dict) for declare in (function, method)
    )


OVERLOADS = (
    *_sizes(),
    function("dyn", (ANY,), object, _same),
    function("type", (ANY,), TypeValue, type_of),
    function("int", (int,), int, _same),
    function("int", (UInt,), int, lambda value: integer(int(value))),
    function("int", (float,), int, double_to_int),
    function("int", (str,), int, string_to_int),
    function("int", (Timestamp,), int, lambda value: int(value) // 10**9),
    function("int", (Duration,), int, int),
    function("uint", (UInt,), UInt, _same),
    function("uint", (int,), UInt, unsigned),
    function("uint", (float,), UInt, double_to_uint),
    function("uint", (str,), UInt, string_to_uint),
    function("double", (float,), float, _same),
    function("double", (int,), float, float),
    function("double", (UInt,), float, float),
    function("double", (str,), float, string_to_double),
    function("bool", (bool,), bool, _same),
    function("bool", (str,), bool, string_to_bool),
    function("bytes", (bytes,), bytes, _same),
    function("bytes", (str,), bytes, str.encode),
    function("string", (str,), str, _same),
    function("string", (bool,), str, _bool_to_string),
    function("string", (int,), str, str),
    function("string", (UInt,), str, str),
    function("string", (float,), str, double_to_string),
    function("string", (bytes,), str, bytes_to_string),
    function("timestamp", (int,), Timestamp, lambda value: instant(value * 10**9)),
)
