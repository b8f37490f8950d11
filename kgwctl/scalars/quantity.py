"""Kubernetes quantities (``100m``, ``1.5Gi``, ``1e3``) as exact numbers with a canonical text.

Source: apimachinery's ``resource.Quantity``: a decimal number down to nano, a suffix family that
decides how it is printed, and rounding away from zero.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kgwctl.scalars.whole_number import whole_number

#: Suffix families: powers of 1024, powers of 1000, and ``e`` exponents.
BINARY_SI = "BinarySI"
DECIMAL_SI = "DecimalSI"
DECIMAL_EXPONENT = "DecimalExponent"

_NANO = 10**9
_MAXIMUM = (1 << 63) - 1
#: Up to this many digits a decimal quantity is kept as it is; longer ones are capped to 63 bits.
_EXACT_DIGITS = 18

_PATTERN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([a-zA-Z]{0,2}|[eE][+-]?[0-9]+)")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_NAMES = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY_NAMES = {power: suffix for suffix, power in _BINARY.items()}


class QuantityError(ValueError):
    """The text is not a quantity."""


class Quantity(NamedTuple):
    """A number of ``nanos`` (10^-9 units). Compare quantities by ``nanos``: ``1Ki`` equals ``1024``."""

    nanos: int
    family: str = DECIMAL_SI

    def value(self) -> int:
        """The number as an integer, rounded away from zero."""
        return _divide_away(self.nanos, _NANO)

    def milli_value(self) -> int:
        """The number in thousandths, rounded away from zero."""
        return _divide_away(self.nanos, _NANO // 1000)

    def is_integer(self) -> bool:
        """Whether the number is whole and fits 64 bits."""
        return self.nanos % _NANO == 0 and -_MAXIMUM - 1 <= self.nanos // _NANO <= _MAXIMUM

    def canonical(self) -> str:
        """The text Kubernetes prints: no fraction, the largest suffix of the family that fits."""
        if not self.nanos:
            return "0"
        if self.family == BINARY_SI and abs(self.nanos) >= 1024 * _NANO:
            return _binary_text(self.value())
        exponent = -9
        mantissa = self.nanos
        limit = 18 if self.family != DECIMAL_EXPONENT else None
        while mantissa % 1000 == 0 and (limit is None or exponent < limit):
            mantissa //= 1000
            exponent += 3
        if self.family == DECIMAL_EXPONENT:
            return f"{mantissa}e{exponent}" if exponent else str(mantissa)
        return f"{mantissa}{_DECIMAL_NAMES[exponent]}"


#: More digits of a fraction than a nano can see, whatever its suffix.
_FRACTION_DIGITS = 100


def parse_quantity(text: str) -> Quantity:
    """The quantity ``text`` says. Raises :class:`QuantityError`."""
    match = _PATTERN.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        raise QuantityError(f'invalid quantity "{text}": expected a number with a suffix such as m, k, Mi or e3')
    sign, whole, fraction, suffix = match[1], match[2].lstrip("0"), match[3] or "", match[4]
    if len(fraction) > _FRACTION_DIGITS:
        # Quantities are rounded up: of what is cut off it matters only whether it is nothing.
        cut = fraction[_FRACTION_DIGITS:].strip("0")
        fraction = fraction[:_FRACTION_DIGITS] + ("1" if cut else "0")
    mantissa = whole_number((whole + fraction) or "0")
    if suffix in _BINARY:
        family = BINARY_SI
        nanos = _scaled(mantissa << _BINARY[suffix], 9 - len(fraction))
    elif suffix in _DECIMAL or (len(suffix) > 1 and suffix[0] in "eE" and _is_integer(suffix[1:])):
        family = DECIMAL_SI if suffix in _DECIMAL else DECIMAL_EXPONENT
        exponent = _DECIMAL[suffix] if suffix in _DECIMAL else max(-60, min(60, int(suffix[1:])))
        nanos = _scaled(mantissa, exponent + 9 - len(fraction))
    else:
        raise QuantityError(f'invalid quantity "{text}": unknown suffix "{suffix}"')
    if family == BINARY_SI or len(whole) + len(fraction) > _EXACT_DIGITS or nanos > 10**60:
        nanos = min(nanos, _MAXIMUM * _NANO)
    if family == BINARY_SI and 0 < nanos < _NANO:
        family = DECIMAL_SI
    return Quantity(-nanos if sign == "-" else nanos, family)


def _is_integer(text: str) -> bool:
    return text.lstrip("+-").isdigit() and len(text) < 12


def _scaled(mantissa: int, exponent: int) -> int:
    """``mantissa * 10**exponent``, rounded up."""
    power: int = 10 ** abs(exponent)
    return mantissa * power if exponent >= 0 else -(-mantissa // power)


def _divide_away(number: int, divisor: int) -> int:
    quotient = -(-abs(number) // divisor)
    return -quotient if number < 0 else quotient


def _binary_text(value: int) -> str:
    power = 0
    while power < 60 and value % 1024 == 0:
        value //= 1024
        power += 10
    return f"{value}{_BINARY_NAMES[power]}" if power else str(value)
