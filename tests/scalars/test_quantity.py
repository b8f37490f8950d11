from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.scalars.quantity import QuantityError, parse_quantity

#: Text, canonical text, value in units, rounded up.
CASES = [
    ("0", "0", 0),
    ("0Mi", "0", 0),
    ("1", "1", 1),
    ("+1", "1", 1),
    ("-1", "-1", -1),
    ("1.5", "1500m", 2),
    ("-1.5", "-1500m", -2),
    (".5", "500m", 1),
    ("5.", "5", 5),
    ("007", "7", 7),
    ("100m", "100m", 1),
    ("1000m", "1", 1),
    ("1500m", "1500m", 2),
    ("1000", "1k", 1000),
    ("1024", "1024", 1024),
    ("12000000", "12M", 12_000_000),
    ("1k", "1k", 1000),
    ("1Ki", "1Ki", 1024),
    ("1024Ki", "1Mi", 1 << 20),
    ("0.5Gi", "512Mi", 1 << 29),
    ("1.5Ki", "1536", 1536),
    ("0.1Ki", "102400m", 103),
    ("1e3", "1e3", 1000),
    ("1E3", "1e3", 1000),
    ("1E", "1E", 10**18),
    ("1e-3", "1e-3", 1),
    ("1n", "1n", 1),
    ("0.1n", "1n", 1),
    ("9Ei", "9223372036854775807", (1 << 63) - 1),
    ("1000E", "1000E", 10**21),
]


@pytest.mark.parametrize(("text", "canonical", "value"), CASES)
def test_reading_and_printing(text: str, canonical: str, value: int) -> None:
    quantity = parse_quantity(text)
    assert quantity.canonical() == canonical
    assert quantity.value() == value


@pytest.mark.parametrize(
    "text", ["", ".", "1 Gi", "1gi", "1K", "1kk", "Mi", "--1", "1.2.3", "1e", "1e1.5", "0x10", "1_000", "٣", "1\n"]
)
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


def test_comparison_is_by_number() -> None:
    assert parse_quantity("1Ki").nanos == parse_quantity("1024").nanos == parse_quantity("1.024k").nanos
    assert parse_quantity("1Ki").nanos > parse_quantity("1k").nanos


def test_milli_value_rounds_away_from_zero() -> None:
    assert parse_quantity("1500u").milli_value() == 2
    assert parse_quantity("-1500u").milli_value() == -2


def test_whole_numbers_that_fit_64_bits() -> None:
    assert parse_quantity("2Gi").is_integer()
    assert not parse_quantity("1.5").is_integer()
    assert not parse_quantity("1000E").is_integer()


def test_huge_exponents_take_no_time() -> None:
    assert parse_quantity("1e999999999").value() == (1 << 63) - 1
    assert parse_quantity("1e-999999999").nanos == 1


@given(st.integers(-(10**15), 10**15), st.sampled_from(["n", "u", "m", "", "k", "M", "Ki", "Mi", "e3", "e-6"]))
def test_canonical_text_reads_back_as_the_same_number(number: int, suffix: str) -> None:
    quantity = parse_quantity(f"{number}{suffix}")
    again = parse_quantity(quantity.canonical())
    assert again.nanos == quantity.nanos
    assert again.canonical() == quantity.canonical()


@given(st.decimals(-(10**6), 10**6, places=6))
def test_decimals_are_exact(number: object) -> None:
    text = f"{number:f}"
    assert Fraction(parse_quantity(text).nanos, 10**9) == Fraction(text)
