"""The fuzzer makes the same inputs again, finds what is wrong, and finds nothing in a short run."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tools.fuzz import __main__ as fuzzer
from tools.fuzz.mutations import mutated, written
from tools.fuzz.seeds import manifests

REPOSITORY = Path(__file__).parents[1]


def test_an_input_is_made_again_from_its_number() -> None:
    pool = manifests()
    assert len(pool) > 100

    def made(number: int) -> bytes:
        chance = random.Random(number)
        return written(mutated(chance.choice(pool), pool, chance), chance)

    assert [made(number) for number in range(50)] == [made(number) for number in range(50)]
    assert len({made(number) for number in range(50)}) > 45


def test_a_failure_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fuzzer, "run", lambda _: 4)
    failure, _ = fuzzer._one(manifests(), random.Random(1), tmp_path)
    assert failure is not None
    fuzzer._report(failure, tmp_path / "kept", tmp_path)
    assert (tmp_path / "kept" / "in.yaml").read_bytes() == (tmp_path / "in.yaml").read_bytes()
    assert "exit code 4" in (tmp_path / "kept" / "reason.txt").read_text()


def test_a_short_run(tmp_path: Path) -> None:
    arguments = ["--inputs", "40", "--seconds", "300", "--seed", "7", "--keep", str(tmp_path / "kept")]
    done = subprocess.run(
        [sys.executable, "-m", "tools.fuzz", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith("40 inputs, 0 failed;")
