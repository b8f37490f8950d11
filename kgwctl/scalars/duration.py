"""Durations as Go reads and prints them, and the stricter form of the Gateway API (GEP-2257).

A duration is an integer of nanoseconds.
"""

from __future__ import annotations

import re

from kgwctl.scalars.whole_number import whole_number

NANOSECOND = 1
MICROSECOND = 1_000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

#: Units of Go's ``time.ParseDuration``; both Unicode spellings of micro are accepted.
GO_UNITS: dict[str, int] = {
    "ns": NANOSECOND,
    "us": MICROSECOND,
    "\u00b5s": MICROSECOND,
    "\u03bcs": MICROSECOND,
    "ms": MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
}

_LIMIT = 1 << 63
_PART = re.compile(r"([0-9]*)(\.[0-9]*)?([^0-9.]+)")
_GEP_2257 = re.compile(r"(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}")


class DurationError(ValueError):
    """The text is not a duration."""


def parse_duration(text: str) -> int:
    """Nanoseconds of a Go duration (``1h30m``, ``-1.5s``, ``0``).

    Raises :class:`DurationError` for anything that ``time.ParseDuration`` refuses, also when the
    value does not fit 64 bits.
    """
    unsigned = text[1:] if text[:1] in ("-", "+") else text
    if unsigned == "0":
        return 0
    total = at = 0
    while at < len(unsigned):
        match = _PART.match(unsigned, at)
        if match is None or not (match[1] or len(match[2] or "") > 1):
            raise DurationError(f'invalid duration "{text}"')
        unit = GO_UNITS.get(match[3])
        if unit is None:
            raise DurationError(f'unknown unit "{match[3]}" in duration "{text}"')
        total += whole_number(match[1] or "0") * unit + _fraction((match[2] or ".")[1:], unit)
        at = match.end()
    negative = text.startswith("-")
    if not unsigned or total >= _LIMIT + negative:
        raise DurationError(f'invalid duration "{text}"')
    return -total if negative else total


def _fraction(digits: str, unit: int) -> int:
    """The nanoseconds of a decimal fraction, cut as Go cuts them: digits beyond 63 bits are dropped."""
    value, scale = 0, 1.0
    for digit in digits:
        if value > (_LIMIT - 1) // 10:
            break
        longer = value * 10 + int(digit)
        if longer > _LIMIT:
            break
        value, scale = longer, scale * 10
    return int(value * (unit / scale))


def format_duration(nanoseconds: int) -> str:
    """The text of Go's ``Duration.String``: ``1h0m0s``, ``1.5s``, ``100ms``, ``0s``."""
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if rest < SECOND:
        for unit, name in ((MILLISECOND, "ms"), (MICROSECOND, "µs"), (NANOSECOND, "ns")):
            if rest >= unit:
                return f"{sign}{_decimal(rest, unit)}{name}"
        return "0s"
    text = f"{_decimal(rest % MINUTE, SECOND)}s"
    if rest >= MINUTE:
        text = f"{rest // MINUTE % 60}m{text}"
    if rest >= HOUR:
        text = f"{rest // HOUR}h{text}"
    return sign + text


def _decimal(value: int, unit: int) -> str:
    whole, part = divmod(value, unit)
    if not part:
        return str(whole)
    return f"{whole}.{str(part).zfill(len(str(unit)) - 1).rstrip('0')}"


def parse_gateway_duration(text: str) -> int:
    """Nanoseconds of a Gateway API duration: at most four parts of up to five digits (GEP-2257).

    Raises :class:`DurationError`.
    """
    if _GEP_2257.fullmatch(text) is None:
        raise DurationError(f'invalid duration "{text}": expected for example 1h30m, 10s or 250ms')
    return parse_duration(text)


def format_gateway_duration(nanoseconds: int) -> str:
    """The canonical GEP-2257 text: ``h``, ``m``, ``s``, ``ms`` parts that are not zero.

    Raises :class:`DurationError` for values the form cannot say: negative, finer than a
    millisecond, or from 100,000 hours.
    """
    if nanoseconds < 0 or nanoseconds % MILLISECOND or nanoseconds >= 100_000 * HOUR:
        raise DurationError(f"{format_duration(nanoseconds)} has no Gateway API form")
    parts = (
        (nanoseconds // HOUR, "h"),
        (nanoseconds % HOUR // MINUTE, "m"),
        (nanoseconds % MINUTE // SECOND, "s"),
        (nanoseconds % SECOND // MILLISECOND, "ms"),
    )
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"
