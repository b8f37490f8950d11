"""``"...".format([...])``: the clauses of cel-go's strings extension, version 2 (locale en_US)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.conversions import bytes_to_string, double_to_string
from kgwctl.cel.library.time import duration_to_string, timestamp_to_string
from kgwctl.cel.values import Duration, Timestamp, TypeValue, UInt, type_of

_CLAUSE = re.compile(r"%(?:(%)|(?:\.([0-9]+))?([a-zA-Z])|)")
_PRECISION = 6
_SUPERSCRIPT = str.maketrans("+-0123456789", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_QUOTED = str.maketrans(
    {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v", "\\": r"\\", '"': r"\""}
)
#: More digits than a double has make no sense and would only cost memory.
_MAX_PRECISION = 1000


def quote(text: str) -> str:
    """``strings.quote``: the text as a CEL literal in double quotes."""
    return f'"{text.translate(_QUOTED)}"'


def format_text(template: str, arguments: list[Any]) -> str:
    """``template`` with each clause replaced. Raises :class:`EvaluationError` for a clause that does not fit."""
    used = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal used
        percent, precision, clause = match.groups()
        if percent:
            return "%"
        if used >= len(arguments):
            raise EvaluationError(f"format: argument {used} is missing")
        used += 1
        return _clause(clause, precision, arguments[used - 1])

    return _CLAUSE.sub(replace, template)


def _clause(clause: str | None, precision: str | None, value: Any) -> str:
    if clause in ("f", "e"):
        digits = min(int(precision), _MAX_PRECISION) if precision else _PRECISION
        return (_fixed if clause == "f" else _scientific)(_double(clause, value), digits)
    writer = _WRITERS.get(clause or "")
    if writer is None:
        raise EvaluationError(f"format: unknown clause %{clause or ''}")
    return writer(value)


def _unfit(clause: str, value: Any) -> EvaluationError:
    return EvaluationError(f"format: %{clause} cannot print {type_of(value)}")


def to_text(value: Any) -> str:
    """What ``%s`` prints. Raises :class:`EvaluationError` for opaque values."""
    writer = _TEXTS.get(type(value))
    if writer is not None:
        return writer(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_nested, value))}]"
    raise _unfit("s", value)


def _nested(value: Any) -> str:
    """A value inside a list or map: a CEL literal."""
    kind = type(value)
    if kind is str:
        return quote(value)
    if kind is bytes:
        return f"b{quote(bytes_to_string(value))}"
    if kind is float:
        return f"{value:.{_PRECISION}f}" if math.isfinite(value) else quote(double_to_string(value))
    if kind in (Duration, Timestamp):
        name = "duration" if kind is Duration else "timestamp"
        return f"{name}({quote(to_text(value))})"
    return to_text(value)


def _map_text(value: dict[Any, Any]) -> str:
    entries = sorted((_nested(key), _nested(item)) for key, item in value.items())
    return "{" + ", ".join(f"{key}:{item}" for key, item in entries) + "}"


def _decimal(value: Any) -> str:
    if type(value) in (int, UInt):
        return str(int(value))
    raise _unfit("d", value)


def _based(clause: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if type(value) in (int, UInt) or (clause == "b" and type(value) is bool):
            return format(int(value), clause)
        if clause in "xX" and type(value) in (str, bytes):
            text = (value.encode() if isinstance(value, str) else value).hex()
            return text.upper() if clause == "X" else text
        raise _unfit(clause, value)

    return write


def _double(clause: str, value: Any) -> float:
    if type(value) is float:
        return value
    special = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
    if type(value) is str and value in special:
        return special[value]
    raise _unfit(clause, value)


def _fixed(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}" if math.isfinite(value) else _not_finite(value)


def _scientific(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return _not_finite(value)
    mantissa, _, exponent = f"{value:.{digits}e}".partition("e")
    return f"{mantissa}\u202f×\u202f10{exponent.removeprefix('+').translate(_SUPERSCRIPT)}"


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "∞" if value > 0 else "-∞"


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    UInt: lambda value: str(int(value)),
    float: double_to_string,
    bytes: bytes_to_string,
    type(None): lambda _: "null",
    TypeValue: str,
    Duration: duration_to_string,
    Timestamp: timestamp_to_string,
    dict: _map_text,
}
_WRITERS: dict[str, Callable[[Any], str]] = {
    "s": to_text,
    "d": _decimal,
    **{clause: _based(clause) for clause in "boxX"},
}
