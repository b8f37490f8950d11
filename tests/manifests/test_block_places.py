"""Searching for a place finds what taking the document apart finds."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.diagnostics import FieldPath
from kgwctl.manifests.block_places import find, is_block_style
from kgwctl.manifests.positions import compose
from tests.manifests.test_positions import paths
from tests.manifests.texts import OBJECTS

BLOCK = """\
---  # the first line
# a comment

apiVersion: v1   # trailing
kind: Service
metadata:
  name: "web"
  # at the margin of the mapping
# and further out
  labels:
    app.kubernetes.io/name: 'web'
    name: inner
spec:
  ports:
  - port: 80

    name: http
  -   port: 443
      name: https
  names:
    - one   # the first
    - "two: 2"
  none:
  empty: {}
  nothing: []
  flow: {a: "b # c", 'd': [1, {}]}  # on one line
  listed: [ {x: y}, z ]
  items:
  - {name: flow}
  - [1]
  plain: a-b:c (d) http://e/#f
status:
"""


def agree(text: str, value: Any) -> None:
    data = text.encode()
    places = compose(data, 0, len(data))
    for path, _ in paths(value):
        asked: tuple[FieldPath, ...] = (path, (*path, "absent"), (*path, "name"), (*path, 0), (*path, 9), (*path, -1))
        for each in asked:
            for key in (False, True):
                found = find(data, 0, len(data), each, key=key)
                span = places.find(each, key=key, exact=False)
                assert span is not None
                assert found in (None, span.start), (each, key)


def test_every_place_of_plain_block_style() -> None:
    assert is_block_style(BLOCK.encode(), 0, len(BLOCK))
    agree(BLOCK, yaml.safe_load(BLOCK))


def test_a_document_inside_of_a_stream() -> None:
    stream = b"a: 1\n---\nspec:\n  b: 2\n---\nspec:\n  b: 3\n"
    start, end = stream.index(b"spec"), stream.rindex(b"---")
    assert is_block_style(stream, start, end)
    assert find(stream, start, end, ("spec", "b"), key=False) == stream.index(b"2")


@given(OBJECTS.filter(bool), st.integers(2, 4), st.sampled_from((False, None)))
def test_whatever_is_in_block_style_is_found(value: dict[str, Any], indent: int, flow: bool | None) -> None:
    text = yaml.dump(value, Dumper=yaml.SafeDumper, indent=indent, sort_keys=False, default_flow_style=flow)
    if is_block_style(text.encode(), 0, len(text.encode())):
        agree(text, value)


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  b: 1\n",
        "a: &x\n  b: 1\n",
        "a: {b: 1\n  }\n",
        "a: [{b: 1}\n  , c]\n",
        "a: {b: 1} c\n",
        'a: "b\n  c: d"\n',
        'a: "b\\n"\n',
        "a: b\n  c\n",
        "a: b: c\n",
        "- - a\n",
        "a:\tb\n",
        "a: b\r\n",
        "a: é\n",
        "? a\n: b\n",
        '{"a": 1}\n',
        "a: 1\n...\n",
    ],
)
def test_other_styles_are_declined(text: str) -> None:
    assert not is_block_style(text.encode(), 0, len(text.encode()))


def test_words_that_are_no_text_are_left_to_the_parser() -> None:
    data = b"on: 1\ntrue: 2\n"
    assert find(data, 0, len(data), ("true",), key=False) is None


def test_long_lines_are_matched_in_linear_time() -> None:
    data = b"a: " + b"x: " * 20_000 + b"\n"
    assert not is_block_style(data, 0, len(data))
