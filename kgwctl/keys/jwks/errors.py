"""Why a key is refused."""

from __future__ import annotations

_PREFIX = "go-jose/go-jose: "


class KeyRefusedError(ValueError):
    """Not a key that can be used; the message is Go's."""


def refused(problem: str) -> KeyRefusedError:
    """A refusal by go-jose itself."""
    return KeyRefusedError(_PREFIX + problem)


#: What is said of keys of other types.
UNSUPPORTED = "unsupported key type/format"
