"""What a YAML scalar means to Kubernetes (sigs.k8s.io/yaml 1.6: YAML 1.1 as go-yaml v2 has it, then JSON).

A resolved scalar is *raw* first: ``float`` may be whole or infinite, since a mapping key needs the
number as written. :func:`to_value` and :func:`to_key` make the JSON value and the JSON key of it.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_YES = ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
_NO = ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")

#: Plain scalars that are no text though they start with no digit, sign or dot.
WORDS: dict[str, Scalar] = {
    **dict.fromkeys(_YES, True),
    **dict.fromkeys(_NO, False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_SPECIAL: dict[str, Scalar] = {
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))\Z")
_BASES = ((2, 16), (3, 2), (4, 8), (5, 10))
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
#: After a leading dot, digits may be grouped with underscores (Go's own float literals).
_DOT_FLOAT = re.compile(r"\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?\Z")
#: A sign after the prefix of a binary number is accepted by go-yaml's second attempt at it.
_SIGNED_BINARY = re.compile(r"0b([-+][01]+)\Z")
#: Compiled when a tag asks for it.
_TIMESTAMP = (
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]TIME(?:Z|[-+]([0-9]{2}):([0-9]{2})))|(?: TIME))?\Z".replace(
        "TIME", r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
    )
)

_MIN_INT64, _MAX_INT64, _MAX_UINT64 = -(1 << 63), (1 << 63) - 1, (1 << 64) - 1
#: More characters than any number in range has, unless it is padded with zeros.
_LONGEST_NUMBER = 1000

_CORE = "tag:yaml.org,2002:"


class ScalarError(ValueError):
    """A scalar that has no JSON form, or not the one its tag asks for."""


def resolve_plain(text: str) -> Scalar:
    """The raw value of an unquoted scalar without a tag."""
    if text in WORDS:
        return WORDS[text]
    first = text[0]
    if first == ".":
        if text in _SPECIAL:
            return _SPECIAL[text]
        return _finite(text) if _DOT_FLOAT.match(text) else text
    if first in "0123456789+-":
        return _SPECIAL[text] if text in _SPECIAL else _resolve_number(text)
    return text


def _resolve_number(text: str) -> Scalar:
    if text.isdecimal() and text.isascii() and text[0] != "0" and len(text) < 19:
        return int(text)
    plain = text.replace("_", "")
    if len(plain) > _LONGEST_NUMBER:
        return _finite(text, plain) if _FLOAT.match(plain) else text
    match = _INTEGER.match(plain) or _SIGNED_BINARY.match(plain)
    if match is not None:
        number = _integer(match)
        if _MIN_INT64 <= number <= _MAX_INT64 or (number <= _MAX_UINT64 and plain[0] not in "+-" and number > 0):
            return number
    return _finite(text, plain) if _FLOAT.match(plain) else text


def _integer(match: re.Match[str]) -> int:
    if match.re is _SIGNED_BINARY:
        return int(match[1], 2)
    digits, base = next((match[group], base) for group, base in _BASES if match[group] is not None)
    return int(match[1] + digits, base)


def _finite(text: str, number: str | None = None) -> Scalar:
    value = float(text if number is None else number)
    return text if math.isinf(value) else value


def resolve_tagged(tag: str, text: str) -> Scalar:
    """The raw value of a scalar with an explicit tag. Raises :class:`ScalarError` if it does not fit the tag."""
    name = tag[len(_CORE) :] if tag.startswith(_CORE) else ""
    if name == "binary":
        return _decode_binary(text)
    if name == "timestamp":
        if not is_timestamp(text):
            raise ScalarError("a text tagged !!timestamp is no timestamp")
        return text
    accepted = _TAGGED.get(name)
    if accepted is None:
        return text
    raw = resolve_plain(text)
    if type(raw) in accepted:
        return raw
    if name == "float" and type(raw) is int and raw <= _MAX_INT64:
        return float(raw)
    raise ScalarError(f"a text tagged !!{name} is no {name}")


_TAGGED: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "float": (float,), "null": (type(None),)}


def _decode_binary(text: str) -> str:
    import base64
    import binascii

    try:
        data = base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise ScalarError("invalid base64 data") from None
    # Go writes one replacement character for each byte that is no UTF-8.
    decoded = data.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", "\ufffd", decoded)


def is_timestamp(text: str) -> bool:
    """Whether go-yaml takes ``text`` for a point in time."""
    match = re.match(_TIMESTAMP, text)
    if match is None:
        return False
    year, month, day = (int(part) for part in match.group(1, 2, 3))
    if not 1 <= month <= 12 or not 1 <= day <= _days_in(year, month):
        return False
    clock = [int(part) for part in match.group(4, 5, 6, 9, 10, 11) if part is not None][:3]
    return all(part < limit for part, limit in zip(clock, (24, 60, 60), strict=False))


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def to_value(raw: Scalar) -> Scalar:
    """The JSON value: whole floats below 1e21 are integers, as Go writes them. Raises :class:`ScalarError`."""
    if type(raw) is not float:
        return raw
    if not math.isfinite(raw):
        raise ScalarError("infinity and not-a-number have no JSON form")
    if not raw.is_integer() or abs(raw) >= 1e21:
        return raw
    return int(raw) if abs(raw) < 1e15 else int(_digits(raw))


def _digits(number: float) -> str:
    """All digits of a whole number in its shortest decimal form, zeros appended."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    if not exponent:
        return whole
    return whole + fraction.ljust(int(exponent), "0")


def to_key(raw: Scalar) -> str:
    """The JSON key. Raises :class:`ScalarError` for null and for integers beyond 64 bits with sign."""
    if type(raw) is str:
        return raw
    if type(raw) is bool:
        return "true" if raw else "false"
    if type(raw) is int and raw <= _MAX_INT64:
        return str(raw)
    if type(raw) is float:
        return _float_key(raw)
    raise ScalarError("null is no key" if raw is None else "a number too large for a key")


def _float_key(number: float) -> str:
    """A float key as Go's ``%g`` in single precision."""
    import struct

    if math.isnan(number):
        return ".nan"
    try:
        single = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        single = math.copysign(math.inf, number)
    if math.isinf(single):
        return ".inf" if single > 0 else "-.inf"
    for precision in range(9):
        text = f"{single:.{precision}e}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == single:
            break
    mantissa, _, exponent = text.partition("e")
    if -4 <= int(exponent) < 6:
        digits = mantissa.replace(".", "").replace("-", "")
        return f"{float(text):.{max(0, len(digits) - 1 - int(exponent))}f}"
    return text
