"""Where documents begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.manifests.splitting import BadSeparator, Chunk, looks_like_json, split


def parts(data: bytes) -> list[bytes | str]:
    return [data[part.start : part.end] if isinstance(part, Chunk) else part.text for part in split(data)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"a: 1", [b"a: 1"]),
        (b"a: 1\n---\nb: 2\n", [b"a: 1\n", b"b: 2\n"]),
        (b"---\na: 1\n---\nb: 2\n", [b"---\na: 1\n", b"b: 2\n"]),
        (b"---\n---\na: 1\n---\n", [b"---\n", b"a: 1\n"]),
        (b"---", [b"---"]),
        (b"a: 1\n---", [b"a: 1\n"]),
        (b"a: 1\r\n---\r\nb: 2\r\n", [b"a: 1\r\n", b"b: 2\r\n"]),
        (b"a: 1\n---  # two\nb: 2\n", [b"a: 1\n", b"b: 2\n"]),
        (b"a: 1\n---#two\nb: 2\n", [b"a: 1\n", b"b: 2\n"]),
        (b"a: |\n  x\n  ---\n  y\n", [b"a: |\n  x\n  ---\n  y\n"]),
        (b'a: "x\n---\ny"\n', [b'a: "x\n', b'y"\n']),
        (b"a: 1\n ---\nb: 2\n", [b"a: 1\n ---\nb: 2\n"]),
        (b"a: 1\n--- {b: 2}\nc: 3\n---\nd: 4\n", [b"a: 1\n", "{b: 2}", b"d: 4\n"]),
        (b"----\na: 1\n", ["-"]),
        (b"a: 1\n--- x\n--- y\nb: 2\n---\nc: 3\n", [b"a: 1\n", "x", "y", b"c: 3\n"]),
    ],
)
def test_split(data: bytes, expected: list[bytes | str]) -> None:
    assert parts(data) == expected


def test_a_bad_separator_has_its_place() -> None:
    assert list(split(b"a: 1\n--- x\n")) == [Chunk(0, 5), BadSeparator(5, "x")]


_BODY = st.text("ab:- #\n", max_size=12).filter(lambda text: not any(each[:3] == "---" for each in text.split("\n")))


@given(st.lists(_BODY.map(lambda text: f"x{text}\n".encode()), min_size=1), st.sampled_from([b"---\n", b"--- #c\n"]))
def test_what_is_joined_is_split(bodies: list[bytes], separator: bytes) -> None:
    assert parts(separator.join(bodies)) == bodies


@given(st.binary() | st.text("-\n a").map(str.encode))
def test_nothing_is_invented(data: bytes) -> None:
    """Chunks come in order, do not overlap and leave out nothing but separators and what follows bad ones."""
    end = 0
    lost = False
    for part in split(data):
        if isinstance(part, BadSeparator):
            lost = True
            continue
        between = data[end : part.start].strip()
        assert lost or not between or between.startswith(b"---")
        assert end <= part.start < part.end <= len(data)
        end, lost = part.end, False


@pytest.mark.parametrize(
    ("data", "answer"), [(b'{"a": 1}', True), (b"\n\t {", True), (b"a: {}", False), (b"[{}]", False), (b"", False)]
)
def test_looks_like_json(data: bytes, answer: bool) -> None:
    assert looks_like_json(data) is answer
