"""The fast reader reads as the complete one, or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from kgwctl.manifests.block_reader import BlockReader, Unread
from kgwctl.manifests.splitting import Chunk, split
from kgwctl.manifests.yaml_reader import read_document
from tests.manifests.texts import NEARLY_YAML

LIMIT = 8


def block_read(text: str) -> Any:
    return BlockReader(LIMIT).read(text.encode())


def agrees(data: bytes, value: Any) -> None:
    """The complete reader accepts the document, has no objection, and reads the same."""
    exact = read_document(data, LIMIT)
    assert json.dumps(exact.value) == json.dumps(value)
    assert exact.duplicates == ()


@given(NEARLY_YAML)
@settings(max_examples=1500)
def test_reads_as_the_complete_reader_or_declines(text: str) -> None:
    value = block_read(text)
    if value is not Unread.DECLINED:
        agrees(text.encode(), value)


def test_upstream_manifests(upstream: Path) -> None:
    """Nearly all real manifests are read, and as the complete reader reads them."""
    inputs = upstream / "pkg/kgateway/translator/gateway/testutils/inputs"
    reader = BlockReader(250)
    read = declined = 0
    for path in sorted(inputs.rglob("*.yaml")):
        data = path.read_bytes()
        for part in split(data):
            assert isinstance(part, Chunk)
            text = data[part.start : part.end]
            value = reader.read(text)
            if value is Unread.DECLINED:
                declined += 1
                continue
            read += 1
            assert value == read_document(text).value, path
    assert read > 20 * declined


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("---\na: 1\n", {"a": 1}),
        ("--- # comment\na: 1", {"a": 1}),
        ("a:\nb:\n", {"a": None, "b": None}),
        ("a:\n- x\n- k: 1\n  z: 2\nb: c\n", {"a": ["x", {"k": 1, "z": 2}], "b": "c"}),
        ("a:\n    b:\n          c: d\n    e: f\n", {"a": {"b": {"c": "d"}, "e": "f"}}),
        ("- a:\n  - b\n- c:\n", [{"a": ["b"]}, {"c": None}]),
        ("a: {}\nb: []\nc: {}\n", {"a": {}, "b": [], "c": {}}),
        ("a: 'x # y'  # z\nb: \"p: q\"\n", {"a": "x # y", "b": "p: q"}),
        ("a: x#y # z\nb: http://h:1/p\n", {"a": "x#y", "b": "http://h:1/p"}),
        ("a: yes\nb: 0x10\nc: 1.0\nd: ~\ne: 12:30\n", {"a": True, "b": 16, "c": 1, "d": None, "e": "12:30"}),
        ("a: 1\r\nb:\r\n  - c\r\n", {"a": 1, "b": ["c"]}),
        ('"a b": c\n', {"a b": "c"}),
        ("a: |\n  b: c\n\n   - d\n\nb: |-\n x\n", {"a": "b: c\n\n - d\n", "b": "x"}),
        ("- |\n a: |\n  b\n- k: |-\n      # c\n\n  l: m\n", ["a: |\n b\n", {"k": "# c", "l": "m"}]),
        ("a:\n  b: |\r\n    c\r\n  d: e\r\n", {"a": {"b": "c\n", "d": "e"}}),
        (
            "a: {b: c, 'd': 1, \"e\": [x y, 'z', {}], f: []}\n",
            {"a": {"b": "c", "d": 1, "e": ["x y", "z", {}], "f": []}},
        ),
        ("- {a: 1}\n- [yes, ~]  # two\n- k: { a: b }\n", [{"a": 1}, [True, None], {"k": {"a": "b"}}]),
    ],
)
def test_reads(text: str, value: Any) -> None:
    assert block_read(text) == value
    agrees(text.encode(), value)


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c\n",
        "a: b\n  c\n",
        "a: b\n  c: d\n",
        "a: b\na: c\n",
        "yes: a\n",
        "1: a\n",
        "a:\tb\n",
        "a: |+\n  b\n",
        "a: |2\n  b\n",
        "a: | # c\n  b\n",
        "a: >\n  b\n",
        "a: |\n  b",
        "a: |\n",
        "a: |\n\nb: c\n",
        "a: |\n    b\n  c\n",
        "a: |\n    \n  b\n",
        "a: |\n  b\n    \n",
        "- a: |\n  b\n",
        "a: [b,]\n",
        "a: [b: c]\n",
        "a: {b}\n",
        "a: {b: }\n",
        "a: {b:c}\n",
        "a: {b: c, b: d}\n",
        "a: {yes: c}\n",
        "a: [b}\n",
        "a: [b] c\n",
        "a: [b,\n  c]\n",
        "a: {{ b }}\n",
        "a: [http://b]\n",
        "a: ['it''s']\n",
        "a: [*b]\n",
        "a: [.inf]\n",
        "a: *b\n",
        "a: !!str b\n",
        'a: "b\\n"\n',
        'a: "b\n  c"\n',
        "a: 'it''s'\n",
        "a: é\n",
        "a: .inf\n",
        "<<: a\n",
        "  a: b\n c: d\n",
        "- a\nb: c\n",
        "a: b\n- c\n",
        "a\n",
        "a: b\n...\n",
        "%YAML 1.1\n---\na: b\n",
        "--- a\n",
        "a: 1\rb: 2\n",
    ],
)
def test_declines(text: str) -> None:
    assert block_read(text) is Unread.DECLINED


@pytest.mark.parametrize("text", ["a: {}\n", "a: {b: [c]}\n"])
def test_collections_are_not_shared(text: str) -> None:
    reader = BlockReader(LIMIT)
    one, other = reader.read(text.encode()), reader.read(text.encode())
    assert one == other
    assert one["a"] is not other["a"]
    assert not one["a"] or one["a"]["b"] is not other["a"]["b"]


@pytest.mark.parametrize("start", ["a: ", "- a: ", "- ", "a:\n  b:\n    - c: "])
def test_nesting_on_a_line_counts(start: str) -> None:
    for depth in range(1, LIMIT + 2):
        text = f"{start}{'[' * depth}{']' * depth}\n"
        value = block_read(text)
        if value is not Unread.DECLINED:
            agrees(text.encode(), value)
    assert value is Unread.DECLINED


def test_nesting_is_left_to_the_complete_reader() -> None:
    text = "".join(f"{'  ' * level}a:\n" for level in range(LIMIT + 1))
    assert block_read(text) is Unread.DECLINED
