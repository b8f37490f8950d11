"""The real Envoy accepts what every case file expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.envoy.binary import validate
from kgwctl.envoy.bootstrap import Loopback, Surroundings, build_bootstrap, without_log_files
from kgwctl.envoy.render import render
from kgwctl.output.json_writer import to_json
from tests.envoy.case_files import Case, CaseFile, read, resolved

FILES = sorted((Path(__file__).parent.parent / "envoy").glob("*/cases/*.yaml"))
CASES = [
    pytest.param(file, case, id=f"{path.stem}: {case.name}")
    for path, file in ((path, read(path)) for path in FILES)
    for case in file.cases
]


@pytest.mark.parametrize(("file", "case"), CASES)
def test_case(file: CaseFile, case: Case, envoy: Path) -> None:
    for result in render(resolved(file.shared, case)):
        built = build_bootstrap(result.resources, Surroundings(loopback=Loopback({})))
        verdict = validate(to_json(without_log_files(built.bootstrap), show_secrets=True), envoy)
        assert verdict.ok, verdict.message
