"""Constraints on strings, numbers and enumerations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kgwctl.scalars.formats import FORMATS
from kgwctl.schema.checks import Check
from kgwctl.schema.errors import Problem

#: A long value is cut to this many characters in a message.
_SHOWN = 60


def shown(value: Any) -> str:
    """A value as a message quotes it: JSON, cut when long."""
    if isinstance(value, str):
        text = f'"{value}"'
    else:
        import json

        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def string_checks(schema: Mapping[str, Any], format_name: str) -> list[Check]:
    """Length and pattern (only the first that fails is reported), then the format."""
    checks: list[Check] = []
    low, high, pattern = schema.get("minLength"), schema.get("maxLength"), schema.get("pattern")
    if low or high is not None or pattern:
        checks.append(_text_check(low or 0, high, pattern))
    if format_name:
        checks.append(_format_check(format_name))
    return checks


def _text_check(low: int, high: int | None, pattern: str | None) -> Check:
    search: Callable[[str], bool] | None = None

    def check(value: str) -> list[Problem] | None:
        nonlocal search
        length = len(value)
        if high is not None and length > high:
            return [Problem("TooLong", f"should be at most {high} characters long, has {length}")]
        if length < low:
            unit = "chars" if low > 1 else "char"
            return [Problem("Invalid", f"should be at least {low} {unit} long: {shown(value)}")]
        if pattern is None:
            return None
        if search is None:
            search = _searcher(pattern)
        return None if search(value) else [Problem("Invalid", f"{shown(value)} should match '{pattern}'")]

    return check


def _searcher(pattern: str) -> Callable[[str], bool]:
    """The matcher's search; a pattern that does not compile matches nothing, as in Kubernetes."""
    from kgwctl.re2.regex import PatternError, compile_pattern

    try:
        return compile_pattern(pattern).search
    except PatternError:
        return lambda _: False


def _format_check(name: str) -> Check:
    is_valid = FORMATS[name]

    def check(value: str) -> list[Problem] | None:
        return None if is_valid(value) else [Problem("TypeInvalid", f"must be of format {name}: {shown(value)}")]

    return check


def number_checks(schema: Mapping[str, Any]) -> list[Check]:
    """``multipleOf``, then ``minimum``, then ``maximum``."""
    checks: list[Check] = []
    if (factor := schema.get("multipleOf")) is not None:
        checks.append(_multiple_check(factor))
    if (minimum := schema.get("minimum")) is not None:
        checks.append(_minimum_check(minimum, bool(schema.get("exclusiveMinimum"))))
    if (maximum := schema.get("maximum")) is not None:
        checks.append(_maximum_check(maximum, bool(schema.get("exclusiveMaximum"))))
    return checks


def _minimum_check(bound: float, exclusive: bool) -> Check:
    message = f"should be {'greater than' if exclusive else 'greater than or equal to'} {bound}"

    def check(value: float) -> list[Problem] | None:
        limit = int(bound) if type(value) is int else bound
        if value > limit or (value == limit and not exclusive):
            return None
        return [Problem("Invalid", f"{message}, is {value}")]

    return check


def _maximum_check(bound: float, exclusive: bool) -> Check:
    message = f"should be {'less than' if exclusive else 'less than or equal to'} {bound}"

    def check(value: float) -> list[Problem] | None:
        limit = int(bound) if type(value) is int else bound
        if value < limit or (value == limit and not exclusive):
            return None
        return [Problem("Invalid", f"{message}, is {value}")]

    return check


def _multiple_check(factor: float) -> Check:
    def check(value: float) -> list[Problem] | None:
        if type(value) is int:
            whole = int(factor)
            fits = whole > 0 and value % whole == 0
        else:
            quotient = 1 / factor * value if 0 < factor < 1 else value / factor if factor > 0 else 0.5
            fits = quotient.is_integer()
        return None if fits else [Problem("Invalid", f"should be a multiple of {factor}, is {value}")]

    return check


def enum_check(allowed: list[Any]) -> Check:
    """Membership in ``enum``. Null never is a member (Kubernetes does not compare it)."""
    texts = frozenset(value for value in allowed if isinstance(value, str))
    listing = ", ".join(map(shown, allowed[:20])) + (", ..." if len(allowed) > 20 else "")

    def check(value: Any) -> list[Problem] | None:
        if type(value) is str:
            if value in texts:
                return None
        elif any(_same(value, member) for member in allowed):
            return None
        return [Problem("NotSupported", f"unsupported value {shown(value)}, supported values: {listing}")]

    return check


def _same(value: Any, member: Any) -> bool:
    """Equality after Go's numeric conversion to the member's type; booleans are no numbers."""
    if type(value) in (int, float) and type(member) in (int, float):
        return bool(type(member)(value) == member)
    return value is not None and type(value) is type(member) and bool(value == member)
