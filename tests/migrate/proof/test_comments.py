"""The second opinion: comments that are lost, and texts that only libyaml reads."""

from __future__ import annotations

import pytest

from kgwctl.migrate.engine.plan import FileEdit
from kgwctl.migrate.proof.comments import lost_comments

TEXT = """\
# head
a: 1 # one
b:
  # two
  - x # three
  - {q: 1, # four
     r: 2}
c: | # five
  text # no
d: # six

  # seven
  e: 'x
    # no' # eight
f: &a # nine
  y: 1
g: *a # ten
--- # eleven
h: {} # twelve
# thirteen
"""
COMMENTS = [
    "head",
    "one",
    "two",
    "three",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
]


@pytest.mark.parametrize("word", COMMENTS)
def test_every_comment_is_missed(word: str) -> None:
    after = TEXT.replace(f"# {word}", "" if word != "head" else " ")
    assert lost_comments([FileEdit("a.yaml", TEXT.encode(), after.encode())]) == (
        f"the comment '# {word}' would be lost",
    )


def test_text_is_no_comment() -> None:
    after = TEXT.replace("# no", "no")
    assert not lost_comments([FileEdit("a.yaml", TEXT.encode(), after.encode())])


def test_a_comment_may_move_to_another_file() -> None:
    edits = [FileEdit("a.yaml", b"a: 1 # x\n", b"a: 1\n"), FileEdit("b.yaml", b"b: 1\n", b"b: 1\n# x\n")]
    assert not lost_comments(edits)
    assert lost_comments(edits[:1]) == ("the comment '# x' would be lost",)


def test_a_comment_may_move_into_brackets() -> None:
    after = b"a: {b: [1, # x\n  2]}\n"
    assert not lost_comments([FileEdit("a.yaml", b"a: 1 # x\n", after)])


def test_a_result_that_only_libyaml_reads_is_told() -> None:
    before, after = b"a:\n    b: {c: 1}\n", b"a:\n    b: [c: 1\n"
    assert lost_comments([FileEdit("a.yaml", before, after)]) == ("a.yaml would be no YAML 1.2 any more",)


def test_what_it_could_not_read_before_is_not_judged() -> None:
    assert not lost_comments([FileEdit("a.yaml", b"a: {\n", b"a: {{\n")])
