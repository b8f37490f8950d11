"""Runs that take a while: processes, memory, and a word about progress."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kgwctl.cli import messages
from kgwctl.cli.messages import Progress

from .runs import GATEWAY, ROUTE, SERVICE, command, process

#: Enough for the run to be shared out and remembered.
MANY = 1500


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files of many objects, a mistake in every hundredth, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    routes = [ROUTE.replace("name: catalogue\n  name", f"name: catalogue-{n}\n  name") for n in range(MANY)]
    routes = [
        text.replace("port: 80", "port: 81" if n % 100 == 0 else "port: 80") + f"  # {'x' * 400}\n"
        for n, text in enumerate(routes)
    ]
    (tmp_path / "routes.yaml").write_text("---\n".join(routes))
    (tmp_path / "others.yaml").write_text(f"{GATEWAY}---\n{SERVICE}")
    return tmp_path


def test_processes_and_memory_change_nothing(many: Path) -> None:
    arguments = ("validate", "routes.yaml", "others.yaml")
    plain = command(*arguments, "-j", "1", "--no-cache")
    assert plain.code == 1
    assert plain.out.count(b"KGW0201") == MANY / 100
    assert command(*arguments, "--jobs=3", "--no-cache") == plain
    assert process(*arguments, "-j", "2", cwd=many) == plain
    assert list((many / "cache").rglob("*.msgpack"))
    assert command(*arguments) == plain
    (many / "others.yaml").write_text(f"# moved\n{GATEWAY}---\n{SERVICE}")
    assert command(*arguments) == plain
    (many / "others.yaml").write_text(f"{GATEWAY}---\n{SERVICE.replace('port: 80', 'port: 81')}")
    assert command(*arguments).out.count(b"KGW0201") == MANY - MANY / 100


def test_nothing_is_written_without_a_cache(many: Path) -> None:
    command("validate", ".", "--no-cache")
    assert not (many / "cache").exists()


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", ""])
def test_a_number_of_processes(number: str, many: Path) -> None:
    done = command("validate", "others.yaml", f"--jobs={number}")
    assert (done.code, done.out) == (2, b"")
    assert done.err == f"kgwctl: --jobs {number}: expected a number of processes, 1 or more\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_terminals_and_for_those_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(messages, "monotonic", lambda: now[0])

    def shown(stream: io.StringIO, *times: float) -> str:
        monkeypatch.setattr(sys, "stderr", stream)
        now[0] = 0.0
        with Progress("checked", 9) as progress:
            for number, time in enumerate(times, 1):
                now[0] = time
                progress.at(number)
        return stream.getvalue()

    assert shown(io.StringIO(), 1, 2) == ""
    assert shown(Terminal(), 0.1, 0.2) == ""
    text = shown(Terminal(), 0.1, 0.6, 0.61, 0.8)
    assert text == "\rchecked 2 of 9 files\x1b[K\rchecked 4 of 9 files\x1b[K\r\x1b[K"
