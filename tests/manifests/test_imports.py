"""Reading plain manifests loads no YAML package: start-up pays only for what a run needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from kgwctl.manifests import Source, read_source
read_source(Source("f", sys.argv[1].encode()))
print(*sys.modules)
"""


def loaded(text: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, text], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("kind: A\nspec:\n- b: 1\n", set()),
        ('{"kind": "A"}', {"json"}),
        ("kind: [A]\n", set()),
        ("kind: |\n  A\n", set()),
        ("kind: >\n  A\n", {"yaml"}),
    ],
)
def test_loaded_modules(text: str, needed: set[str]) -> None:
    assert loaded(text) & {"yaml", "json", "ruamel", "dataclasses", "pathlib"} == needed
