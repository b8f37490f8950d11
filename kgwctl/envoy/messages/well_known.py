"""Records of the ``google.protobuf`` types that kgateway puts inside an ``Any``.

Proto-JSON writes these as ``{"@type": ..., "value": ...}``. As plain fields they are scalars.
"""

from __future__ import annotations

from typing import Any

import msgspec

from kgwctl.envoy.messages.message import Message


class StringValue(Message):
    """A string."""

    at_type: str | None = msgspec.field(name="@type", default=None)
    value: str | None = None

    PROTO = "google.protobuf.StringValue"


class BoolValue(Message):
    """A boolean."""

    at_type: str | None = msgspec.field(name="@type", default=None)
    value: bool | None = None

    PROTO = "google.protobuf.BoolValue"


class UInt32Value(Message):
    """A 32-bit unsigned integer."""

    at_type: str | None = msgspec.field(name="@type", default=None)
    value: int | None = None

    PROTO = "google.protobuf.UInt32Value"


class Struct(Message):
    """Any JSON object."""

    at_type: str | None = msgspec.field(name="@type", default=None)
    value: dict[str, Any] | None = None

    PROTO = "google.protobuf.Struct"
