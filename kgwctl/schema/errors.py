"""What validation says: one error about one field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath


class SchemaError(msgspec.Struct, frozen=True):
    """One reason why an API server would refuse an object.

    ``by`` is the check that found it: ``schema``, ``cel``, ``strict`` (unknown fields) or
    ``metadata``. ``type`` is Kubernetes' error type without its ``FieldValue`` prefix: ``Invalid``,
    ``Required``, ``NotSupported``, ``Duplicate``, ``TypeInvalid``, ``TooLong``, ``TooMany``,
    ``Forbidden``; unknown fields are ``Unknown``. ``at_root`` marks the few errors (of ``anyOf``,
    ``oneOf``, ``allOf`` and ``not``) that an API server reports without a field; ``path`` is exact
    for them, too.
    """

    by: str
    path: FieldPath
    type: str
    message: str
    at_root: bool = False


class Problem:
    """An error while it travels up from the field where it was found.

    ``steps`` is the path so far, innermost step first, so that a valid value costs no path at all.
    """

    __slots__ = ("at_root", "message", "steps", "type")

    def __init__(self, type: str, message: str, at_root: bool = False) -> None:
        self.type = type
        self.message = message
        self.at_root = at_root
        self.steps: list[str | int] = []

    def identity(self) -> tuple[str, str, tuple[str | int, ...]]:
        """What makes two problems one and the same to Kubernetes."""
        return self.type, self.message, tuple(self.steps)

    def to_error(self, by: str) -> SchemaError:
        """The finished error, its path turned around."""
        return SchemaError(by, tuple(reversed(self.steps)), self.type, self.message, self.at_root)
