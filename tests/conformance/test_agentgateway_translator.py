"""Gateways, routes, backends and addresses of agentgateway come to what kgateway's own translator makes of them."""

from __future__ import annotations

import pytest

from tests.conformance.agentgateway_goldens import Case
from tests.conformance.agentgateway_translator import check, load_cases

CASES = load_cases()
#: Files in upstream's three folders, without their defaults.
FILES = 33


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_every_case_is_run() -> None:
    assert len(CASES) == FILES


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_output_is_upstreams(case: Case) -> None:
    differing = check(case)
    assert not differing, "\n".join(differing)
