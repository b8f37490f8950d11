"""The checks of local files say what agentgateway's own ``--validate-only`` said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agentgateway.local.local_checks import problems, schema_available
from tests.conftest import conformance_root

FOLDER = (conformance_root() or Path("absent")) / "local-config"


def _verdicts() -> list[tuple[str, bool]]:
    table = FOLDER / "verdicts.tsv"
    if not table.exists():
        return []
    rows = (line.split("\t") for line in table.read_text().splitlines() if line.strip())
    return [(row[0], row[1] == "valid") for row in rows if (FOLDER / f"{row[0]}.yaml").exists()]


@pytest.mark.skipif(not _verdicts() or not schema_available(), reason="no data of agentgateway v0.11.1")
@pytest.mark.parametrize(("name", "valid"), _verdicts())
def test_checks_agree_with_the_binary(name: str, valid: bool) -> None:
    found = problems((FOLDER / f"{name}.yaml").read_text())
    assert (not found) == valid, found
