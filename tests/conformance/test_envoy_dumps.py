"""Every recorded xDS dump that was ever reproduced stays equal, and those that become equal are listed."""

from __future__ import annotations

import pytest

from tests.conformance.dumps import PASSING, Dump, check, load_dumps, passing

DUMPS = {dump.id: dump for dump in load_dumps()}


@pytest.mark.skipif(not DUMPS, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("dump", [pytest.param(dump, id=dump.id) for dump in DUMPS.values()])
def test_dump_is_upstreams(dump: Dump) -> None:
    differing = check(dump)
    if dump.id in passing():
        assert not differing, "\n".join(differing)
    else:
        assert differing, f"{dump.id} is equal now: add it to {PASSING.name}"


@pytest.mark.skipif(not DUMPS, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_list_names_existing_dumps() -> None:
    assert passing() <= set(DUMPS)
