"""Single edits of text where a mistake would lose something."""

from __future__ import annotations

import pytest

from kgwctl.migrate.editing.ops import Attach, Delete, Detach, Insert, Nest, Op, Rename, Replace
from kgwctl.migrate.editing.text_file import add_document, edit, open_file, remove_document, take, verify
from kgwctl.migrate.editing.tree import CannotEdit


def edited(text: str, *ops: Op) -> str:
    file = edit(open_file("a.yaml", text.encode()), 0, ops)
    verify(file)
    return file.text


NEST = Nest(("s",), ("a",), ("x", "z"))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        # Blanks in a literal block are content, and move with it.
        (
            "s:\n  a: |\n    one\n      \n    two\n  b: 1\n",
            "s:\n  x:\n    z:\n      a: |\n        one\n          \n        two\n  b: 1\n",
        ),
        ("s:\n  a: |+\n    one\n\n\n  b: 1\n", "s:\n  x:\n    z:\n      a: |+\n        one\n\n\n  b: 1\n"),
        ("s:\n  a: >2\n     one\n     two\n", "s:\n  x:\n    z:\n      a: >2\n         one\n         two\n"),
        ("s:\n  a: 'one\n\n    two'\n", "s:\n  x:\n    z:\n      a: 'one\n\n        two'\n"),
        ("s:\n  a: plain\n   text\n", "s:\n  x:\n    z:\n      a: plain\n       text\n"),
        # A comment ends its line, so a bracket cannot follow it.
        ("s: {a: 1 # c\n  }\n", "s: {x: {z: {a: 1 # c\n  }}\n  }\n"),
        ("s: {b: 2, a: 1, # c\n  }\n", "s: {b: 2, x: {z: {a: 1 # c\n  }},\n  }\n"),
        ("s: {'#a': 1, a: '# no'}\n", "s: {'#a': 1, x: {z: {a: '# no'}}}\n"),
        # An entry behind a dash.
        ("s:\n  a: 1", "s:\n  x:\n    z:\n      a: 1"),
        ("s: &s !!map\n  a: &a !!str 1 # c\n", "s: &s !!map\n  x:\n    z:\n      a: &a !!str 1 # c\n"),
        ("s:\n    a:\n    - 1\n", "s:\n    x:\n        z:\n            a:\n            - 1\n"),
    ],
)
def test_nest(text: str, after: str) -> None:
    assert edited(text, NEST) == after


def test_a_key_that_reads_as_something_else_is_quoted() -> None:
    assert edited("s:\n  a: 1\n", Nest(("s",), ("a",), ("y", "on"))) == 's:\n  "y":\n    "on":\n      a: 1\n'
    assert edited("s: {a: 1}\n", Nest(("s",), ("a",), ("y",))) == 's: {"y": {a: 1}}\n'
    assert edited("s: {a: 1}\n", Rename(("s", "a"), "no")) == 's: {"no": 1}\n'


def test_entries_behind_a_dash() -> None:
    text = "l:\n- a: 1 # one\n  # two\n  b: 2\n- b: 3\n"
    assert edited(text, Delete(("l", 0, "a"))) == "l:\n- # one\n  # two\n  b: 2\n- b: 3\n"
    assert edited(text, Nest(("l", 0), ("a",), ("x",))) == "l:\n- x:\n    a: 1 # one\n  # two\n  b: 2\n- b: 3\n"
    assert edited(text, Delete(("l", 0))) == "l:\n# one\n# two\n- b: 3\n"
    assert edited(text, Insert(("l", -1), {"c": [4]})) == text + "- c:\n  - 4\n"


def test_the_last_entry_leaves_an_empty_mapping() -> None:
    assert edited("a:\n  # why\n  b: 1 # c\nd: 2\n", Delete(("a", "b"))) == "a:\n  # why\n  # c\n  {}\nd: 2\n"
    assert edited("a: {b: 1}\n", Delete(("a", "b"))) == "a: {}\n"
    assert edited("a: {b: 1, c: 2, d: 3}\n", Delete(("a", "b"))) == "a: {c: 2, d: 3}\n"
    assert edited("a: [1, 2, 3]\n", Delete(("a", 2))) == "a: [1, 2]\n"


