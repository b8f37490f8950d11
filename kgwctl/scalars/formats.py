"""String formats that apiextensions enforces; every other format name is ignored.

Source: the supported formats of apiextensions (Kubernetes 1.35) and their meaning in kube-openapi's
``strfmt``, which is wider than the RFCs in places: these checks are as wide.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_UUID = r"[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}"
_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"


def _matcher(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    compiled: re.Pattern[str] | None = None

    def is_valid(text: str) -> bool:
        nonlocal compiled
        if compiled is None:
            compiled = re.compile(pattern, flags | re.ASCII)
        return compiled.fullmatch(text) is not None

    return is_valid


def is_ipv4(text: str) -> bool:
    """A dotted IPv4 address (leading zeros tolerated), or an IPv6 one that ends in dotted form."""
    return "." in text and (_ipv4_bytes(text) or (":" in text and _is_ipv6_text(text)))


def is_ipv6(text: str) -> bool:
    """An IPv6 address, without a zone."""
    return ":" in text and _is_ipv6_text(text)


def _ipv4_bytes(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(
        part.isascii() and part.isdigit() and len(part.lstrip("0")) <= 3 and int(part) <= 255 for part in parts
    )


def _is_ipv6_text(text: str) -> bool:
    import ipaddress

    head, dot, _ = text.rpartition(":")
    tail = text[len(head) + 1 :]
    if "." in tail:
        if not _ipv4_bytes(tail):
            return False
        text = f"{head}:0:0"
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return bool(dot) and "%" not in text


def is_cidr(text: str) -> bool:
    """An address, a slash and a prefix length within the address family's size."""
    address, slash, length = text.partition("/")
    if not slash or not (length.isascii() and length.isdigit()) or len(length) > 3:
        return False
    if _ipv4_bytes(address):
        return int(length) <= 32
    return is_ipv6(address) and int(length) <= 128


def is_hostname(text: str) -> bool:
    """A host name: labels of letters, digits, symbols and inner dashes, at most 255 bytes in all."""
    if len(text.encode()) > 255 or not text:
        return False
    labels = text.split(".")
    if any(len(label.encode()) > 63 or not _is_host_label(label) for label in labels):
        return False
    last = labels[-1]
    return len(labels) == 1 or (2 <= len(last) <= 63 and all(_is_letter(character) for character in last))


def _is_host_label(label: str) -> bool:
    return (
        bool(label)
        and label[0] != "-"
        and label[-1] != "-"
        and all(character == "-" or _is_host_character(character) for character in label)
    )


def _is_letter(character: str) -> bool:
    return character.isalpha()


def _is_host_character(character: str) -> bool:
    import unicodedata

    if character.isascii():
        return character.isalnum() or character in "$+<=>^`|~"
    return unicodedata.category(character)[0] in "LS"


def is_email(text: str) -> bool:
    """An RFC 5322 address, with or without a display name."""
    from email.errors import MessageError
    from email.headerregistry import Address
    from email.utils import parseaddr

    _, address = parseaddr(text)
    if "@" not in address or " " in address or (text != address and "<" not in text):
        return False
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(parsed.username and parsed.domain)


def is_uri(text: str) -> bool:
    """What Go's ``url.ParseRequestURI`` accepts: an absolute URI or an absolute path."""
    if not text or any(ord(character) < 0x21 or ord(character) == 0x7F for character in text):
        return False
    if text == "*" or text.startswith("/"):
        return _percent_escapes_are_valid(text)
    scheme, colon, rest = text.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) or not _percent_escapes_are_valid(rest):
        return False
    if not rest.startswith("//"):
        return True
    authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
    port = authority.rpartition("@")[2].rpartition("]")[2]
    host, separator, number = port.rpartition(":") if not port.startswith(":") else ("", ":", port[1:])
    return (not separator or not number or number.isdigit()) and "[" not in host


def _percent_escapes_are_valid(text: str) -> bool:
    return re.search(r"%(?![0-9A-Fa-f]{2})", text.partition("?")[0]) is None


def is_mac(text: str) -> bool:
    """6, 8 or 20 bytes in hexadecimal, as ``00:00``, ``00-00`` or ``0000.0000``."""
    for separator, width in ((":", 2), ("-", 2), (".", 4)):
        groups = text.split(separator)
        if len(groups) > 1:
            sizes = (6, 8, 20) if width == 2 else (3, 4, 10)
            return len(groups) in sizes and all(re.fullmatch(f"[0-9A-Fa-f]{{{width}}}", group) for group in groups)
    return False


