"""Small trees for tests: written as one text, checked as a user would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kgwctl.diagnostics import Severity
from kgwctl.incremental.check import Run
from kgwctl.manifests import Source
from kgwctl.manifests.discovery import discover
from kgwctl.pipeline.options import Options
from kgwctl.world_checks.check import check_worlds
from kgwctl.worlds.find import Wanted, find_worlds

if TYPE_CHECKING:
    import pytest

    from kgwctl.diagnostics import Finding
    from kgwctl.lint.check import Outcome
    from kgwctl.worlds.model import Found

#: Marks the lines of a tree at which something is expected.
_MARK = re.compile(r"[ ]*#\s*!\s*(KGW\d{4})$")


def write(root: Path, text: str) -> set[tuple[str, int, str]]:
    """Write a tree given as ``=== path`` headers with contents; returns what its marks expect."""
    expected = set()
    for part in text.lstrip().split("=== ")[1:]:
        path, _, body = part.partition("\n")
        file = root / path.strip()
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = body.split("\n")
        for number, line in enumerate(lines, 1):
            mark = _MARK.search(line)
            if mark is not None:
                expected.add((path.strip(), number, mark[1]))
                lines[number - 1] = line[: mark.start()]
        file.write_text("\n".join(lines))
    return expected


def found(root: Path, monkeypatch: pytest.MonkeyPatch, wanted: Wanted = Wanted()) -> Found:  # noqa: B008 - immutable
    """The worlds of the tree at ``root``, as seen from there."""
    monkeypatch.chdir(root)
    return find_worlds([one for one in discover(["."]) if isinstance(one, Source)], wanted)


def checked(root: Path, monkeypatch: pytest.MonkeyPatch, wanted: Wanted = Wanted()) -> Outcome:  # noqa: B008
    """Everything found in the tree."""
    return check_worlds(found(root, monkeypatch, wanted), Options(), Run())


def marks(findings: tuple[Finding, ...], least: Severity = Severity.WARNING) -> set[tuple[str, int, str]]:
    """File, line and rule of findings that are at least that serious."""
    return {
        (one.location.file.removeprefix("./"), one.location.line, one.rule)
        for one in findings
        if one.location is not None and one.severity >= least
    }