def test_replacing_keeps_quotes_and_properties() -> None:
    assert edited("a: 'x' # c\n", Replace(("a",), "it's")) == "a: 'it''s' # c\n"
    assert edited('a: &n "x"\n', Replace(("a",), 'q"')) == 'a: &n "q\\""\n'
    assert edited("a: x\n", Replace(("a",), "true")) == 'a: "true"\n'
    assert edited("a:\nb: 1\n", Replace(("a",), "x")) == "a: x\nb: 1\n"
    assert edited("a: |- # c\n   x\n   y\nb: 1\n", Replace(("a",), "z\n\ny")) == "a: |- # c\n   z\n\n   y\nb: 1\n"


def test_an_alias_keeps_meaning_what_it_meant() -> None:
    assert edited("a: &x {k: 1}\nb: *x\n", Rename(("a", "k"), "j")) == "a: &x {j: 1}\nb: {k: 1}\n"
    assert edited("a: &x {k: 1}\nb: *x\n", Delete(("a",))) == "b: {k: 1}\n"


def test_a_duplicate_key_goes_with_its_namesake() -> None:
    assert edited("s:\n  a: 1\n  b: 2\n  a: 3\n", Delete(("s", "a"))) == "s:\n  b: 2\n"


def test_question_marks_are_refused() -> None:
    with pytest.raises(CannotEdit, match="question mark"):
        edited("s:\n  ? a\n  : 1\n  b: 2\n", NEST)


def test_moving_between_documents() -> None:
    file = open_file("a.yaml", b"s:\n  # one\n  a: [1, # two\n    2]\n  b: 1\n---\nt:\n    c: 1\n")
    cuttings = take(file, 0, ("s",), ("a",))
    moved = edit(edit(file, 1, [Attach(("t", "u"), cuttings)]), 0, [Detach(("s",), ("a",))])
    verify(moved)
    assert moved.text == "s:\n  b: 1\n---\nt:\n    c: 1\n    u:\n        # one\n        a: [1, # two\n          2]\n"


@pytest.mark.parametrize(
    ("text", "number", "after"),
    [
        ("a: 1\n---\nb: 1\n---\nc: 1\n", 0, "b: 1\n---\nc: 1\n"),
        ("a: 1\n---\nb: 1\n---\nc: 1\n", 1, "a: 1\n---\nc: 1\n"),
        ("a: 1\n---\nb: 1\n", 1, "a: 1\n"),
        ("---\na: 1\n---\nb: 1\n", 0, "b: 1\n"),
        ("# head\na: 1 # c\n---\nb: 1\n", 0, "# head\n# c\n---\nb: 1\n"),
        ("a: 1\n--- # s\nb: 1\n---\nc: 1\n", 1, "a: 1\n--- # s\n---\nc: 1\n"),
        ("a: 1\n", 0, "# gone\n"),
    ],
)
def test_removing_a_document(text: str, number: int, after: str) -> None:
    file = remove_document(open_file("a.yaml", text.encode()), number, "gone")
    verify(file)
    assert file.text == after


def test_adding_a_document_in_the_style_of_its_neighbour() -> None:
    file = open_file("a.yaml", b"a:\r\n    b:\r\n      - 1\r\n---\r\nc: 1")
    added = add_document(file, 0, {"x": {"w": [{"z": "1"}]}})
    verify(added)
    assert added.text == ('a:\r\n    b:\r\n      - 1\r\n---\r\nx:\r\n    w:\r\n      - z: "1"\r\n---\r\nc: 1')
    assert add_document(file, 1, {"x": 1}).text.endswith("---\r\nc: 1\r\n---\r\nx: 1\r\n")


def test_a_file_that_reads_differently_is_refused() -> None:
    file = open_file("a.yaml", b"a: 1\n")
    broken = file._replace(parts=(file.parts[0]._replace(text="a: 1.5\n"),))
    with pytest.raises(CannotEdit, match="read back"):
        verify(broken)
