"""What reading one document yields, whichever reader did it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

#: Why a document is refused: it is not YAML (or JSON), an alias runs away, or it nests too deeply.
Reason = Literal["syntax", "alias", "deep"]

#: How a key came to be there twice: written twice; one of the two merged by ``<<``, which may be meant;
#: or written as different types (``1`` and ``"1"``), which even a strict reader overlooks.
Clash = Literal["repeated", "merge", "type"]


class Duplicate(NamedTuple):
    """A key that its mapping already has; the later value wins. ``at`` is its character index."""

    key: str
    at: int
    clash: Clash


class Reading(NamedTuple):
    """The value of a document, and what else is known about it.

    ``end`` is the character index where the reader stopped (``None``: it read the whole text).
    """

    value: Any
    duplicates: tuple[Duplicate, ...]
    end: int | None


class ReadingError(Exception):
    """A document that Kubernetes refuses, and where: ``at``, a character index, or ``byte``, an offset, or neither."""

    def __init__(self, message: str, reason: Reason, *, at: int | None = None, byte: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.at = at
        self.byte = byte
