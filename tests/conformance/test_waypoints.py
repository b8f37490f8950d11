"""Every waypoint case of upstream is equal as whole values."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.goldens import Case, check
from tests.conftest import upstream_root

_ROOT = upstream_root()
_FOLDER = Path("pkg/kgateway/extensions2/plugins/waypoint/testdata")
_SETTINGS = ("KGW_ENABLE_WAYPOINT=true", "KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES=true")
CASES = [
    Case(f"waypoint {path.stem}", (path,), _ROOT / _FOLDER / "output" / path.name, "infra/example-waypoint", _SETTINGS)
    for path in (sorted((_ROOT / _FOLDER / "input").glob("*.yaml")) if _ROOT is not None else ())
    if _ROOT is not None
]


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_output_is_upstreams(case: Case) -> None:
    assert not check(case)


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_no_case_is_missing() -> None:
    assert len(CASES) == 15
