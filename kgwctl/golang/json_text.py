"""JSON as Go's ``encoding/json`` prints values that came from YAML: keys sorted, numbers in Go's form."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from kgwctl.golang.forms import go_json


def json_text(value: Any) -> str:
    """``value`` as ``json.Marshal`` prints it after ``sigs.k8s.io/yaml`` has read it."""
    return go_json(_numbers(value), sort_keys=True)


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(member) for member in value]
    return msgspec.Raw(_float(value).encode()) if isinstance(value, float) else value


def _float(value: float) -> str:
    """The shortest digits that say the number, with an exponent below 1e-6 and from 1e21 on."""
    if not math.isfinite(value):
        return "null"
    size = abs(value)
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    digits, _, exponent = f"{value!r}".partition("e")
    if 1e-6 <= size < 1e21:
        return _plain(digits.removesuffix(".0"), int(exponent)) if exponent else digits.removesuffix(".0")
    if not exponent:
        exponent = "0"
    # Python pads exponents to two digits, Go below 1e-6 does not.
    power = int(exponent)
    return f"{digits.removesuffix('.0')}e{'+' if power >= 0 else '-'}{abs(power):0{2 if power >= 0 else 1}d}"


def _plain(digits: str, power: int) -> str:
    """Digits and a power of ten without an exponent."""
    sign = "-" if digits.startswith("-") else ""
    whole, _, fraction = digits.lstrip("-").partition(".")
    if power >= 0:
        fraction = fraction.ljust(power, "0")
        rest = fraction[power:]
        return f"{sign}{whole}{fraction[:power]}" + (f".{rest}" if rest else "")
    return f"{sign}0.{'0' * (-power - len(whole))}{whole}{fraction}"
