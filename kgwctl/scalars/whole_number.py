"""Whole numbers of any length out of text."""

from __future__ import annotations

#: No reader of a number holds more. Python itself refuses to read more than 4,300 digits, and to write them.
_MOST_DIGITS = 400


def whole_number(text: str, base: int = 10) -> int:
    """The number that ``text`` (digits, a sign and the base's prefix if any) says.

    One of more than 400 digits, which is out of every range, is another such number of the same sign. Raises
    ``ValueError`` for what is no number.
    """
    if len(text) <= _MOST_DIGITS:
        return int(text, base)
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    digits = digits.lstrip("0") if base == 10 else digits
    if len(digits) <= _MOST_DIGITS:
        return int(sign + (digits or "0"), base)
    if base == 10 and not (digits.isascii() and digits.isdigit()):
        raise ValueError("not a number")
    value: int = 10**_MOST_DIGITS if base == 10 else abs(int(digits, base))
    value = min(value, 10**_MOST_DIGITS)
    return -value if sign == "-" else value
