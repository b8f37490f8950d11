"""Every resource and address that upstream recorded survives protobuf's binary form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import msgspec
import pytest
import yaml
from google.protobuf import json_format
from google.protobuf.any_pb2 import Any as AnyProto
from google.protobuf.proto import parse_length_prefixed

from kgwctl.agentgateway.resources.binary import descriptors, message_class, to_any
from kgwctl.agentgateway.resources.generated import resource, workload
from kgwctl.protojson.binary import delimited
from kgwctl.protojson.message import Message
from tests.conformance import agentgateway_goldens, agentgateway_translator
from tests.conformance.agentgateway_goldens import Case

CASES = [*agentgateway_translator.load_cases(), *agentgateway_goldens.load_cases()]
_OUTPUT = "---\n# Output"


def recorded(case: Case) -> list[Message]:
    """The recorded resources and addresses as records."""
    output = yaml.load(case.path.read_text().partition(_OUTPUT)[2], yaml.CSafeLoader)["output"]
    return [_record(one) for one in output or ()]


def _record(one: dict[str, Any]) -> Message:
    if "Policy" in one:
        return msgspec.convert({"policy": one["Policy"]}, resource.Resource)
    if "uid" in one:
        return msgspec.convert({"workload": one}, workload.Address)
    if "hostname" in one:
        return msgspec.convert({"service": one}, workload.Address)
    return msgspec.convert(one.get("resource", one), resource.Resource)


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_every_golden_is_read() -> None:
    assert len(CASES) == 87


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_recorded_resources_survive(case: Case) -> None:
    records = recorded(case)
    stream = BytesIO(delimited(map(to_any, records)))
    read: list[Any] = []
    while (wrapped := parse_length_prefixed(AnyProto, stream)) is not None:
        message = message_class(wrapped.type_url.rpartition("/")[2])()
        message.ParseFromString(wrapped.value)
        read.append(json_format.MessageToDict(message, descriptor_pool=descriptors()))
    assert read == [msgspec.to_builtins(one) for one in records]
