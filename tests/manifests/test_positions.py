"""Every value and key is found where it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.diagnostics import FieldPath, Location
from kgwctl.manifests import Document, Source, read_source
from kgwctl.manifests.yaml_reader import read
from tests.manifests.texts import OBJECTS


def paths(value: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from paths(each, (*path, index))


def only(text: str) -> Document:
    (document,), _ = read_source(Source("f.yaml", text.encode()))
    return document


def token(document: Document, path: FieldPath, key: bool = False) -> str:
    """The text of a value, indented as its first line is in the document."""
    span = document.span(path, key)
    assert span is not None
    column = document.locate(path, key).column
    return " " * (column - 1) + document.source.data[span.start : span.end].decode()


def check(document: Document) -> None:
    for path, value in paths(document.value):
        assert read(token(document, path)) == value
        if path and isinstance(path[-1], str):
            assert read(token(document, path, key=True)) == path[-1]


@given(OBJECTS, st.booleans(), st.integers(2, 4), st.integers(20, 100))
def test_yaml(value: dict[str, Any], flow: bool, indent: int, width: int) -> None:
    styles = {"default_flow_style": flow, "default_style": '"', "allow_unicode": True, "sort_keys": False}
    check(only(yaml.dump(value, Dumper=yaml.SafeDumper, indent=indent, width=width, **styles)))


@given(OBJECTS, st.sampled_from([None, 1]), st.booleans())
def test_json(value: dict[str, Any], indent: int | None, ascii_only: bool) -> None:
    document = only(json.dumps(value, indent=indent, ensure_ascii=ascii_only))
    for path, each in paths(document.value):
        span = document.span(path)
        assert span is not None
        assert json.loads(document.source.data[span.start : span.end]) == each


TEXT = """\
# a comment with a dash — and an umlaut: ä
apiVersion: v1
kind: Service   # trailing
metadata:
  name: "web"
  labels: &labels {app: web, "tïer": a}
spec:
  selector: *labels
  merged:
    <<: *labels
    own: 1
  ports:
  - port: 80

    name: http
  -
    port: 443
  text: |
    one
    two
  none:
"""


@pytest.mark.parametrize(
    ("path", "value_at", "key_at", "text"),
    [
        ((), (2, 1), (2, 1), None),
        (("kind",), (3, 7), (3, 1), "Service"),
        (("metadata", "name"), (5, 9), (5, 3), '"web"'),
        (("metadata", "labels"), (6, 11), (6, 3), '&labels {app: web, "tïer": a}'),
        (("metadata", "labels", "tïer"), (6, 38), (6, 30), "a"),
        (("spec", "selector"), (8, 13), (8, 3), "*labels"),
        (("spec", "selector", "app"), (6, 25), (6, 20), "web"),
        (("spec", "merged", "app"), (6, 25), (6, 20), "web"),
        (("spec", "merged", "own"), (11, 10), (11, 5), "1"),
        (("spec", "ports"), (13, 3), (12, 3), None),
        (("spec", "ports", 0), (13, 5), (13, 5), "port: 80\n\n    name: http"),
        (("spec", "ports", 1, "port"), (17, 11), (17, 5), "443"),
        (("spec", "text"), (18, 9), (18, 3), "|\n    one\n    two\n"),
        (("spec", "none"), (21, 8), (21, 3), ""),
    ],
)
def test_places(path: FieldPath, value_at: tuple[int, int], key_at: tuple[int, int], text: str | None) -> None:
    document = only(TEXT)
    assert document.locate(path) == Location("f.yaml", *value_at)
    assert document.locate(path, key=True) == Location("f.yaml", *key_at)
    span = document.span(path)
    assert span is not None
    if text is not None:
        assert document.source.data[span.start : span.end].decode() == text


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("nope",), 2),
        (("metadata", "nope", "deeper"), 5),
        (("spec", "ports", 7), 13),
        (("spec", "ports", -1), 13),
        (("spec", "ports", "name"), 13),
        (("kind", 0), 3),
    ],
)
def test_what_does_not_exist_is_where_its_parent_is(path: FieldPath, line: int) -> None:
    document = only(TEXT)
    assert document.locate(path).line == line
    assert document.span(path) is None


def test_a_path_without_key_has_no_key_span() -> None:
    document = only(TEXT)
    assert document.span((), key=True) is None
    assert document.span(("spec", "ports", 0), key=True) is None


def test_later_documents_and_list_items() -> None:
    text = "\ufeffkind: A\r\n---\r\n\r\nkind: List\r\nitems:\r\n- kind: B\r\n- kind: é\r\n  x: {k: 1}\r\n---\r\n"
    text += "kind: C\r\n"
    documents, findings = read_source(Source("f.yaml", text.encode()))
    assert findings == []
    assert [document.kind for document in documents] == ["A", "B", "é", "C"]
    assert [document.locate(("kind",)) for document in documents] == [
        Location("f.yaml", 1, 7),
        Location("f.yaml", 6, 9),
        Location("f.yaml", 7, 9),
        Location("f.yaml", 10, 7),
    ]
    assert documents[2].locate(("x", "k")) == Location("f.yaml", 8, 10)
    assert documents[2].item == ("items", 1)


def test_json_that_yaml_cannot_spell() -> None:
    document = only('{"kind": "\\ud83d\\ude00", "x":\n  {"y": "\\/"}}')
    assert document.locate(("x", "y")) == Location("f.yaml", 2, 9)


def test_a_document_that_cannot_be_taken_apart_is_where_it_starts() -> None:
    document = only('\n {"kind": "A", "' + "k" * 2000 + '": 1}')
    assert document.locate(("kind",)) == Location("f.yaml", 2, 2)


def test_the_last_of_duplicates_is_found() -> None:
    document = only("a: 1\na: 2\n")
    assert document.locate(("a",)) == Location("f.yaml", 2, 4)
