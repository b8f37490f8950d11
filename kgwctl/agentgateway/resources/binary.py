"""Records as protobuf messages, by the descriptors that were made from the same table of facts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.output.sensitive import shown

if TYPE_CHECKING:
    from google.protobuf.any_pb2 import Any as AnyProto
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message import Message as ProtoMessage

    from kgwctl.protojson.message import Message


def to_any(record: Message) -> AnyProto:
    """A record inside ``google.protobuf.Any``, secrets in the clear."""
    from google.protobuf.any_pb2 import Any as AnyProto

    message = to_message(record)
    return AnyProto(type_url=f"type.googleapis.com/{record.PROTO}", value=message.SerializeToString(deterministic=True))


def to_message(record: Message) -> ProtoMessage:
    """A record as a protobuf message, secrets in the clear."""
    from google.protobuf import json_format

    value: Any = msgspec.to_builtins(record, enc_hook=shown, str_keys=True)
    return json_format.ParseDict(value, message_class(record.PROTO)(), descriptor_pool=descriptors())


def message_class(full_name: str) -> type[ProtoMessage]:
    """The class of a message of agentgateway. Raises :class:`KeyError` for any other."""
    from google.protobuf.message_factory import GetMessageClass

    return GetMessageClass(descriptors().FindMessageTypeByName(full_name))


@cache
def descriptors() -> DescriptorPool:
    """The descriptors of all messages, apart from those of other programs."""
    from google.protobuf import any_pb2, descriptor_pool, duration_pb2, struct_pb2, wrappers_pb2

    from kgwctl.agentgateway.resources.generated.descriptors import FILES

    pool = descriptor_pool.DescriptorPool()
    for module in (any_pb2, duration_pb2, struct_pb2, wrappers_pb2):
        pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    for file in FILES.values():
        pool.AddSerializedFile(file)
    return pool
