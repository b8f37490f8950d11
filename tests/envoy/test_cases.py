"""Every case of every case file gives the output written under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.envoy.case_files import Case, CaseFile, outcome, read

FILES = {path: read(path) for path in sorted(Path(__file__).parent.glob("*/cases/*.yaml"))}
CASES = [
    pytest.param(file, case, id=f"{path.stem}: {case.name}") for path, file in FILES.items() for case in file.cases
]


@pytest.mark.parametrize(("file", "case"), CASES)
def test_case(file: CaseFile, case: Case) -> None:
    assert outcome(file.shared, case) == case.expected


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_case_names_are_unique(path: Path) -> None:
    names = [case.name for case in FILES[path].cases]
    assert names
    assert len(names) == len(set(names))
