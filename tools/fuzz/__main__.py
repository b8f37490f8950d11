"""Run the fuzzer."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import NamedTuple

import yaml

from kgwctl.cli.fast_path import run
from tools.fuzz.mutations import mutated, written
from tools.fuzz.seeds import CONFIGURATION, CRD, THING, manifests

#: Seconds and MiB that no input may need: the largest are a few hundred kB.
_LONGEST = 5.0
_LARGEST_MIB = 1500
_COMMANDS = (
    ("validate", "in.yaml"),
    *(("validate", "in.yaml", "-o", form) for form in ("json", "yaml", "sarif", "junit", "github")),
    ("validate", "in.yaml", "--per-file", "--strict-kinds"),
    ("render", "in.yaml"),
    ("render", "in.yaml", "-o", "json", "--defaulting", "none"),
    ("render", "in.yaml", "-o", "bootstrap", "--output-dir", "out"),
    ("migrate", "in.yaml"),
    ("migrate", ".", "-o", "json"),
)


class Failure(NamedTuple):
    """What an input did."""

    command: tuple[str, ...]
    reason: str


def main() -> int:
    """Fuzz, and return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long (default 60)")
    parser.add_argument("--inputs", type=int, default=0, help="how many inputs at most (default: as many as fit)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other inputs (default 1)")
    parser.add_argument("--first", type=int, default=0, help="number of the first input (default 0)")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="folder for inputs that fail")
    options = parser.parse_args()
    os.environ["KGWCTL_DEBUG"] = "1"
    keep = options.keep.resolve()
    end = time.monotonic() + options.seconds
    number, failures = options.first, 0
    slowest = 0.0
    pool = manifests()
    with tempfile.TemporaryDirectory(prefix="kgwctl-fuzz-") as folder, contextlib.chdir(folder):
        os.environ["XDG_CACHE_HOME"] = str(Path(folder).parent / f"{Path(folder).name}-cache")
        while time.monotonic() < end and not (options.inputs and number - options.first >= options.inputs):
            failure, seconds = _one(pool, random.Random(f"{options.seed} {number}"), Path(folder))
            slowest = max(slowest, seconds)
            if failure is not None:
                failures += 1
                _report(failure, keep / f"{options.seed}-{number}", Path(folder))
            number += 1
    print(
        f"{number - options.first} inputs, {failures} failed; slowest {slowest:.2f} s, "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB at most"
    )
    return 1 if failures else 0


def _one(pool: list[list[object]], chance: random.Random, folder: Path) -> tuple[Failure | None, float]:
    (folder / "in.yaml").write_bytes(written(mutated(chance.choice(pool), pool, chance), chance))
    command = chance.choice(_COMMANDS)
    if chance.random() < 0.1:
        crd = mutated([yaml.safe_load(CRD)], pool, chance)
        (folder / "crd.yml").write_bytes(written(crd, chance))
        (folder / "in.yaml").write_bytes(written(mutated([yaml.safe_load(THING)], pool, chance), chance))
        command = ("validate", "in.yaml", "--crds", "crd.yml", "--no-cache")
    elif command[0] == "validate" and chance.random() < 0.1:
        (folder / "config").write_bytes(written(mutated([yaml.safe_load(CONFIGURATION)], pool, chance), chance))
        command = (*command, "--config", "config")
    started = time.process_time()
    reason = _reason(command)
    seconds = time.process_time() - started
    if not reason and seconds > _LONGEST:
        reason = f"took {seconds:.1f} s"
    if not reason and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10 > _LARGEST_MIB:
        reason = "took too much memory"
    return Failure(command, reason) if reason else None, seconds


def _reason(command: tuple[str, ...]) -> str:
    """Why a command is wrong to do what it does; empty if it is not."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        try:
            code = run(["kgwctl", *command])
        except (Exception, SystemExit):
            return traceback.format_exc()
    return "" if code in (0, 1, 2, 3) else f"exit code {code}"


def _report(failure: Failure, kept: Path, folder: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file():
            (kept / path.name).write_bytes(path.read_bytes())
    (kept / "reason.txt").write_text(f"{' '.join(failure.command)}\n{failure.reason}\n")
    print(f"{kept}: {' '.join(failure.command)}: {failure.reason.strip().splitlines()[-1][:300]}")


if __name__ == "__main__":
    sys.exit(main())
