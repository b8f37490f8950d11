"""Scalars: what has a type, and what the type is. The recorded readings have many more."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.manifests.scalars import (
    ScalarError,
    is_timestamp,
    resolve_plain,
    resolve_tagged,
    to_key,
    to_value,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("y", True),
        ("OFF", False),
        ("yEs", "yEs"),
        ("", None),
        ("Null", None),
        ("nUll", "nUll"),
        ("007", 7),
        ("08", 8),
        ("0o17", 15),
        ("0O17", 15),
        ("0b101", 5),
        ("0b-101", -5),
        ("-0x1F", -31),
        ("+7", 7),
        ("1_000", 1000),
        ("1__0_", 10),
        ("0x_1F", 31),
        ("1:30", "1:30"),
        ("2024-01-02", "2024-01-02"),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("18446744073709551615", 2**64 - 1),
        ("18446744073709551616", 18446744073709552000),
        ("+9223372036854775808", 9223372036854776000),
        ("0xFFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFFF"),
        ("1e3", 1000),
        ("1e400", "1e400"),
        ("1.10", 1.1),
        ("5.", 5),
        (".5", 0.5),
        ("._5", "._5"),
        (".5_0", 0.5),
        ("-.5", -0.5),
        (".", "."),
        ("+", "+"),
        ("-0.0", 0),
        ("1e21", 1e21),
        ("123456789012345678901", 123456789012345680000),
        ("9" * 5000, "9" * 5000),
        ("٣", "٣"),
        ("=", "="),
        ("<<", "<<"),
        ("100m", "100m"),
    ],
)
def test_values(text: str, value: Any) -> None:
    read = to_value(resolve_plain(text))
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("text", [".inf", "-.INF", "+.Inf", ".nan"])
def test_no_json_form(text: str) -> None:
    with pytest.raises(ScalarError):
        to_value(resolve_plain(text))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("y", "true"),
        ("n", "false"),
        ("0x10", "16"),
        ("1.50", "1.5"),
        ("1e5", "100000"),
        ("1e6", "1e+06"),
        ("1234567.0", "1.234567e+06"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("0.1", "0.1"),
        ("-0.0", "-0"),
        ("1e300", ".inf"),
        ("-.inf", "-.inf"),
        (".nan", ".nan"),
    ],
)
def test_keys(text: str, key: str) -> None:
    assert to_key(resolve_plain(text)) == key


@pytest.mark.parametrize("raw", [None, 2**63])
def test_no_keys(raw: Any) -> None:
    with pytest.raises(ScalarError):
        to_key(raw)


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("!own", "1", "1"),
        ("tag:yaml.org,2002:str", "1", "1"),
        ("tag:yaml.org,2002:int", "0x10", 16),
        ("tag:yaml.org,2002:float", "3", 3.0),
        ("tag:yaml.org,2002:null", "", None),
        ("tag:yaml.org,2002:bool", "on", True),
        ("tag:yaml.org,2002:binary", "aGVs\nbG8=", "hello"),
        ("tag:yaml.org,2002:binary", "4oJh", "\ufffd\ufffda"),
        ("tag:yaml.org,2002:timestamp", "2024-1-2", "2024-1-2"),
        ("tag:yaml.org,2002:map", "x", "x"),
    ],
)
def test_tags(tag: str, text: str, value: Any) -> None:
    assert resolve_tagged(tag, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("int", "1.5"),
        ("int", "x"),
        ("bool", "1"),
        ("null", "x"),
        ("float", "18446744073709551615"),
        ("binary", "a"),
        ("timestamp", "1:2"),
    ],
)
def test_tags_that_do_not_fit(name: str, text: str) -> None:
    with pytest.raises(ScalarError):
        resolve_tagged(f"tag:yaml.org,2002:{name}", text)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2024-01-02", True),
        ("2024-2-29", True),
        ("2023-2-29", False),
        ("1900-2-29", False),
        ("2000-2-29", True),
        ("2024-13-01", False),
        ("2024-01-02T3:4:5Z", True),
        ("2024-01-02t03:04:05.678+01:00", True),
        ("2024-01-02 03:04:05", True),
        ("2024-01-02 03:04:05Z", False),
        ("2024-01-02T03:04:05", False),
        ("2024-01-02T25:04:05Z", False),
        ("24-01-02", False),
    ],
)
def test_timestamps(text: str, valid: bool) -> None:
    assert is_timestamp(text) is valid


@given(st.integers(-(2**63), 2**63 - 1))
def test_integers(number: int) -> None:
    assert to_value(resolve_plain(str(number))) == number
    assert to_value(resolve_plain(f"{number:#x}")) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats(number: float) -> None:
    read = to_value(float(number))
    assert isinstance(read, int | float)
    assert float(read) == number
    assert isinstance(read, int) == (number.is_integer() and abs(number) < 1e21)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_float_keys_tell_single_precision_floats_apart(number: float) -> None:
    key = float(to_key(number))
    assert math.isclose(key, number, rel_tol=1e-7, abs_tol=1e-45)
