"""YAML as sigs.k8s.io/yaml writes it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.golang.yaml_text import to_go_yaml


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": [1, {"c": "x"}], "a": {}}, "a: {}\nb:\n- 1\n- c: x\n"),
        (
            {"a": "true", "b": "12", "c": "1.5", "d": "", "e": "null"},
            'a: "true"\nb: "12"\nc: "1.5"\nd: ""\ne: "null"\n',
        ),
        ({"a": "x\ny"}, "a: |-\n  x\n  y\n"),
        ({"a": "x: y", "b": "*z"}, "a: 'x: y'\nb: '*z'\n"),
        ({"a10": 1, "a2": 1, "a": 1, "b-1": 1, "ba": 1}, "a: 1\na2: 1\na10: 1\nb-1: 1\nba: 1\n"),
        ({"a": 2.0, "b": 0.25}, "a: 2\nb: 0.25\n"),
        ({"k": "word " * 20 + "end"}, "k: " + "word " * 15 + "word\n  " + "word " * 4 + "end\n"),
    ],
)
def test_forms(value: Any, text: str) -> None:
    assert to_go_yaml(value) == text


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))
)


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text("ab1-"), inner), max_leaves=20))
def test_reads_back(value: Any) -> None:
    assert yaml.safe_load(to_go_yaml(value)) == value
