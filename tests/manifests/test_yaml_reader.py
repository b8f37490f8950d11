"""The complete reader: what Kubernetes makes of YAML, beyond the recorded readings."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
import yaml
from hypothesis import given

from kgwctl.manifests.reading import Clash, ReadingError
from kgwctl.manifests.yaml_reader import MAX_DEPTH, read, read_document
from tests.manifests.texts import NEARLY_YAML, OBJECTS, VALUES


@given(VALUES)
def test_json_is_yaml(value: Any) -> None:
    assert read(json.dumps(value, ensure_ascii=False)) == value


@given(OBJECTS)
def test_dumped_values_come_back(value: dict[str, Any]) -> None:
    """Through a writer that quotes every text, since YAML 1.1 writers disagree on what needs quotes."""
    assert read(yaml.safe_dump(value, default_style='"', allow_unicode=True)) == value


@given(NEARLY_YAML)
def test_only_reading_errors_escape(text: str) -> None:
    with contextlib.suppress(ReadingError):
        json.dumps(read(text), allow_nan=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &x {k: [1]}\nb: *x\n", {"a": {"k": [1]}, "b": {"k": [1]}}),
        ("a: &x 1.5\n*x : b\n", {"a": 1.5, "1.5": "b"}),
        ("a: &x yes\nb: {*x : 1}\n", {"a": True, "b": {"true": 1}}),
        ("a: {k: 1}\nb: {<<: {k: 2, j: 3}}\n", {"a": {"k": 1}, "b": {"k": 2, "j": 3}}),
        ("a: &x {k: 1}\nb: {k: 0, <<: *x}\n", {"a": {"k": 1}, "b": {"k": 1}}),
        ("a: &x {k: 1}\nb: &y {k: 2}\nc: {<<: [*x, *y]}\n", {"a": {"k": 1}, "b": {"k": 2}, "c": {"k": 1}}),
        ("a: {!!merge <<: {k: 1}}\n", {"a": {"k": 1}}),
        ('a: {"<<": 1}\n', {"a": {"<<": 1}}),
        ("[]: b\n", []),
        ("a: 1\n---\nb: 2\n", {"a": 1}),
    ],
)
def test_reads(text: str, value: Any) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "a: {<<: 1}\n",
        "a: {<<: [1]}\n",
        "a: {<<: }\n",
        "a: &x [*x]\n",
        "a: *x\n",
        "? {a: b}\n: c\n",
        "a: 1\n{}: 2\n",
        "null: a\n",
        "18446744073709551615: a\n",
        "a: .nan\n",
        "a: &x .inf\n",
        "%YAML 1.2\n---\na: b\n",
        "a: !!int x\n",
        "a: !!binary '*'\n",
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(ReadingError):
        read(text)


@pytest.mark.parametrize(
    ("text", "clash", "at"),
    [
        ("a: 1\na: 2\n", "repeated", 5),
        ('1: a\n"1": b\n', "type", 5),
        ('"1": a\n1: b\n', "type", 7),
        ("1: a\n1: b\n", "repeated", 5),
        ("a: &x {k: 1}\nb: {<<: *x, k: 2}\n", "merge", 25),
    ],
)
def test_duplicates(text: str, clash: Clash, at: int) -> None:
    (duplicate,) = read_document(text).duplicates
    assert (duplicate.clash, duplicate.at) == (clash, at)


def test_an_alias_is_a_copy() -> None:
    value = read("a: &x {k: [1]}\nb: *x\n")
    value["b"]["k"].append(2)
    assert value["a"] == {"k": [1]}


def aliases(count: int) -> str:
    """A list of 1,000 aliases to as many nodes as make the copies ``count`` of all nodes."""
    return "a: &x [" + "b," * (count // 1000 - 1) + "]\nc: [" + "*x," * 1000 + "]\n"


def test_the_alias_budget() -> None:
    """Copies may be 99 % of a small document and 10 % of a huge one."""
    assert len(read(aliases(90_000))["c"]) == 1000
    with pytest.raises(ReadingError, match="alias"):
        read(aliases(500_000))


def test_a_bomb_is_refused_before_it_is_expanded() -> None:
    lines = ['a0: &a0 ["lol"]', *(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40))]
    with pytest.raises(ReadingError) as caught:
        read("\n".join(lines))
    assert caught.value.reason == "alias"


@pytest.mark.parametrize("depth", [100, 1000, MAX_DEPTH])
def test_nesting(depth: int) -> None:
    value = read("[" * depth + "]" * depth)
    for _ in range(depth - 1):
        (value,) = value
    assert value == []


@pytest.mark.parametrize("text", ["[" * (MAX_DEPTH + 1), "[" * 20_000 + "]" * 20_000, "- " * 20_000])
def test_nesting_too_deep(text: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read(text)
    assert caught.value.reason == "deep"


def test_aliases_do_not_get_around_the_nesting_limit() -> None:
    text = "a: &a [[[]]]\nb: &b [[*a]]\nc: [*b]\n"
    read_document(text, 7)
    with pytest.raises(ReadingError) as caught:
        read_document(text, 6)
    assert caught.value.reason == "deep"
