"""Completion: the words, kubectl's protocol, and scripts that shells can read."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgwctl.cli.commandline import COMMANDS
from kgwctl.cli.completion import FILES, FOLDERS, NO_FILES, SHELLS, complete
from tests.cli.runs import command


def words(*typed: str) -> list[str]:
    return [word for word, _ in complete(typed).candidates]


def test_commands() -> None:
    assert words("") == words() == [command.name for command in COMMANDS]
    assert words("val") == ["validate"]
    assert words("--v") == ["--version"]
    assert words("nonsense", "") == []


@pytest.mark.parametrize("one", COMMANDS, ids=lambda command: command.name)
def test_every_flag(one: object) -> None:
    assert hasattr(one, "options")
    flags = {flag for option in one.options for flag in option.flags}
    assert set(words(one.name, "-")) == flags | {"-h", "--help"}  # type: ignore[attr-defined]


def test_values() -> None:
    assert words("validate", "--fail-on", "") == ["error", "warning", "info", "none"]
    assert words("validate", "--fail-on=w") == ["--fail-on=warning"]
    assert words("render", "-o", "b") == ["bootstrap"]
    assert words("validate", "-o", "s") == ["sarif"]
    assert words("explain", "KGW0101") == ["KGW0101"]
    assert words("completion", "p") == ["powershell"]


def test_lists_go_on_after_a_comma() -> None:
    assert words("validate", "--select", "KGW0101,KGW0102") == ["KGW0101,KGW0102"]
    assert "httplistenerpolicy" in words("migrate", "--only", "")
    assert words("migrate", "--skip", "helm-values,httpl") == ["helm-values,httplistenerpolicy"]


@pytest.mark.parametrize(
    ("typed", "directive"),
    [
        (("validate", ""), FILES),
        (("validate", "-f", ""), FILES),
        (("validate", "-o", "sarif="), FILES),
        (("render", "--output-dir", ""), FOLDERS),
        (("rules", ""), NO_FILES),
        (("validate", "--per-file", ""), FILES),
        (("explain", "KGW0101", ""), NO_FILES),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_directive(typed: tuple[str, ...], directive: int) -> None:
    assert complete(typed).directive == directive


def test_answers_follow_kubectl_s_protocol() -> None:
    *candidates, directive = command("__complete", "expl").out.decode().splitlines()
    assert candidates[0].split("\t")[0] == "explain"
    assert directive == ":4"


def test_kubectl_s_companion_answers_the_same() -> None:
    script = "import sys; from kgwctl.__main__ import complete; sys.exit(complete())"
    done = subprocess.run([sys.executable, "-c", script, "expl"], capture_output=True, check=True)
    assert done.stdout == command("__complete", "expl").out


def test_answering_imports_nothing_heavy() -> None:
    script = (
        "import sys; from kgwctl.cli.fast_path import run; run(['kgwctl', '__complete', 'validate', '-']);"
        "print(sorted({'typer', 'rich', 'pydantic', 'yaml', 'msgspec'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_shell_is_a_usage_error() -> None:
    done = command("completion", "tcsh")
    assert done.code == 2
    assert "bash, zsh, fish, powershell" in done.err


CHECKS = {"bash": ["-n"], "zsh": ["-n"], "fish": ["--no-execute"]}


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_are_what_their_shell_reads(shell: str, tmp_path: Path) -> None:
    script = command("completion", shell).out
    assert b"__complete" in script
    path = tmp_path / f"completion.{shell}"
    path.write_bytes(script)
    if shell not in CHECKS or shutil.which(shell) is None:
        pytest.skip(f"no {shell} here to read the script")
    subprocess.run([shell, *CHECKS[shell], str(path)], check=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes(tmp_path: Path) -> None:
    (tmp_path / "completion.bash").write_bytes(command("completion", "bash").out)
    script = f"""
        kgwctl() {{ "{sys.executable}" -m kgwctl "$@"; }}
        source completion.bash
        COMP_WORDS=(kgwctl validate --fail-on w) COMP_CWORD=3
        _kgwctl
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True, text=True, cwd=tmp_path)
    assert done.stdout == "warning\n"


@pytest.fixture
def shim(tmp_path: Path) -> Path:
    """A folder for PATH that has kgwctl; beside it the scripts of the shells."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "kgwctl"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kgwctl "$@"\n')
    program.chmod(0o755)
    for shell in SHELLS:
        (tmp_path / f"completion.{shell}").write_bytes(command("completion", shell).out)
    return folder


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("kgwctl val", ["validate"]),
        ("kgwctl validate --fail-on ", ["error", "info", "none", "warning"]),
        ("kgwctl validate --fail-on=w", ["--fail-on=warning"]),
        ("kgwctl validate completion.f", ["completion.fish"]),
        ("kgwctl render --output-dir bi", ["bin/"]),
        ("kgwctl rules ", []),
    ],
)
def test_fish_completes(typed: str, offered: list[str], shim: Path) -> None:
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source completion.fish; complete -C '{typed}'"],
        capture_output=True,
        check=True,
        text=True,
        cwd=shim.parent,
        env={**os.environ, "PATH": f"{shim}:{os.environ['PATH']}", "HOME": str(shim.parent)},
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == offered


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("kgwctl val", "kgwctl validate "),
        ("kgwctl validate --fail-on ", r"error +info +none +warning"),
        ("kgwctl validate --fail-on=w", "--fail-on=warning "),
        ("kgwctl validate completion.f", r"completion\.fish "),
        ("kgwctl render --output-dir bi", "bin/"),
    ],
)
def test_zsh_completes(typed: str, shown: str, shim: Path) -> None:
    """In a terminal, for zsh completes nowhere else."""
    terminal, theirs = pty.openpty()
    environment = {"PATH": f"{shim}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "ready> ", "HOME": str(shim.parent)}
    zsh = subprocess.Popen(
        ["zsh", "-f", "-i"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=shim.parent,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        _until(terminal, "ready> ")
        os.write(terminal, b"autoload -U compinit && compinit -u -D; source completion.zsh; print lo''aded\n")
        _until(terminal, "loaded[^>]*ready> ")
        os.write(terminal, f"{typed}\t".encode())
        _until(terminal, shown)
    finally:
        zsh.kill()
        zsh.wait()
        os.close(terminal)


def _until(terminal: int, pattern: str) -> None:
    """Read until ``pattern`` is shown; fails after half a minute."""
    shown = ""
    end = time.monotonic() + 30
    while not re.search(pattern, shown):
        ready, _, _ = select.select([terminal], [], [], end - time.monotonic())
        assert ready, f"{pattern!r} is not in {shown!r}"
        shown += os.read(terminal, 1 << 16).decode()
