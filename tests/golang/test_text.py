from __future__ import annotations

import pytest

from kgwctl.golang.text import quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", '"a"'),
        ('"\\', '"\\"\\\\"'),
        ("\n\t", '"\\n\\t"'),
        ("\x01", '"\\x01"'),
        ("\u2028", '"\\u2028"'),
        ("é", '"é"'),
    ],
)
def test_quoted_as_go_does(text: str, expected: str) -> None:
    assert quote(text) == expected
