"""Every case file, with both kinds of line ends, and a second run over the result."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgwctl.manifests import Source
from kgwctl.migrate.run import plan_migration
from tests.migrate.case_files import FOLDER, change_lines, finding_lines, parse_case

CASES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("eol", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, eol: str) -> None:
    case = parse_case(path.read_text())
    sources = [Source(name, text.replace("\n", eol).encode()) for name, text in case.inputs.items()]
    plan = plan_migration(sources)
    changed = {edit.path: edit.after.decode() for edit in plan.edits}
    assert changed == {name: text.replace("\n", eol) for name, text in case.after.items()}
    assert change_lines(plan) == case.changes
    assert finding_lines(plan) == case.findings
    assert not plan_migration(plan.migrated()).edits
    before = {comment.strip() for text in case.inputs.values() for comment in re.findall(r"(?:^|\s)#.*", text)}
    after = "\n".join(source.data.decode() for source in plan.migrated())
    assert all(comment in after for comment in before)


def test_there_are_cases_of_every_migration() -> None:
    from kgwctl.migrate.migrations.catalogue import MIGRATIONS

    mentioned = "\n".join(path.read_text() for path in CASES)
    assert all(f"\n{migration.id}: " in mentioned for migration in MIGRATIONS)
