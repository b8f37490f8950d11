"""Every case that was ever equal to kgateway's own output stays equal, and those that become equal are listed."""

from __future__ import annotations

import pytest

from kgwctl.envoy.binary import find_envoy
from tests.conformance.goldens import PASSING, Case, check, load_cases, passing

CASES = {case.id: case for case in load_cases()}


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES.values()])
def test_output_is_upstreams(case: Case) -> None:
    if "KGW_VALIDATION_MODE=STRICT" in case.settings and find_envoy() is None:
        pytest.skip("no Envoy to ask in strict mode: pip install kgwctl[envoy], or set KGWCTL_ENVOY")
    differing = check(case)
    if case.id in passing():
        assert not differing, "\n".join(differing)
    else:
        assert differing, f"{case.id} is equal now: add it to {PASSING.name}"


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_list_names_existing_cases() -> None:
    assert passing() <= set(CASES)


def test_list_is_sorted_and_without_repetition() -> None:
    lines = [line for line in PASSING.read_text().splitlines() if not line.startswith("#")]
    assert lines == sorted(set(lines))
