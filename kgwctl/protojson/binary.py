"""Messages in protobuf's binary form, one after the other, each behind its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from google.protobuf.any_pb2 import Any as AnyProto


def delimited(messages: Iterable[AnyProto]) -> bytes:
    """``messages`` as protobuf's libraries write several of them into a file: a varint with the length before each."""
    from io import BytesIO

    from google.protobuf.proto import serialize_length_prefixed

    written = BytesIO()
    for message in messages:
        serialize_length_prefixed(message, written)
    return written.getvalue()
