"""What every Envoy record has in common, and how records travel inside ``google.protobuf.Any``.

A record is the proto-JSON form of a proto message, attribute by attribute:

* a scalar without presence defaults to its zero value, and the zero value is not written;
* a wrapper, ``optional`` or ``oneof`` scalar and a sub-message default to ``None``, and anything
  else is written, zero and empty included;
* lists and maps default to empty, and empty ones are not written;
* enums are their value names, 64-bit integers decimal strings, ``Duration`` and ``Timestamp``
  strings (``"0.100s"``), ``bytes`` base64 text, ``google.protobuf.Struct`` a plain ``dict``.

"Is it the default?" is asked by identity, so give an enum as a literal (``"EXACT"``) and a zero as
``0``; a value put together at run time is written even where it equals the default.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

M = TypeVar("M", bound="Message")


class Message(msgspec.Struct, kw_only=True, omit_defaults=True, rename="camel", gc=False, forbid_unknown_fields=True):
    """Base of every record. ``at_type`` is ``@type``, set by :func:`pack` on a message inside an ``Any``."""

    at_type: str | None = msgspec.field(name="@type", default=None)

    #: Full name of the proto message.
    PROTO = "google.protobuf.Empty"


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


def encode(message: Message) -> Any:
    """``message`` as plain proto-JSON: dicts, lists and scalars."""
    return msgspec.to_builtins(message)


def _decode_any(expected: type, value: Any) -> Any:
    if expected is not AnyMessage:
        raise NotImplementedError(f"cannot decode {expected}")
    type_url = value.get("@type")
    return decode(value, Message if type_url is None else message_class(type_url))
