"""Input made to hurt: every one ends soon, with a message or a document, never with a traceback."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.manifests import Source, read_source
from kgwctl.manifests.catalogue import NOT_YAML, RUNAWAY
from kgwctl.manifests.source_reader import MAX_DEPTH

#: Far more than any of these takes; only what grows faster than its input reaches it.
SECONDS = 20


def bomb(levels: int) -> str:
    lines = ['a0: &a0 ["lol"]', *(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels))]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (bomb(40), RUNAWAY.id),
        ("a: &a [" + "x," * 1000 + "]\n" + "".join(f"b{i}: *a\n" for i in range(20_000)), RUNAWAY.id),
        ("a: &a " + "[" * 200 + "]" * 200 + "\nb: " + "[" * 100 + "*a" + "]" * 100, RUNAWAY.id),
        ("a: " + "[" * 20_000 + "]" * 20_000, RUNAWAY.id),
        ("[" * 20_000, RUNAWAY.id),
        ("- " * 20_000 + "a", RUNAWAY.id),
        ('{"a":' * 20_000 + "1" + "}" * 20_000, RUNAWAY.id),
        ('{"a":' * 300 + "1" + "}" * 300, RUNAWAY.id),
        ("".join(" " * level + "a:\n" for level in range(1000)), RUNAWAY.id),
        ("k" * 1_000_000 + ": 1", NOT_YAML.id),
        ("a: " * 50_000, NOT_YAML.id),
        ('a: "' + "x\n" * 100_000, NOT_YAML.id),
        ("? " * 3000, NOT_YAML.id),
    ],
    ids=lambda value: str(value)[:12],
)
def test_refused(text: str, rule: str) -> None:
    start = time.perf_counter()
    documents, findings = read_source(Source("f.yaml", (text + "\n---\nkind: A\n").encode()))
    assert time.perf_counter() - start < SECONDS
    assert [finding.rule for finding in findings] == [rule]
    assert [document.kind for document in documents] == ["A"]
    assert findings[0].location is not None
    assert findings[0].location.line > 0


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100 + "]" * 100,
        "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1),
        '{"a":' * 100 + "1" + "}" * 100,
        "a: '" + "x" * 5_000_000 + "'",
        "a: " + "x y" * 2_000_000,
        "a: |\n" + " x\n" * 100_000,
        "#" * 5_000_000 + "\na: b",
        "".join(f"a{i}: &a{i} x\n" for i in range(20_000)),
        "a: " + "9" * 100_000,
        "---\n" * 20_000 + "a: b",
    ],
    ids=lambda value: str(value)[:12],
)
def test_read(text: str) -> None:
    start = time.perf_counter()
    documents, findings = read_source(Source("f.yaml", text.encode()))
    assert time.perf_counter() - start < SECONDS
    assert len(documents) == 1
    assert findings == []


def test_many_findings_stay_linear() -> None:
    text = "ä: 1\n" * 10_000
    start = time.perf_counter()
    (document,), findings = read_source(Source("f.yaml", text.encode()))
    assert [finding.location.line for finding in findings if finding.location] == list(range(2, 10_001))
    assert document.locate(("ä",)).line == 10_000
    assert time.perf_counter() - start < SECONDS


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_anything(data: bytes) -> None:
    documents, findings = read_source(Source("f", data))
    lines = data.count(b"\n") + 1
    for finding in findings:
        assert finding.location is not None
        assert 0 <= finding.location.line <= lines
    for document in documents:
        assert 1 <= document.locate(("metadata", "name")).line <= lines