def is_duration(text: str) -> bool:
    """A Go duration, or a number with a unit word as Scala writes it (``22 ns``, ``3 days``)."""
    from kgwctl.scalars.duration import DurationError, parse_duration

    try:
        parse_duration(text)
    except DurationError:
        pass
    else:
        return True
    units = re.findall(r"[0-9]+\s*([A-Za-zµ]+)", text)
    words = ("nano", "micro", "milli", "sec", "min", "hour", "day", "week")
    exact = {"ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"}
    return any(unit.lower() in exact or unit.lower().startswith(words) for unit in units)


def is_date(text: str) -> bool:
    """A full date of RFC 3339."""
    import datetime

    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    year, month, day = map(int, text.split("-"))
    try:
        # Go counts year 0 as a leap year like 2000.
        datetime.date(year or 2000, month, day)
    except ValueError:
        return False
    return True


def is_datetime(text: str) -> bool:
    """Date, ``T`` and time with a zone; hours to 23, minutes and seconds to 59."""
    date, _, rest = text.lower().partition("t")
    time = rest.partition("t")[0]
    match = re.fullmatch(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:.[0-9]+)?(?:z|[+-][0-9]{2}:[0-9]{2})", time)
    return match is not None and is_date(date) and match[1] <= "23" and match[2] <= "59" and match[3] <= "59"


def is_isbn10(text: str) -> bool:
    """Ten digits (the last may be X) with a valid weighted sum; spaces and dashes are ignored."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return False
    return sum((index + 1) * (10 if digit == "X" else int(digit)) for index, digit in enumerate(digits)) % 11 == 0


def is_isbn13(text: str) -> bool:
    """Thirteen digits with a valid check digit; spaces and dashes are ignored."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{13}", digits):
        return False
    return sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits)) % 10 == 0


def is_credit_card(text: str) -> bool:
    """The number ranges of the large issuers with a valid Luhn sum; other characters are ignored."""
    digits = re.sub(r"[^0-9]", "", text)
    issuers = (
        r"4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|(?:222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
        r"|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35[0-9]{3})[0-9]{11}"
        r"|6[27][0-9]{14}"
    )
    if not re.fullmatch(issuers, digits):
        return False
    doubled = (int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_base64(text: str) -> bool:
    """Standard base64 with padding, not empty."""
    pattern = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
    return re.fullmatch(pattern, text) is not None


def is_rgb_color(text: str) -> bool:
    """``rgb(r,g,b)`` with numbers to 255."""
    match = re.fullmatch(r"rgb\(\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*\)", text)
    return match is not None and all(int(part) <= 255 and (part == "0" or part[0] != "0") for part in match.groups())


def _name_of(limit: int, pattern: str) -> Callable[[str], bool]:
    matches = _matcher(pattern)
    return lambda text: len(text) <= limit and matches(text)


#: Format name, without dashes, to its check.
FORMATS: dict[str, Callable[[str], bool]] = {
    "bsonobjectid": _matcher("[0-9a-fA-F]{24}"),
    "uri": is_uri,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "cidr": is_cidr,
    "mac": is_mac,
    "uuid": _matcher(_UUID % ("[0-9a-f]", "[0-9a-f]"), re.IGNORECASE),
    "uuid3": _matcher(_UUID % ("3", "[0-9a-f]"), re.IGNORECASE),
    "uuid4": _matcher(_UUID % ("4", "[89ab]"), re.IGNORECASE),
    "uuid5": _matcher(_UUID % ("5", "[89ab]"), re.IGNORECASE),
    "isbn": lambda text: is_isbn10(text) or is_isbn13(text),
    "isbn10": is_isbn10,
    "isbn13": is_isbn13,
    "creditcard": is_credit_card,
    "ssn": _matcher(r"[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}"),
    "hexcolor": _matcher(r"#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    "rgbcolor": is_rgb_color,
    "byte": is_base64,
    "password": lambda _: True,
    "date": is_date,
    "duration": is_duration,
    "datetime": is_datetime,
    "k8sshortname": _name_of(63, _LABEL),
    "k8slongname": _name_of(253, rf"{_LABEL}(?:\.{_LABEL})*"),
}
