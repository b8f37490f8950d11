"""Named string formats (``format.dns1123Label()``): Kubernetes' format library."""

from __future__ import annotations

import re
from collections.abc import Callable

from kgwctl.cel.engine import NONE, Optional
from kgwctl.cel.library.overload import Overload, function, method
from kgwctl.cel.library.urls import is_url
from kgwctl.cel.values import Opaque
from kgwctl.scalars.formats import is_base64, is_date, is_datetime

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_UUID = "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"


class Format(Opaque):
    """A named format."""

    __slots__ = ("name",)
    type_name = "kubernetes.NamedFormat"

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Format) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name


_Check = Callable[[str], list[str]]


def _pattern(pattern: str, limit: int, meaning: str) -> _Check:
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> list[str]:
        problems = [] if len(text) <= limit else [f"must be no more than {limit} characters"]
        return problems if compiled.fullmatch(text) else [*problems, meaning]

    return check


def _prefix(check: _Check) -> _Check:
    """A prefix to which something will be appended: it may end in a hyphen."""
    return lambda text: check(text[:-1] + "a" if text.endswith("-") else text)


_dns_label = _pattern(_LABEL, 63, "must be lower case letters, digits or '-', with a letter or digit at both ends")
_dns_subdomain = _pattern(
    rf"{_LABEL}(\.{_LABEL})*", 253, "must be DNS labels (lower case letters, digits, '-') separated by '.'"
)
_dns1035_label = _pattern(
    "[a-z]([-a-z0-9]*[a-z0-9])?",
    63,
    "must start with a lower case letter, then letters, digits or '-', not '-' at the end",
)
_name_part = _pattern(
    _QUALIFIED, 63, "the name must be letters, digits, '-', '_' or '.', with a letter or digit at both ends"
)
_label_value = _pattern(
    rf"({_QUALIFIED})?", 63, "must be empty or letters, digits, '-', '_' or '.', with a letter or digit at both ends"
)


def _qualified_name(text: str) -> list[str]:
    parts = text.split("/")
    if len(parts) > 2:
        return ["must be a name, optionally with a DNS subdomain and '/' before it"]
    problems = []
    if len(parts) == 2:
        problems = (
            [f"the prefix {problem}" for problem in _dns_subdomain(parts[0])] if parts[0] else ["the prefix is empty"]
        )
    return [*problems, *(["the name is empty"] if not parts[-1] else _name_part(parts[-1]))]


def _predicate(is_valid: Callable[[str], bool], meaning: str) -> _Check:
    return lambda text: [] if is_valid(text) else [meaning]


FORMATS: dict[str, _Check] = {
    "dns1123Label": _dns_label,
    "dns1123Subdomain": _dns_subdomain,
    "dns1035Label": _dns1035_label,
    "qualifiedName": _qualified_name,
    "dns1123LabelPrefix": _prefix(_dns_label),
    "dns1123SubdomainPrefix": _prefix(_dns_subdomain),
    "dns1035LabelPrefix": _prefix(_dns1035_label),
    "labelValue": _label_value,
    "uri": _predicate(is_url, "must be an absolute URI"),
    "uuid": _predicate(lambda text: re.fullmatch(_UUID, text) is not None, "must be a UUID"),
    "byte": _predicate(is_base64, "must be base64"),
    "date": _predicate(is_date, "must be a date such as 2006-01-02"),
    "datetime": _predicate(is_datetime, "must be a date and time of RFC 3339"),
}


def validate(named: Format, text: str) -> Optional:
    """The problems of ``text``, absent when there are none."""
    problems = FORMATS[named.name](text)
    return Optional(True, problems) if problems else NONE


def _named(name: str) -> Optional:
    return Optional(True, Format(name)) if name in FORMATS else NONE


def _constant(name: str) -> Overload:
    return function(f"format.{name}", (), Format, lambda: Format(name))


OVERLOADS = (
    method("validate", (Format, str), Optional, validate),
    function("format.named", (str,), Optional, _named),
    *map(_constant, FORMATS),
)
