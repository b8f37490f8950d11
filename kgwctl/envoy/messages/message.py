"""The base of Envoy's records, and how records travel inside ``google.protobuf.Any``.

What a record is, is said in :mod:`kgwctl.protojson.message`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from kgwctl.protojson import message as protojson
from kgwctl.protojson.message import encode

__all__ = ["AnyMessage", "M", "Message", "UnknownMessageError", "decode", "encode", "message_class", "pack"]

M = TypeVar("M", bound="Message")


class Message(protojson.Message):
    """Base of Envoy's records. ``at_type`` is ``@type``, set by :func:`pack` on a message inside an ``Any``."""

    at_type: str | None = msgspec.field(name="@type", default=None)


if TYPE_CHECKING:
    AnyMessage = Message
else:

    class _HoldsMessage(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, Message)

    class AnyMessage(metaclass=_HoldsMessage):
        """Type of a ``google.protobuf.Any`` attribute: holds a packed :class:`Message`.

        Not a Struct, so msgspec asks :func:`decode` what to make of the content.
        """


def pack(message: M) -> M:
    """Mark ``message`` as the content of an ``Any`` and return it."""
    message.at_type = f"type.googleapis.com/{message.PROTO}"
    return message


class UnknownMessageError(ValueError):
    """An ``@type`` for which there is no record."""


def message_class(type_url: str) -> type[Message]:
    """The record class of an ``@type``. Raises :class:`UnknownMessageError`."""
    from kgwctl.envoy.messages.generated.registry import RECORDS

    full_name = type_url.rpartition("/")[2]
    if full_name not in RECORDS:
        raise UnknownMessageError(f"no record for Envoy message {full_name}")
    module, _, path = RECORDS[full_name].partition(":")
    found: Any = import_module(f"kgwctl.envoy.messages.{module}")
    for name in path.split("."):
        found = getattr(found, name)
    return found  # type: ignore[no-any-return]


def decode(value: Any, cls: type[M]) -> M:
    """Read a proto-JSON ``value`` as a record, contents of ``Any`` included.

    Raises :class:`msgspec.ValidationError` for unknown fields and wrong types, and
    :class:`UnknownMessageError`.
    """
    return msgspec.convert(value, cls, dec_hook=_decode_any)


def _decode_any(expected: type, value: Any) -> Any:
    if expected is not AnyMessage:
        raise NotImplementedError(f"cannot decode {expected}")
    type_url = value.get("@type")
    return decode(value, Message if type_url is None else message_class(type_url))
