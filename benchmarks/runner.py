"""Runs whole processes in turn and compares their wall time and memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

PYTHON = (sys.executable,)
KGWCTL = (sys.executable, "-m", "kgwctl")
#: The same bytes through the fastest YAML loader at hand, and nothing else.
LOAD = "import sys, yaml; list(yaml.load_all(open(sys.argv[1], 'rb'), yaml.CSafeLoader))"
LOAD_FILES = (
    "import os, sys, yaml\nfor each in os.scandir(sys.argv[1]): list(yaml.load_all(open(each, 'rb'), yaml.CSafeLoader))"
)


class Contender(NamedTuple):
    """One command of a comparison. ``accepted`` are the exit codes that count as a run.

    ``before`` is called before each run, and not timed.
    """

    name: str
    command: tuple[str, ...]
    accepted: tuple[int, ...] = (0, 1)
    before: Callable[[], object] | None = None


class Run(NamedTuple):
    """One process: wall time in seconds, peak memory in bytes, exit code."""

    seconds: float
    memory: int
    code: int


class Result(NamedTuple):
    """A contender over all rounds: medians, and the median of each round's ratio to the first contender."""

    name: str
    seconds: float
    memory: int
    ratio: float
    code: int


def compare(contenders: Sequence[Contender], rounds: int) -> list[Result]:
    """Run every contender once a round, in turn; the first is what the others are compared with.

    A round before them is not counted: it fills the caches that an installed program has, bytecode above all.
    """
    runs = [[_prepared(contender) for contender in contenders] for _ in range(rounds + 1)][1:]
    return [
        Result(
            name=contender.name,
            seconds=median(row[position].seconds for row in runs),
            memory=max(row[position].memory for row in runs),
            ratio=median(row[position].seconds / row[0].seconds for row in runs),
            code=next((row[position].code for row in runs if row[position].code not in contender.accepted), 0),
        )
        for position, contender in enumerate(contenders)
    ]


def _prepared(contender: Contender) -> Run:
    if contender.before is not None:
        contender.before()
    return run(contender.command)


def run(command: Sequence[str]) -> Run:
    """Run one process to its end, its output thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment())
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss * unit, process.returncode)


def _environment() -> dict[str, str]:
    """Ours, but for the variable that has Python compile every module anew in every run."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def start_up(small: Path, policy: Path) -> list[Contender]:
    """Small commands against a bare interpreter: ``small`` is one route, ``policy`` that and a TrafficPolicy for it."""
    return [
        Contender("python -c pass", (*PYTHON, "-c", "pass")),
        Contender("kgwctl --version", (*KGWCTL, "--version")),
        Contender("kgwctl --help", (*KGWCTL, "--help")),
        Contender("kgwctl render (small)", (*KGWCTL, "render", str(small))),
        Contender("kgwctl validate (small)", (*KGWCTL, "validate", str(small))),
        Contender("kgwctl validate (policy)", (*KGWCTL, "validate", str(policy))),
    ]


def throughput(manifests: Path) -> list[Contender]:
    """Large inputs against a bare load of the same bytes."""
    return [
        Contender("CSafeLoader", (*PYTHON, "-c", LOAD, str(manifests))),
        Contender("render -o json", (*KGWCTL, "render", "-o", "json", str(manifests))),
        Contender("render -o yaml", (*KGWCTL, "render", "-o", "yaml", str(manifests))),
        Contender("validate", (*KGWCTL, "validate", str(manifests), "--no-cache", "-j", "1")),
    ]


def validation(folder: Path, cache: Path) -> list[Contender]:
    """A folder of many files against a bare load of the same bytes: one process or two, remembered or not.

    ``cache`` is where kgwctl remembers results.
    """
    validate = (*KGWCTL, "validate", str(folder))
    files = sorted(folder.iterdir())
    changed = files[len(files) // 2]

    def forget() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    def change(word: str) -> Callable[[], None]:
        """Another number in one object, behind ``word``."""

        def write() -> None:
            before, _, after = changed.read_text(encoding="utf-8").partition(word)
            number, line, rest = after.partition("\n")
            changed.write_text(f"{before}{word}{int(number) + 10}{line}{rest}", encoding="utf-8")

        return write

    return [
        Contender("CSafeLoader", (*PYTHON, "-c", LOAD_FILES, str(folder))),
        Contender("validate --no-cache -j 1", (*validate, "--no-cache", "-j", "1")),
        Contender("validate --no-cache -j 2", (*validate, "--no-cache", "-j", "2")),
        Contender("validate -j 1, nothing remembered", (*validate, "-j", "1"), before=forget),
        Contender("validate -j 1, nothing changed", (*validate, "-j", "1")),
        Contender("validate -j 1, a path changed", (*validate, "-j", "1"), before=change("value: /api/v1/resource-")),
        Contender("validate -j 1, a limit changed", (*validate, "-j", "1"), before=change("maxTokens: ")),
        Contender("validate -j 1, a backend changed", (*validate, "-j", "1"), before=change("- name: svc-")),
    ]
