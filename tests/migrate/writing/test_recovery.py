"""Killed at every system call, moved, planted: what is left is finished or undone, and never trusted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kgwctl.migrate.writing.file_system import FileSystem, digest
from kgwctl.migrate.writing.in_place import write_in_place
from kgwctl.migrate.writing.recovery import interrupted, recover
from kgwctl.migrate.writing.refusal import WriteRefused
from kgwctl.migrate.writing.tree_lock import LOCK, locked
from tests.migrate.writing.trees import Dying, Killed, contents, edits

NAMES = ("a.yaml", "b.yaml", "c/d.yaml", "c/e/f.yaml")
OLD = {name: b"old " + name.encode() for name in NAMES}
NEW = {name: b"new " + name.encode() for name in NAMES}


def killed(folder: Path, at: int, *, recovering: bool = False) -> int:
    """Write, dying at a call; how many calls there were. With ``recovering`` a recovery dies instead."""
    dying = Dying(at)
    paths = [str(folder / name) for name in NAMES]
    try:
        if recovering:
            for each in interrupted(paths):
                recover(each, paths, files=dying)
        else:
            write_in_place(edits(folder, *NAMES), files=dying)
    except Killed:
        pass
    return dying.count


def recovered(folder: Path) -> dict[str, bytes]:
    paths = [str(folder / name) for name in NAMES]
    for each in interrupted(paths):
        assert recover(each, paths)
    assert not interrupted(paths)
    return contents(folder)


def calls() -> int:
    """More system calls than a write of these files makes."""
    return 80


def test_killed_at_every_system_call(tmp_path: Path) -> None:
    ends = []
    for at in range(calls()):
        folder = tmp_path / str(at)
        count = killed(folder, at)
        for name in NAMES:
            assert (folder / name).read_bytes() in (OLD[name], NEW[name])
        end = recovered(folder)
        assert end in (OLD, NEW), at
        ends.append(end == NEW)
        if count <= at:
            break
    assert len(ends) > 50
    assert ends == sorted(ends), "once it can be finished, it always can"
    assert not ends[0]
    assert ends[-1]


def test_killed_again_while_it_is_finished(tmp_path: Path) -> None:
    """A recovery may die at any call too; the next one ends it."""
    for first in range(0, calls(), 3):
        for second in range(0, calls(), 2):
            folder = tmp_path / f"{first}-{second}"
            killed(folder, first)
            count = killed(folder, second, recovering=True)
            assert recovered(folder) in (OLD, NEW), (first, second)
            if count <= second:
                break


def half_done(folder: Path) -> None:
    """A run that died with its first file replaced and the others not."""
    for at in range(calls()):
        killed(folder, at)
        found = {name: (folder / name).read_bytes() for name in NAMES}
        if found["a.yaml"] == NEW["a.yaml"] and found["b.yaml"] == OLD["b.yaml"]:
            return
        recovered(folder)
    raise AssertionError("no such moment")


def test_finished_after_the_folder_moved(tmp_path: Path) -> None:
    half_done(tmp_path / "tree")
    (tmp_path / "tree").rename(tmp_path / "moved")
    assert recovered(tmp_path / "moved") == NEW


@pytest.mark.parametrize("gone", ["a.yaml", "b.yaml"])
def test_undone_if_a_file_is_gone(tmp_path: Path, gone: str) -> None:
    half_done(tmp_path)
    (tmp_path / gone).unlink()
    assert recovered(tmp_path) == {name: text for name, text in OLD.items() if name != gone}


def test_undone_if_a_new_text_is_lost(tmp_path: Path) -> None:
    half_done(tmp_path)
    for path in tmp_path.glob(".kgwctl-migrate-*/1.new"):
        path.write_bytes(b"damaged")
    assert recovered(tmp_path) == OLD


def test_not_finished_over_somebody_elses_work(tmp_path: Path) -> None:
    half_done(tmp_path)
    (tmp_path / "b.yaml").write_bytes(b"mine")
    before = contents(tmp_path)
    with pytest.raises(WriteRefused, match=r"b\.yaml was changed"):
        recovered(tmp_path)
    assert contents(tmp_path) == before


def test_only_sources_are_touched(tmp_path: Path) -> None:
    half_done(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(WriteRefused, match="run kgwctl for all of"):
        recover(str(tmp_path), [str(tmp_path / "a.yaml")])
    assert contents(tmp_path) == before


def plant(folder: Path, path: str, before: bytes, after: bytes) -> None:
    """What a repository could ship: a lock, and a journal of it."""
    run = "0123456789abcdef" * 2
    staging = folder / f".kgwctl-migrate-{run}"
    staging.mkdir()
    (folder / LOCK).write_text(json.dumps({"pid": 1, "host": "x", "run": run}))
    (staging / "0.new").write_bytes(after)
    (staging / "0.old").write_bytes(before)
    entry = {"path": path, "before": digest(before), "after": digest(after)}
    (staging / "journal.json").write_text(json.dumps({"run": run, "files": [entry]}))


@pytest.mark.parametrize(
    "path",
    [
        "../victim",
        "{root}/victim",
        ".git/config",
        "in/../../victim",
        "link",
        "linked/victim",
        "",
        "a\\b",
        ".GIT/config",
    ],
)
def test_a_planted_journal_leads_nowhere(tmp_path: Path, path: str) -> None:
    tree = tmp_path / "tree"
    edits(tree, "a.yaml", "in/x")
    subprocess.run(["git", "-C", str(tree), "init", "-q"], check=True)
    config = (tree / ".git/config").read_bytes()
    (tmp_path / "victim").write_bytes(b"mine")
    (tree / "link").symlink_to("../victim")
    (tree / "linked").symlink_to("..")
    plant(tree, path.format(root=tmp_path), config if "config" in path else b"mine", b"x")
    before = contents(tmp_path)
    with pytest.raises(WriteRefused, match="not what a run of yours has left"):
        recover(str(tree), [str(tree / "a.yaml"), str(tmp_path / "victim"), str(tree / ".git/config")], force=True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"run": 1, "files": [{}]}', "not json", '{"run": 1, "files": 1}'])
def test_a_torn_journal_is_an_error(tmp_path: Path, text: str) -> None:
    edits(tmp_path, "a.yaml")
    plant(tmp_path, "a.yaml", b"old a.yaml", b"x")
    next(tmp_path.glob(".kgwctl-migrate-*/journal.json")).write_text(text)
    with pytest.raises(WriteRefused, match="nothing was done"):
        recover(str(tmp_path), [str(tmp_path / "a.yaml")])
    assert (tmp_path / "a.yaml").read_bytes() == b"old a.yaml"


@pytest.mark.parametrize("text", ["hello", "{}", '{"pid": 1, "host": "x", "run": "../.."}', '{"pid": "1"}'])
def test_a_file_with_the_name_of_the_lock_is_kept(tmp_path: Path, text: str) -> None:
    found = edits(tmp_path, "a.yaml")
    (tmp_path / LOCK).write_text(text)
    before = contents(tmp_path)
    with pytest.raises(WriteRefused, match="not a lock that a run of yours has left"):
        write_in_place(found)
    with pytest.raises(WriteRefused, match="not a lock that a run of yours has left"):
        recover(str(tmp_path), [found[0].path])
    assert contents(tmp_path) == before


def test_a_journal_that_git_knows_was_planted(tmp_path: Path) -> None:
    edits(tmp_path, "a.yaml")
    plant(tmp_path, "a.yaml", b"old a.yaml", b"x")
    for command in (["init", "-q"], ["add", "-f", "."]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True, capture_output=True)
    with pytest.raises(WriteRefused, match="part of the git repository"):
        recover(str(tmp_path), [str(tmp_path / "a.yaml")])
    assert (tmp_path / "a.yaml").read_bytes() == b"old a.yaml"


def test_another_run_is_waited_for_by_nobody(tmp_path: Path) -> None:
    found = edits(tmp_path, "in/a.yaml", "b.yaml")
    with locked(str(tmp_path / "in"), FileSystem()):
        with pytest.raises(WriteRefused, match=f"another run is writing here.*process {os.getpid()}"):
            write_in_place(found[:1])
        with pytest.raises(WriteRefused, match="another run is writing here"):
            write_in_place(found)
        with pytest.raises(WriteRefused, match="another run is writing here"):
            interrupted([found[0].path])
    with locked(str(tmp_path), FileSystem()), pytest.raises(WriteRefused, match="another run is writing here"):
        write_in_place(found[:1])
    assert (tmp_path / "in/a.yaml").read_bytes() == b"old in/a.yaml"
    write_in_place(found)
    assert contents(tmp_path) == {"in/a.yaml": b"new in/a.yaml", "b.yaml": b"new b.yaml"}


def test_a_lock_left_behind_is_taken_over_with_a_word(tmp_path: Path) -> None:
    found = edits(tmp_path, "a.yaml")
    for at in range(calls()):
        with pytest.raises(Killed):
            write_in_place(found, files=Dying(at))
        if list(tmp_path.glob(".kgwctl-migrate-*/0.new")):
            break
    word = recover(str(tmp_path), [found[0].path])
    assert word.startswith(f"took over the lock of process {os.getpid()}")
    write_in_place(found)
    assert contents(tmp_path) == {"a.yaml": b"new a.yaml"}


def test_of_two_runs_started_together_one_writes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    policy = (
        "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: HTTPListenerPolicy\nmetadata: {name: NAME}\n"
        "spec:\n  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: NAME}]\n  idleTimeout: 5s\n"
    )
    for number in range(20):
        (folder / f"{number}.yaml").write_text(policy.replace("NAME", f"p{number}"))
    command = [sys.executable, "-m", "kgwctl", "migrate", str(folder), "--write", "--no-proof"]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    ends = [(*run.communicate(), run.returncode) for run in runs]
    assert 0 in [code for _, _, code in ends]
    for _, words, code in ends:
        assert code == 0 or "another run" in words or "changed since" in words or "interrupted" in words, words
    assert len(contents(folder)) == 20
    assert all(b"kind: ListenerPolicy" in text for text in contents(folder).values())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("what", [LOCK, "journal.json", "0.new"])
def test_a_planted_pipe_does_not_hang_us(tmp_path: Path, what: str) -> None:
    found = edits(tmp_path, "a.yaml")
    plant(tmp_path, "a.yaml", b"old a.yaml", b"x")
    place = tmp_path / LOCK if what == LOCK else next(tmp_path.glob(f".kgwctl-migrate-*/{what}"))
    place.unlink()
    os.mkfifo(place)
    assert interrupted([found[0].path]) == [str(tmp_path)]
    if what == "0.new":
        assert "undid" in recover(str(tmp_path), [found[0].path])
    else:
        with pytest.raises(WriteRefused):
            recover(str(tmp_path), [found[0].path])
    assert (tmp_path / "a.yaml").read_bytes() == b"old a.yaml"
