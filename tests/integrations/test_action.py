"""The GitHub Action: its inputs reach its script, and the script does what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.runs import GATEWAY, GOOD, ROUTE

ACTION = yaml.safe_load((Path(__file__).resolve().parents[2] / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
SCRIPT = STEPS[-1]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")


def run(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step, as GitHub runs it, with ``inputs`` besides the defaults."""
    (folder / "bin").mkdir()
    kgwctl = folder / "bin" / "kgwctl"
    kgwctl.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kgwctl "$@"\n')
    kgwctl.chmod(0o755)
    values = {name: entry["default"] for name, entry in ACTION["inputs"].items()} | {
        name.replace("_", "-"): value for name, value in inputs.items()
    }
    environment = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)
        for name, text in SCRIPT["env"].items()
    }
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", SCRIPT["run"]],
        cwd=folder,
        env=os.environ | environment | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_input_is_used_and_none_is_pasted_into_a_script() -> None:
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", json.dumps(STEPS))
    assert set(used) == set(ACTION["inputs"])
    assert all("${{" not in step.get("run", "") for step in STEPS)


def test_good_manifests_pass(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_findings_become_annotations_and_sarif(tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder" / "route.yaml").write_text(ROUTE)
    (tmp_path / "elsewhere.yaml").write_text(GATEWAY.replace("port:", "ports:"))
    done = run(tmp_path, paths="a folder\n", sarif_file="out.sarif", args="--ignore\nKGW03")
    assert done.returncode == 1
    assert [line.split("::")[1].split(" ")[0] for line in done.stdout.splitlines()] == ["error"]
    assert "file=a folder/route.yaml,line=11," in done.stdout
    assert len(json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"]) == 1


def test_a_threshold(tmp_path: Path) -> None:
    (tmp_path / "route.yaml").write_text(ROUTE)
    assert run(tmp_path, fail_on="none").returncode == 0
