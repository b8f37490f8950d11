"""Our own goldens: what ``kgwctl render`` makes of ``examples/``. Refresh with ``make goldens``, then read the diff."""

from __future__ import annotations

import pytest

from tools.refresh_goldens import GOLDEN, examples, rendered


@pytest.mark.parametrize("example", examples())
def test_example_renders_as_reviewed(example: str) -> None:
    assert rendered(example) == (GOLDEN / f"{example}.yaml").read_text()


def test_no_golden_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.yaml")} == set(examples())
