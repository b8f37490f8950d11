"""All files or none: refusals before anything changes, and what a write keeps of the file it replaces."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kgwctl.migrate.engine.plan import FileEdit
from kgwctl.migrate.writing.in_place import write_in_place
from kgwctl.migrate.writing.output_folder import write_to_folder
from kgwctl.migrate.writing.refusal import WriteRefused
from kgwctl.migrate.writing.tree_lock import LOCK
from tests.migrate.writing.trees import Failing, contents, edits


def test_every_file_is_replaced_and_nothing_else_left(tmp_path: Path) -> None:
    write_in_place(edits(tmp_path, "a.yaml", "b/c.yaml"))
    assert contents(tmp_path) == {"a.yaml": b"new a.yaml", "b/c.yaml": b"new b/c.yaml"}


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o666, 0o2755, 0o4711])
def test_modes_are_kept(tmp_path: Path, mode: int) -> None:
    found = edits(tmp_path, "a.yaml")
    (tmp_path / "a.yaml").chmod(mode)
    write_in_place(found)
    assert stat.S_IMODE((tmp_path / "a.yaml").stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_owners_are_kept(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    os.chown(tmp_path / "a.yaml", 1234, 2345)
    (tmp_path / "a.yaml").chmod(0o6755)
    write_in_place(found)
    status = (tmp_path / "a.yaml").stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o6755)


def test_a_link_stays_one(tmp_path: Path) -> None:
    found = edits(tmp_path, "real/a.yaml", "b.yaml")
    link = tmp_path / "link.yaml"
    link.symlink_to("real/a.yaml")
    write_in_place([FileEdit(str(link), b"old real/a.yaml", b"new"), found[1]])
    assert link.is_symlink()
    assert (tmp_path / "real/a.yaml").read_bytes() == b"new"


def test_a_link_out_of_the_tree_is_refused(tmp_path: Path) -> None:
    edits(tmp_path, "outside/a.yaml")
    found = edits(tmp_path, "tree/b.yaml")
    link = tmp_path / "tree/link.yaml"
    link.symlink_to("../outside/a.yaml")
    with pytest.raises(WriteRefused, match="name that file itself"):
        write_in_place([FileEdit(str(link), b"old outside/a.yaml", b"new"), *found])
    assert (tmp_path / "outside/a.yaml").read_bytes() == b"old outside/a.yaml"
    assert (tmp_path / "tree/b.yaml").read_bytes() == b"old tree/b.yaml"


def test_two_names_of_one_file(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    again = FileEdit(str(tmp_path / "b.yaml"), found[0].before, found[0].after)
    write_in_place([*found, again])
    assert (tmp_path / "a.yaml").read_bytes() == found[0].after
    other = FileEdit(str(tmp_path / "b.yaml"), found[0].after, b"different")
    with pytest.raises(WriteRefused, match="same file"):
        write_in_place([FileEdit(found[0].path, found[0].after, b"x"), other])


def test_a_hard_link_is_broken_by_force_only(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    os.link(tmp_path / "a.yaml", tmp_path / "kept")
    with pytest.raises(WriteRefused, match="another name"):
        write_in_place(found)
    assert contents(tmp_path) == {"a.yaml": b"old a.yaml", "kept": b"old a.yaml"}
    write_in_place(found, force=True)
    assert contents(tmp_path) == {"a.yaml": b"new a.yaml", "kept": b"old a.yaml"}


@pytest.mark.parametrize("what", ["read-only", "folder", "changed", "missing", "stdin", "device"])
def test_one_refusal_leaves_all_files_alone(tmp_path: Path, what: str) -> None:
    found = edits(tmp_path, "a.yaml", "in/b.yaml")
    other = tmp_path / "in/b.yaml"
    if what == "read-only":
        other.chmod(0o444)
    elif what == "folder":
        other.parent.chmod(0o555)
    elif what == "changed":
        other.write_bytes(b"somebody else's")
    elif what == "missing":
        other.unlink()
    elif what == "device":
        other.unlink()
        other.mkdir()
    else:
        found[1] = FileEdit("<stdin>", b"", b"x")
    before = contents(tmp_path)
    with pytest.raises(WriteRefused):
        write_in_place(found)
    assert contents(tmp_path) == before


def refusal(found: list[FileEdit], failing: Failing) -> str:
    """Why a write was refused, empty if it was made."""
    try:
        write_in_place(found, files=failing)
    except WriteRefused as error:
        return str(error)
    return ""


def test_a_full_disk_leaves_all_files_alone(tmp_path: Path) -> None:
    """Whichever system call fails: everything is as before, or (at the very end) as meant, and nothing is left."""
    count = 0
    while True:
        folder = tmp_path / str(count)
        found = edits(folder, "a.yaml", "b/c.yaml")
        before = contents(folder)
        failing = Failing(count)
        said = refusal(found, failing)
        after = {name: b"new " + name.encode() for name in before}
        if not said:
            assert {name: text for name, text in contents(folder).items() if name != LOCK} == after
        elif said.startswith("everything was written"):
            assert after.items() <= contents(folder).items()
        else:
            assert contents(folder) == before, said
        if failing.count <= count:
            break
        count += 1
    assert count > 25
    assert contents(folder) == {name: b"new " + name.encode() for name in before}


def test_planted_names_are_never_followed(tmp_path: Path) -> None:
    found = edits(tmp_path / "tree", "plain.yaml")
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / "tree/.plain.yaml.kgwctl-new").symlink_to("../victim")
    (tmp_path / "tree/.kgwctl-migrate.lock").symlink_to("../victim")
    with pytest.raises(WriteRefused, match="lock"):
        write_in_place(found)
    (tmp_path / "tree/.kgwctl-migrate.lock").unlink()
    write_in_place(found)
    assert victim.read_bytes() == b"mine"
    assert (tmp_path / "tree/.plain.yaml.kgwctl-new").is_symlink()
    assert not (tmp_path / "tree/plain.yaml").is_symlink()


def test_a_folder_gets_the_files_at_their_paths(tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = [("base/a.yaml", b"1"), ("../up/b.yaml", b"2"), ("/abs/c.yaml", b"3"), ("<stdin>", b"4")]
    write_to_folder(found, str(out))
    assert contents(out) == {"base/a.yaml": b"1", "up/b.yaml": b"2", "abs/c.yaml": b"3", "stdin.yaml": b"4"}


def test_copies_keep_their_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edits(tmp_path, "in/secret.yaml", "in/run.yaml")
    (tmp_path / "in/secret.yaml").chmod(0o600)
    (tmp_path / "in/run.yaml").chmod(0o755)
    write_to_folder([("in/secret.yaml", b"1"), ("in/run.yaml", b"2")], "out")
    assert stat.S_IMODE((tmp_path / "out/in/secret.yaml").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "out/in/run.yaml").stat().st_mode) == 0o755


def test_two_files_for_one_place_are_refused(tmp_path: Path) -> None:
    found = [("../a.yaml", b"1"), ("a.yaml", b"2")]
    with pytest.raises(WriteRefused, match="both"):
        write_to_folder(found, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_folder_that_was_read_is_refused(tmp_path: Path) -> None:
    edits(tmp_path, "in/a.yaml")
    with pytest.raises(WriteRefused, match="which was read"):
        write_to_folder([(str(tmp_path / "in/a.yaml"), b"1")], str(tmp_path / "in"))
    assert contents(tmp_path) == {"in/a.yaml": b"old in/a.yaml"}


@pytest.mark.parametrize("what", ["file", "folder", "link", "linked folder"])
def test_what_is_there_already_is_refused(tmp_path: Path, what: str) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    out.mkdir()
    other.mkdir()
    (tmp_path / "victim").write_bytes(b"mine")
    if what == "file":
        (out / "in").mkdir()
        (out / "in/b.yaml").write_bytes(b"mine")
    elif what == "folder":
        (out / "in/b.yaml").mkdir(parents=True)
    elif what == "link":
        (out / "in").mkdir()
        (out / "in/b.yaml").symlink_to(tmp_path / "victim")
    else:
        (out / "in").symlink_to(other)
    before = contents(tmp_path)
    with pytest.raises(WriteRefused, match=r"is a link|already"):
        write_to_folder([("in/a.yaml", b"1"), ("in/b.yaml", b"2")], str(out), force=what != "file")
    assert contents(tmp_path) == before


def test_force_replaces_copies(tmp_path: Path) -> None:
    write_to_folder([("a.yaml", b"1")], str(tmp_path / "out"))
    write_to_folder([("a.yaml", b"2")], str(tmp_path / "out"), force=True)
    assert contents(tmp_path / "out") == {"a.yaml": b"2"}
