"""Every Envoy resource that upstream recorded survives protobuf's binary form, contents of ``Any`` included."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.any_pb2 import Any as AnyProto
from google.protobuf.proto import parse_length_prefixed

from kgwctl.protojson.binary import delimited
from kgwctl.xds.protobuf import to_any
from tests.envoy.goldens import golden_files, golden_name, golden_values

FILES = golden_files()
#: Messages of a filter that is not part of Envoy: their protos are nowhere to be had.
UNKNOWN = "envoy.api.v2.filter.http."


def _mentions(value: Any, word: str) -> bool:
    if isinstance(value, dict):
        return any((key == "@type" and word in item) or _mentions(item, word) for key, item in value.items())
    return isinstance(value, list) and any(_mentions(item, word) for item in value)


@pytest.mark.parametrize("path", FILES, ids=golden_name)
def test_recorded_resources_survive(path: Path) -> None:
    values = [
        (f"type.googleapis.com/{cls.PROTO}", value)
        for cls, value in golden_values(path)
        if not _mentions(value, UNKNOWN)
    ]
    stream = BytesIO(delimited(to_any(type_url, value) for type_url, value in values))
    read = []
    while (wrapped := parse_length_prefixed(AnyProto, stream)) is not None:
        read.append(json_format.MessageToDict(wrapped))
    assert read == [{"@type": type_url, **value} for type_url, value in values]
