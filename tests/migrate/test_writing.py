"""All files or none: refusals before anything changes, and an interrupted write that can be finished."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from kgwctl.migrate.plan import FileEdit
from kgwctl.migrate.writing import (
    JOURNAL,
    WriteRefused,
    finish,
    interrupted,
    write_in_place,
    write_to_folder,
)


def edits(folder: Path, *names: str) -> list[FileEdit]:
    found = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"old " + name.encode())
        found.append(FileEdit(str(path), path.read_bytes(), b"new " + name.encode()))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_file_is_replaced_and_nothing_else_left(tmp_path: Path) -> None:
    write_in_place(edits(tmp_path, "a.yaml", "b/c.yaml"))
    assert contents(tmp_path) == {"a.yaml": b"new a.yaml", "b/c.yaml": b"new b/c.yaml"}


def test_mode_bits_are_kept(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    (tmp_path / "a.yaml").chmod(0o640)
    write_in_place(found)
    assert stat.S_IMODE((tmp_path / "a.yaml").stat().st_mode) == 0o640


def test_a_link_stays_one(tmp_path: Path) -> None:
    edits(tmp_path, "real/a.yaml")
    link = tmp_path / "link.yaml"
    link.symlink_to("real/a.yaml")
    write_in_place([FileEdit(str(link), b"old real/a.yaml", b"new")])
    assert link.is_symlink()
    assert (tmp_path / "real/a.yaml").read_bytes() == b"new"


def test_two_names_of_one_file(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    again = FileEdit(str(tmp_path / "b.yaml"), found[0].before, found[0].after)
    write_in_place([*found, again])
    assert (tmp_path / "a.yaml").read_bytes() == found[0].after
    other = FileEdit(str(tmp_path / "b.yaml"), found[0].after, b"different")
    with pytest.raises(WriteRefused, match="same file"):
        write_in_place([FileEdit(found[0].path, found[0].after, b"x"), other])


@pytest.mark.parametrize("what", ["read-only", "changed", "missing", "stdin"])
def test_one_refusal_leaves_all_files_alone(tmp_path: Path, what: str) -> None:
    found = edits(tmp_path, "a.yaml", "b.yaml")
    if what == "read-only":
        (tmp_path / "b.yaml").chmod(0o444)
    elif what == "changed":
        (tmp_path / "b.yaml").write_bytes(b"somebody else's")
    elif what == "missing":
        (tmp_path / "b.yaml").unlink()
    else:
        found[1] = FileEdit("<stdin>", b"", b"x")
    before = contents(tmp_path)
    with pytest.raises(WriteRefused):
        write_in_place(found)
    assert contents(tmp_path) == before


def test_a_full_disk_leaves_all_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = edits(tmp_path, "a.yaml", "b.yaml")
    before = contents(tmp_path)
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteRefused, match="nothing was written"):
        write_in_place(found)
    assert {name for name in contents(tmp_path) if not name.startswith(".")} == set(before)
    assert all((tmp_path / name).read_bytes() == data for name, data in before.items())


class Killed(BaseException):
    """Stands for a signal that cannot be caught."""


def kill_after(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    replace = Path.replace
    done = []

    def dying(self: Path, target: Path) -> Path:
        if len(done) == count:
            raise Killed
        done.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dying)


@pytest.mark.parametrize("replaced", range(5))
def test_killed_between_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced: int) -> None:
    """Whenever the program dies, each file is whole; and after the journal is written, it can be finished."""
    names = ["a.yaml", "b.yaml", "c/d.yaml"]
    found = edits(tmp_path, *names)
    if replaced < 4:
        kill_after(monkeypatch, replaced)
        with pytest.raises(Killed):
            write_in_place(found)
        monkeypatch.undo()
    else:
        write_in_place(found)
    for name in names:
        assert (tmp_path / name).read_bytes() in (b"old " + name.encode(), b"new " + name.encode())
    journals = interrupted([edit.path for edit in found])
    assert len(journals) == (0 if replaced in (0, 4) else 1)
    for journal in journals:
        with pytest.raises(WriteRefused, match="interrupted"):
            write_in_place([FileEdit(found[0].path, (tmp_path / "a.yaml").read_bytes(), b"x")])
        finish(journal)
    if replaced:
        assert contents(tmp_path) == {name: b"new " + name.encode() for name in names}
    else:
        write_in_place(found)
        assert contents(tmp_path) == {name: b"new " + name.encode() for name in names} | {
            name: data for name, data in contents(tmp_path).items() if name == f"{JOURNAL}.tmp"
        }


def test_an_interrupted_write_is_not_finished_over_somebody_elses_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = edits(tmp_path, "a.yaml", "b.yaml")
    kill_after(monkeypatch, 2)
    with pytest.raises(Killed):
        write_in_place(found)
    monkeypatch.undo()
    (tmp_path / "b.yaml").write_bytes(b"mine")
    with pytest.raises(WriteRefused, match=r"b\.yaml was changed"):
        finish(interrupted([found[0].path])[0])
    assert (tmp_path / "b.yaml").read_bytes() == b"mine"


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True)


def test_a_dirty_tree_is_refused_unless_forced(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    (tmp_path / "other").write_text("one")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "all")
    (tmp_path / "other").write_text("two")
    with pytest.raises(WriteRefused, match="other"):
        write_in_place(found)
    assert (tmp_path / "a.yaml").read_bytes() == found[0].before
    write_in_place(found, force=True)
    assert (tmp_path / "a.yaml").read_bytes() == found[0].after


def test_a_clean_tree_is_written(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "all")
    write_in_place(found)
    assert (tmp_path / "a.yaml").read_bytes() == found[0].after


def test_a_folder_gets_the_files_at_their_paths(tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = [("base/a.yaml", b"1"), ("../up/b.yaml", b"2"), ("/abs/c.yaml", b"3"), ("<stdin>", b"4")]
    write_to_folder(found, str(out))
    assert contents(out) == {"base/a.yaml": b"1", "up/b.yaml": b"2", "abs/c.yaml": b"3", "stdin.yaml": b"4"}


def test_two_files_for_one_place_are_refused(tmp_path: Path) -> None:
    found = [("../a.yaml", b"1"), ("a.yaml", b"2")]
    with pytest.raises(WriteRefused, match="both"):
        write_to_folder(found, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()
