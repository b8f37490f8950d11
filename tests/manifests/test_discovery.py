"""Which files are read, in which order, and what is said about those that cannot be."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from kgwctl.diagnostics import Severity
from kgwctl.manifests import load
from kgwctl.manifests.catalogue import LINK_LOOP, UNREADABLE


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"kind: {path.stem.title()}\nmetadata: {{name: x}}\n")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "m/b.yaml", "m/a/z.yml", "m/c/x.json", "m/note.txt", "m/.hidden.yaml", "m/.git/g.yaml", "m/B.yaml")
    return tmp_path


def read(*paths: str, files: tuple[str, ...] = (), recursive: bool = False) -> list[str]:
    loaded = load(paths, files, recursive)
    assert loaded.findings == []
    assert [document.index for document in loaded.documents] == list(range(len(loaded.documents)))
    return [source.path for source in loaded.sources]


@pytest.mark.usefixtures("tree")
class TestOrder:
    def test_a_folder_as_path_is_walked_in_the_order_of_names(self) -> None:
        assert read("m") == ["m/B.yaml", "m/a/z.yml", "m/b.yaml", "m/c/x.json"]

    def test_a_folder_as_file_is_walked_only_when_asked(self) -> None:
        assert read(files=("m",)) == ["m/B.yaml", "m/b.yaml"]
        assert read(files=("m",), recursive=True) == ["m/B.yaml", "m/a/z.yml", "m/b.yaml", "m/c/x.json"]

    def test_paths_come_before_files_and_keep_their_spelling(self) -> None:
        assert read("./m/c/", "m/b.yaml", files=("m/a",)) == ["./m/c/x.json", "m/b.yaml", "m/a/z.yml"]

    def test_a_named_file_needs_no_extension(self) -> None:
        assert read("m/note.txt", "m/.hidden.yaml") == ["m/note.txt", "m/.hidden.yaml"]

    def test_a_file_reached_twice_is_read_once(self) -> None:
        os.link("m/b.yaml", "m/d.yaml")
        assert read("m/a", "m", "m/b.yaml") == ["m/a/z.yml", "m/B.yaml", "m/b.yaml", "m/c/x.json"]


def test_standard_input(tree: Path) -> None:
    loaded = load(["m/b.yaml", "-"], ["-"], stdin=io.BytesIO(b"kind: In\n"))
    assert [document.kind for document in loaded.documents] == ["B", "In"]
    assert loaded.documents[1].locate(()).file == "<stdin>"


@pytest.mark.parametrize("path", ["nowhere", "m/b.yaml/deeper", "a\0b", "x" * 5000])
def test_unreadable(tree: Path, path: str) -> None:
    loaded = load([path, "m/b.yaml"])
    assert [(finding.rule, finding.location.file) for finding in loaded.findings if finding.location] == [
        (UNREADABLE.id, path)
    ]
    assert [document.kind for document in loaded.documents] == ["B"]


def test_what_may_not_be_opened(tree: Path) -> None:
    (tree / "m/b.yaml").chmod(0)
    (tree / "m/a").chmod(0)
    if os.access("m/b.yaml", os.R_OK):
        pytest.skip("this user may open everything")
    loaded = load(["m"])
    assert [finding.location.file for finding in loaded.findings if finding.location] == ["m/a", "m/b.yaml"]


def test_a_link_to_itself(tree: Path) -> None:
    (tree / "m/loop.yaml").symlink_to("loop.yaml")
    (tree / "m/gone.yaml").symlink_to("nowhere")
    (tree / "m/gone").symlink_to("nowhere")
    loaded = load(["m"])
    assert [(finding.rule, finding.location.file) for finding in loaded.findings if finding.location] == [
        (UNREADABLE.id, "m/gone.yaml"),
        (UNREADABLE.id, "m/loop.yaml"),
    ]
    assert len(loaded.documents) == 4


def test_linked_folders(tree: Path) -> None:
    """They are entered, unless that leads back."""
    write(tree, "else/where.yaml")
    (tree / "m/a/up").symlink_to("..")
    (tree / "m/linked").symlink_to("../else")
    loaded = load(["m"])
    assert [source.path for source in loaded.sources][-1] == "m/linked/where.yaml"
    assert len(loaded.sources) == 5
    (finding,) = loaded.findings
    assert (finding.rule, finding.severity) == (LINK_LOOP.id, Severity.WARNING)
    assert finding.location is not None
    assert finding.location.file == "m/a/up"


def test_a_pipe_is_read(tree: Path) -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as file:
        file.write(b"kind: Piped\n")
    path = f"/dev/fd/{reader}"
    if not Path(path).exists():
        pytest.skip("no /dev/fd")
    try:
        assert [document.kind for document in load([path]).documents] == ["Piped"]
    finally:
        os.close(reader)


def test_a_pipe_in_a_folder_is_passed_over(tree: Path) -> None:
    os.mkfifo("m/pipe.yaml")
    assert len(read("m")) == 4
