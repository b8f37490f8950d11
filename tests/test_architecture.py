"""Start-up is a promise: which modules a run may load is tested as sets, never as times."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
HEAVY = {
    "asyncio",
    "celpy",
    "cel_expr_python",
    "dataclasses",
    "google.protobuf",
    "jsonschema",
    "pydantic",
    "rich",
    "ruamel",
    "subprocess",
    "typer",
    "xds",
}


def loaded_by(*arguments: str) -> set[str]:
    script = (
        "import sys\n"
        f"sys.argv = ['kgwctl', *{list(arguments)!r}]\n"
        "from kgwctl.__main__ import main\n"
        "import io\n"
        "sys.stdout = io.StringIO()\n"
        "code = main()\n"
        "sys.stdout = sys.__stdout__\n"
        "print('\\n'.join(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [("--version",), ("render", "examples/basic-http")],
    ids=lambda arguments: arguments[0].lstrip("-"),
)
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    assert not loaded_by(*arguments) & HEAVY


def test_version_loads_only_the_entry_point() -> None:
    ours = {name for name in loaded_by("--version") if name.split(".")[0] == "kgwctl"}
    assert ours == {"kgwctl", "kgwctl.__main__"}
