from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.scalars.duration import (
    HOUR,
    MILLISECOND,
    SECOND,
    DurationError,
    format_duration,
    format_gateway_duration,
    parse_duration,
    parse_gateway_duration,
)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("-0", 0),
        ("0s", 0),
        ("10s", 10 * SECOND),
        ("1h30m", HOUR + HOUR // 2),
        ("1.5s", 1500 * MILLISECOND),
        (".5s", 500 * MILLISECOND),
        ("5.s", 5 * SECOND),
        ("-2m", -120 * SECOND),
        ("1us", 1000),
        ("1µs", 1000),
        ("1μs", 1000),
        ("1s1s", 2 * SECOND),
        ("9223372036854775807ns", (1 << 63) - 1),
        ("-9223372036854775808ns", -(1 << 63)),
        ("0.000000001s", 1),
        ("0.3333333333333333333h", 1_200_000_000_000),
    ],
)
def test_reading(text: str, nanoseconds: int) -> None:
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize(
    "text",
    ["", "-", "+", "1", "s", ".s", "1d", "1 s", "1s ", "1S", "--1s", "1.2.3s", "9223372036854775808ns", "٣s", "1s\n"],
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(DurationError):
        parse_duration(text)


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1500, "1.5µs"),
        (100 * MILLISECOND, "100ms"),
        (SECOND, "1s"),
        (1500 * MILLISECOND, "1.5s"),
        (60 * SECOND, "1m0s"),
        (HOUR, "1h0m0s"),
        (-90 * SECOND, "-1m30s"),
        (3661 * SECOND + 1, "1h1m1.000000001s"),
    ],
)
def test_printing(nanoseconds: int, text: str) -> None:
    assert format_duration(nanoseconds) == text


@given(st.integers(-(1 << 62), 1 << 62))
def test_printed_durations_read_back(nanoseconds: int) -> None:
    assert parse_duration(format_duration(nanoseconds)) == nanoseconds


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("0h", "0s"), ("90s", "1m30s"), ("1h0m", "1h"), ("99999h", "99999h"), ("1500ms", "1s500ms"), ("1s1s", "2s")],
)
def test_gateway_api_form(text: str, canonical: str) -> None:
    assert format_gateway_duration(parse_gateway_duration(text)) == canonical


@pytest.mark.parametrize("text", ["", "0", "1", "-1s", "1.5s", "100000s", "1us", "1h1h1h1h1h", "1s\n"])
def test_what_the_gateway_api_refuses(text: str) -> None:
    with pytest.raises(DurationError):
        parse_gateway_duration(text)


@pytest.mark.parametrize("nanoseconds", [-SECOND, 1, 100_000 * HOUR])
def test_what_the_gateway_api_cannot_say(nanoseconds: int) -> None:
    with pytest.raises(DurationError):
        format_gateway_duration(nanoseconds)


@given(st.integers(0, 100_000 * 3_600_000 - 1))
def test_gateway_durations_read_back(milliseconds: int) -> None:
    text = format_gateway_duration(milliseconds * MILLISECOND)
    assert parse_gateway_duration(text) == milliseconds * MILLISECOND
