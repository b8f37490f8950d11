"""What every record of a proto message has in common.

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

from typing import Any

import msgspec


class Message(msgspec.Struct, kw_only=True, omit_defaults=True, rename="camel", gc=False, forbid_unknown_fields=True):
    """Base of every record."""

    #: Full name of the proto message.
    PROTO = "google.protobuf.Empty"


def encode(message: Message) -> Any:
    """``message`` as plain proto-JSON: dicts, lists and scalars."""
    return msgspec.to_builtins(message)
