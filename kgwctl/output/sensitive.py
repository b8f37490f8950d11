"""Secret values: text that shows a fingerprint of itself unless it is unwrapped on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Sensitive(str):
    """A secret string: keys, tokens, passwords, private certificates.

    Printing, formatting and ``repr`` give :attr:`redacted`. JSON encoders that are not told what to
    do with it refuse it. It compares and hashes as the text it holds; slicing and joining give
    plain text again, so wrap the result of a computation anew.
    """

    __slots__ = ()

    @property
    def redacted(self) -> str:
        """``[redacted sha256:<8 hex>]``: equal secrets look equal, and nothing else shows."""
        from hashlib import sha256

        return f"[redacted sha256:{sha256(str.encode(self)).hexdigest()[:8]}]"

    def reveal(self) -> str:
        """The text itself, as a plain ``str``."""
        return str.__str__(self)

    def __str__(self) -> str:
        return self.redacted

    def __repr__(self) -> str:
        return f"Sensitive({self.redacted!r})"

    def __format__(self, format_spec: str) -> str:
        return format(self.redacted, format_spec)


def secrets_in(value: Any) -> Iterator[str]:
    """The secrets, revealed, in records, mappings, lists and scalars; base64 ones decoded, too."""
    if isinstance(value, Sensitive):
        yield value.reveal()
        yield from _decoded(value.reveal())
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from secrets_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from secrets_in(each)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from secrets_in(getattr(value, field))


def _decoded(text: str) -> Iterator[str]:
    from base64 import b64decode

    try:
        yield b64decode(text, validate=True).decode()
    except ValueError:
        return


def shown(value: Any) -> str:
    """msgspec ``enc_hook`` that prints secrets. Raises :class:`TypeError` for any other type."""
    if isinstance(value, Sensitive):
        return value.reveal()
    raise TypeError(f"cannot write a value of type {type(value).__name__}")


def redacted(value: Any) -> str:
    """msgspec ``enc_hook`` that redacts secrets. Raises :class:`TypeError` for any other type."""
    if isinstance(value, Sensitive):
        return value.redacted
    raise TypeError(f"cannot write a value of type {type(value).__name__}")
