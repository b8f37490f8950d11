"""How the values of a policy match: ``*`` is anything, ``*end`` and ``start*`` match one end of a text.

Source: ``istio.io/istio/pilot/pkg/security/authz/matcher``.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import CidrRange
from kgwctl.envoy.messages.generated.matcher import (
    ListMatcher,
    MetadataMatcher,
    OrMatcher,
    RegexMatcher,
    StringMatcher,
    ValueMatcher,
)
from kgwctl.envoy.messages.generated.route import HeaderMatcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_JWT_FILTER = "envoy.filters.http.jwt_authn"
_JWT_PAYLOAD = "payload"


class UnusableValue(ValueError):
    """A value, or the key that it belongs to, means nothing."""


def regex(text: str) -> StringMatcher:
    """A text that matches a regular expression."""
    return StringMatcher(safe_regex=RegexMatcher(regex=text))


#: Any text but the empty one.
ANYTHING = regex(".+")


def text(value: str, prefix: str = "") -> StringMatcher:
    """A text; ``prefix`` stands before the value wherever it begins."""
    if value == "*":
        return ANYTHING
    if value.startswith("*"):
        end = value.removeprefix("*")
        return regex(f"{prefix}.*{end}") if prefix else StringMatcher(suffix=end)
    if value.endswith("*"):
        return StringMatcher(prefix=prefix + value.removesuffix("*"))
    return StringMatcher(exact=prefix + value)


def header(name: str, value: str, *, ignore_case: bool = False) -> HeaderMatcher:
    """A header's value."""
    if value == "*":
        return HeaderMatcher(name=name, present_match=True)
    if value.startswith("*"):
        match = StringMatcher(suffix=value[1:], ignore_case=ignore_case)
    elif value.endswith("*"):
        match = StringMatcher(prefix=value[:-1], ignore_case=ignore_case)
    else:
        match = StringMatcher(exact=value, ignore_case=ignore_case)
    return HeaderMatcher(name=name, string_match=match)


def cidr(value: str) -> CidrRange:
    """An address, or a range of them. Raises :class:`UnusableValue`."""
    address, slash, bits = value.partition("/")
    try:
        parsed = ip_address(address)
        if slash and not (bits.isascii() and bits.isdigit()):
            raise UnusableValue(value)
        length = ip_network(value, strict=False).prefixlen if slash else parsed.max_prefixlen
    except ValueError:
        raise UnusableValue(value) from None
    return CidrRange(address_prefix=str(parsed), prefix_len=length)


def port(value: str) -> int:
    """A port number. Raises :class:`UnusableValue`."""
    if not (value.isascii() and value.isdigit()) or int(value) > 65535:
        raise UnusableValue(value)
    return int(value)


def in_brackets(key: str) -> str:
    """What stands between the brackets around a key. Raises :class:`UnusableValue`."""
    if not (key.startswith("[") and key.endswith("]")):
        raise UnusableValue(key)
    return key.removesuffix("]").removeprefix("[")


def in_nested_brackets(key: str) -> list[str]:
    """The parts of ``[a][b]``; brackets in disorder make one part. Raises :class:`UnusableValue`."""
    import re

    parts = re.findall(r"\[([^\[\]]*)\]", key)
    return parts if key == "".join(f"[{part}]" for part in parts) else [in_brackets(key)]


def any_value(matchers: Sequence[ValueMatcher]) -> ValueMatcher:
    """One of several."""
    return matchers[0] if len(matchers) == 1 else ValueMatcher(or_match=OrMatcher(value_matchers=list(matchers)))


def listed(value: ValueMatcher) -> ValueMatcher:
    """A list with such an element."""
    return ValueMatcher(list_match=ListMatcher(one_of=value))


def metadata(filter: str, path: Iterable[str], value: ValueMatcher) -> MetadataMatcher:
    """What another filter left about the request."""
    segments = [MetadataMatcher.PathSegment(key=key) for key in path]
    return MetadataMatcher(filter=filter, path=segments, value=value)


def claim(name: str, value: StringMatcher) -> MetadataMatcher:
    """A claim of the request's token that is a text."""
    return metadata(_JWT_FILTER, (_JWT_PAYLOAD, name), ValueMatcher(string_match=value))


def claims(path: Iterable[str], values: Iterable[str]) -> MetadataMatcher:
    """A claim that is one of the values, or a list with one of them."""
    value = any_value([ValueMatcher(string_match=text(one)) for one in values])
    either = ValueMatcher(or_match=OrMatcher(value_matchers=[listed(value), value]))
    return metadata(_JWT_FILTER, (_JWT_PAYLOAD, *path), either)
