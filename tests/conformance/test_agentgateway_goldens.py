"""Policies and backends of agentgateway come to what kgateway's own plugins make of them, statuses included."""

from __future__ import annotations

import pytest

from tests.conformance.agentgateway_goldens import Case, check, load_cases

CASES = load_cases()


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_output_is_upstreams(case: Case) -> None:
    differing = check(case)
    assert not differing, "\n".join(differing)
