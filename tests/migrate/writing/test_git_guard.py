"""What git could not give back is not written over."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kgwctl.migrate.writing.in_place import write_in_place
from kgwctl.migrate.writing.refusal import WriteRefused
from tests.migrate.writing.trees import edits


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "all")


def test_a_clean_tree_is_written(tmp_path: Path) -> None:
    found = edits(tmp_path, "in/a.yaml")
    commit(tmp_path)
    write_in_place(found)
    assert (tmp_path / "in/a.yaml").read_bytes() == found[0].after


def dirty(folder: Path) -> str:
    commit(folder)
    (folder / "other").write_text("two")
    return "uncommitted changes .other."


def staged(folder: Path) -> str:
    commit(folder)
    (folder / "other").write_text("two")
    git(folder, "add", ".")
    return "uncommitted changes .other."


def never_committed(folder: Path) -> str:
    git(folder, "init", "-q")
    git(folder, "add", ".")
    return "uncommitted changes"


def untracked(folder: Path) -> str:
    commit(folder)
    git(folder, "rm", "-q", "--cached", "a.yaml")
    git(folder, "commit", "-qm", "without")
    return "git does not have .*untracked"


def ignored(folder: Path) -> str:
    (folder / ".gitignore").write_text("a.yaml\n")
    commit(folder)
    return "git does not have .*ignored"


def nested(folder: Path) -> str:
    (folder / ".gitignore").write_text("in\n")
    git(folder / "in", "init", "-q")
    commit(folder)
    return "git does not have .*in/b.yaml.*untracked"


def unwatched(folder: Path) -> str:
    commit(folder)
    git(folder, "update-index", "--assume-unchanged", "a.yaml")
    return "not to look"


def broken(folder: Path) -> str:
    commit(folder)
    (folder / ".git/index").write_bytes(b"broken")
    return "git cannot say"


def no_repository(folder: Path) -> str:
    (folder / ".git").mkdir()
    return "git cannot say"


STATES = [dirty, staged, never_committed, untracked, ignored, nested, unwatched, broken, no_repository]


@pytest.mark.parametrize("state", STATES, ids=[each.__name__ for each in STATES])
def test_refused_unless_forced(tmp_path: Path, state: object) -> None:
    found = edits(tmp_path, "a.yaml", "in/b.yaml")
    (tmp_path / "other").write_text("one")
    says = state(tmp_path)  # type: ignore[operator]
    with pytest.raises(WriteRefused, match=f"{says}.*--force"):
        write_in_place(found)
    assert (tmp_path / "a.yaml").read_bytes() == found[0].before
    write_in_place(found, force=True)
    assert (tmp_path / "a.yaml").read_bytes() == found[0].after


def test_without_git_a_git_tree_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = edits(tmp_path, "a.yaml")
    commit(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(WriteRefused, match="git is not there"):
        write_in_place(found)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give trees away")
def test_a_tree_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = edits(tmp_path / "tree", "a.yaml")
    commit(tmp_path / "tree")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.delenv("SUDO_UID", raising=False)
    for path in [tmp_path / "tree", *(tmp_path / "tree").rglob("*")]:
        os.chown(path, 12345, 12345)
    with pytest.raises(WriteRefused, match="dubious ownership"):
        write_in_place(found)


def test_a_hooks_environment_does_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits(tmp_path / "other", "x")
    commit(tmp_path / "other")
    found = edits(tmp_path / "tree", "a.yaml")
    commit(tmp_path / "tree")
    (tmp_path / "tree/a.yaml").write_bytes(b"mine")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    with pytest.raises(WriteRefused, match="uncommitted changes"):
        write_in_place([found[0]._replace(before=b"mine")])


def test_no_program_of_the_repository_runs(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    commit(tmp_path)
    git(tmp_path, "config", "core.fsmonitor", f"touch {tmp_path / 'ran'}; false")
    write_in_place(found)
    assert not (tmp_path / "ran").exists()
