"""How Go and proto-JSON write values that end up inside Envoy's configuration as text."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import msgspec

from kgwctl.scalars.duration import parse_duration

_NANOSECONDS = 1_000_000_000
# encoding/json escapes these so that JSON may stand inside HTML.
_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def go_json(value: Any, *, sort_keys: bool = False) -> str:
    """``value`` as Go's ``json.Marshal`` prints it: no spaces, HTML escaped.

    ``sort_keys`` is how Go prints a map; without it keys keep their order, as a struct's do.
    """
    text = msgspec.json.encode(value, order="sorted" if sort_keys else None).decode()
    return text.translate(_HTML)


def proto_duration(text: str) -> str:
    """A Go duration (``1m30s``, ``100ms``) as proto-JSON writes it (``90s``, ``0.100s``).

    Raises :class:`kgwctl.scalars.duration.DurationError`.
    """
    return nanoseconds_text(parse_duration(text))


def optional_duration(text: str | None) -> str | None:
    """The same for a duration that may be absent."""
    return None if text is None else proto_duration(text)


def proto_bytes(data: bytes) -> str:
    """Bytes as proto-JSON writes them."""
    return b64encode(data).decode()


def nanoseconds_text(nanoseconds: int) -> str:
    """A number of nanoseconds as a proto-JSON duration: 0, 3, 6 or 9 decimals and ``s``."""
    sign = "-" if nanoseconds < 0 else ""
    seconds, rest = divmod(abs(nanoseconds), _NANOSECONDS)
    if not rest:
        return f"{sign}{seconds}s"
    decimals = f"{rest:09d}"
    while decimals.endswith("000"):
        decimals = decimals[:-3]
    return f"{sign}{seconds}.{decimals}s"


def go_map(entries: dict[str, str]) -> str:
    """A map of strings as Go's ``%v`` prints it: ``map[a:1 b:2]``, sorted by key."""
    return f"map[{' '.join(f'{key}:{entries[key]}' for key in sorted(entries))}]"
