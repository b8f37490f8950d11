"""Our own goldens: what ``kgwctl render`` makes of ``examples/``. Refresh with ``make goldens``, then read the diff."""

from __future__ import annotations

import pytest

from tools.refresh_goldens import GOLDEN, goldens, rendered


@pytest.mark.parametrize("golden", goldens())
def test_example_renders_as_reviewed(golden: str) -> None:
    assert rendered(golden) == (GOLDEN / f"{golden}.yaml").read_text()


def test_no_golden_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.yaml")} == set(goldens())
