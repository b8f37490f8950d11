"""Trees of the usual layouts: healthy ones are quiet, and a planted mistake is found where it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgwctl.diagnostics import Severity
from tests.worlds.layouts import LAYOUTS, Layout
from tests.worlds.trees import checked, marks, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_a_healthy_tree_has_no_finding_above_info(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert write(tmp_path, layout.healthy) == set()
    outcome = checked(tmp_path, monkeypatch)
    shown = [one for one in outcome.checked.findings if one.severity > Severity.INFO]
    assert (shown, outcome.checked.documents > 0) == ([], True)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_a_planted_mistake_is_found_at_its_line_and_nothing_else(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = write(tmp_path, layout.broken)
    assert expected
    assert marks(checked(tmp_path, monkeypatch).checked.findings) == expected


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_the_worlds_of_a_layout(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.worlds.trees import found

    write(tmp_path, layout.healthy)
    assert tuple(world.name for world in found(tmp_path, monkeypatch).worlds) == layout.worlds


def test_folders_above_an_absolute_path_end() -> None:
    from kgwctl.worlds.find import _roots

    assert "/srv/apps" in _roots(["/srv/apps/shop.yaml", "/srv/apps/web.yaml"])
