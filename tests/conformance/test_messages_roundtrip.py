"""The records lose and invent nothing: every resource upstream recorded reads and writes back the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.envoy.messages.message import decode, encode
from tests.envoy.goldens import golden_files, golden_name, golden_values

FILES = golden_files()


@pytest.mark.skipif(not FILES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_data_is_complete() -> None:
    assert len(FILES) >= 350


@pytest.mark.parametrize("path", FILES, ids=golden_name)
def test_recorded_resources_round_trip(path: Path) -> None:
    for cls, value in golden_values(path):
        assert encode(decode(value, cls)) == value
