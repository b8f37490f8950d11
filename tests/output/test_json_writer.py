"""JSON results: stable order, redaction, both layouts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.envoy.messages.generated import core, route
from kgwctl.output.json_writer import to_json
from kgwctl.output.sensitive import Sensitive

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats(allow_nan=False), st.text())
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4))
)


@given(VALUES.filter(lambda value: "inf" not in repr(value)), st.booleans())
def test_reads_back_the_value(value: Any, pretty: bool) -> None:
    assert json.loads(to_json(value, pretty=pretty)) == value


def test_records_keep_field_order_and_maps_are_sorted() -> None:
    message = route.VirtualHost(domains=["*"], name="v", metadata=core.Metadata(filter_metadata={"b": {}, "a": {}}))
    assert to_json(message, pretty=False) == (
        b'{"name":"v","domains":["*"],"metadata":{"filterMetadata":{"a":{},"b":{}}}}'
    )


def test_pretty_ends_in_a_newline() -> None:
    assert to_json({"a": [1]}) == b'{\n  "a": [\n    1\n  ]\n}\n'


def test_secrets() -> None:
    value = {"key": Sensitive("hunter2")}
    assert to_json(value, pretty=False) == b'{"key":"[redacted sha256:f52fbd32]"}'
    assert to_json(value, pretty=False, show_secrets=True) == b'{"key":"hunter2"}'


def test_what_is_not_data_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        to_json(object())
