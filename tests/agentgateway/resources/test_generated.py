"""The records of agentgateway's messages: annotated with types that exist, with the JSON names of their fields."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import msgspec
import pytest
from google.protobuf import any_pb2, descriptor_pool, duration_pb2, struct_pb2, wrappers_pb2

from kgwctl.agentgateway.resources.generated import resource, workload
from kgwctl.agentgateway.resources.generated.descriptors import FILES
from kgwctl.protojson.message import Message

WELL_KNOWN = (any_pb2, duration_pb2, struct_pb2, wrappers_pb2)


def records(space: Any) -> Iterator[type[Message]]:
    """The record classes of a module, nested ones included."""
    for value in vars(space).values():
        inside = isinstance(space, ModuleType)
        if (
            isinstance(value, type)
            and issubclass(value, Message)
            and (not inside or value.__module__ == space.__name__)
        ):
            yield value
            yield from records(value)


RECORDS = {cls.PROTO: cls for module in (resource, workload) for cls in records(module)}


@pytest.fixture(scope="module")
def pool() -> descriptor_pool.DescriptorPool:
    made = descriptor_pool.DescriptorPool()
    for module in WELL_KNOWN:
        made.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    for file in FILES.values():
        made.AddSerializedFile(file)
    return made


@pytest.mark.parametrize("full_name", RECORDS)
def test_record_has_the_json_names_of_its_message(full_name: str, pool: descriptor_pool.DescriptorPool) -> None:
    wanted = [one.json_name for one in pool.FindMessageTypeByName(full_name).fields]
    unsent = ["extensions"] if full_name in ("istio.workload.Workload", "istio.workload.Service") else []
    assert sorted(RECORDS[full_name].__struct_encode_fields__) == sorted(set(wanted) - set(unsent))


@pytest.mark.parametrize("full_name", RECORDS)
def test_annotations_resolve(full_name: str) -> None:
    assert isinstance(msgspec.inspect.type_info(RECORDS[full_name]), msgspec.inspect.StructType)


def test_zeros_are_left_out_and_what_is_set_is_kept() -> None:
    policy = resource.TrafficPolicySpec(
        phase="GATEWAY", ext_authz=resource.TrafficPolicySpec.ExternalAuth(failure_mode="DENY", status_on_error=0)
    )
    assert msgspec.to_builtins(policy) == {"phase": "GATEWAY", "extAuthz": {"statusOnError": 0}}
