"""Durations and timestamps: the standard library, with cel-go's reading of the accessors."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import Overload, function, method
from kgwctl.cel.operators import instant
from kgwctl.cel.values import Duration, Timestamp
from kgwctl.scalars.duration import DurationError, parse_duration

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_SECOND = 10**9
_RFC3339 = r"(?a)(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))"
_EPOCH_DAY = 719_163
_OFFSET = r"(?a)([+-]?)(\d+):([0-5]?\d)"


@lru_cache(maxsize=4096)
def duration(text: str) -> Duration:
    """``duration("1h30m")``, as Go parses durations. Raises :class:`EvaluationError`."""
    try:
        return Duration(parse_duration(text))
    except DurationError as error:
        raise EvaluationError(str(error)) from None


@lru_cache(maxsize=1024)
def timestamp(text: str) -> Timestamp:
    """``timestamp("2024-01-01T00:00:00Z")``: RFC 3339. Raises :class:`EvaluationError`."""
    from datetime import date

    match = re.fullmatch(_RFC3339, text)
    if match is None:
        raise EvaluationError(f"{text!r} is not a timestamp of RFC 3339")
    day, hours, minutes, seconds, fraction, sign, offset_hours, offset_minutes = match.groups()
    try:
        days = date.fromisoformat(day).toordinal() - _EPOCH_DAY
    except ValueError:
        raise EvaluationError(f"{text!r} is not a timestamp of RFC 3339") from None
    if int(hours) > 23 or int(minutes) > 59 or int(seconds) > 59 or int(offset_minutes or 0) > 59:
        raise EvaluationError(f"{text!r} is not a timestamp of RFC 3339")
    total = ((days * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    if sign:
        total -= int(sign + "1") * (int(offset_hours) * 60 + int(offset_minutes)) * 60
    return instant(total * _SECOND + int((fraction or "0").ljust(9, "0")[:9]))


def duration_to_string(value: Duration) -> str:
    """``string(duration)``: seconds with their fraction, ``5400s``."""
    return f"{_decimal_seconds(int(value))}s"


def _decimal_seconds(nanoseconds: int) -> str:
    sign = "-" if nanoseconds < 0 else ""
    whole, rest = divmod(abs(nanoseconds), _SECOND)
    return f"{sign}{whole}" + (f".{rest:09d}".rstrip("0") if rest else "")


def timestamp_to_string(value: Timestamp) -> str:
    """``string(timestamp)``: RFC 3339 in UTC, fraction only where there is one."""
    moment = _datetime(value, "UTC")
    rest = int(value) % _SECOND
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}{fraction}Z"


def _datetime(value: Timestamp, zone: str) -> datetime:
    from datetime import UTC, datetime, timedelta

    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(value) // _SECOND)) + _zone_offset(value, zone)
    except OverflowError:
        raise EvaluationError("timestamp overflow") from None


def _zone_offset(value: Timestamp, zone: str) -> timedelta:
    from datetime import UTC, datetime, timedelta

    if zone in ("", "UTC"):
        return timedelta(0)
    match = re.fullmatch(_OFFSET, zone)
    if match:
        minutes = int(match[2]) * 60 + int(match[3])
        return timedelta(minutes=-minutes if match[1] == "-" else minutes)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(value) // _SECOND)
        return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise EvaluationError(f"unknown time zone {zone!r}") from None


_ACCESSORS: dict[str, Callable[[datetime], int]] = {
    "getFullYear": lambda moment: moment.year,
    "getMonth": lambda moment: moment.month - 1,
    "getDayOfYear": lambda moment: moment.timetuple().tm_yday - 1,
    "getDate": lambda moment: moment.day,
    "getDayOfMonth": lambda moment: moment.day - 1,
    "getDayOfWeek": lambda moment: moment.isoweekday() % 7,
    "getHours": lambda moment: moment.hour,
    "getMinutes": lambda moment: moment.minute,
    "getSeconds": lambda moment: moment.second,
}
#: The whole duration in each unit, cut towards zero (not the component, as the language definition has it).
_DURATION_UNITS = {
    "getHours": 3600 * _SECOND,
    "getMinutes": 60 * _SECOND,
    "getSeconds": _SECOND,
    "getMilliseconds": _SECOND // 1000,
}


def _accessor(name: str, read: Callable[[datetime], int]) -> tuple[Overload, ...]:
    return (
        method(name, (Timestamp,), int, lambda value: read(_datetime(value, "UTC"))),
        method(name, (Timestamp, str), int, lambda value, zone: read(_datetime(value, zone))),
    )


def _in_unit(name: str, unit: int) -> Overload:
    return method(name, (Duration,), int, lambda value: int(value) // unit if value >= 0 else -(-int(value) // unit))


def _milliseconds(value: Timestamp, _: str = "") -> int:
    return int(value) % _SECOND // 1_000_000


OVERLOADS = (
    function("duration", (str,), Duration, duration),
    function("duration", (Duration,), Duration, Duration),
    function("timestamp", (str,), Timestamp, timestamp),
    function("timestamp", (Timestamp,), Timestamp, Timestamp),
    function("string", (Duration,), str, duration_to_string),
    function("string", (Timestamp,), str, timestamp_to_string),
    *(overload for name, read in _ACCESSORS.items() for overload in _accessor(name, read)),
    *(_in_unit(name, unit) for name, unit in _DURATION_UNITS.items()),
    method("getMilliseconds", (Timestamp,), int, _milliseconds),
    method("getMilliseconds", (Timestamp, str), int, _milliseconds),
)
