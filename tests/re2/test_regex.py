from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.re2.automaton import Automaton
from kgwctl.re2.regex import PatternError, compile_pattern
from kgwctl.re2.syntax import parse

DNS = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
HEADER = r"^[!-~]+([\t ]?[!-~]+)*$"

MATCHES = [
    (r"^a$", ["a"], ["a\n", "ab", ""]),
    (r"(?m)^a$", ["a", "a\n", "b\na"], ["ab"]),
    (r"a\z", ["ba"], ["a\n"]),
    (r"^.$", ["x", "é"], ["\n", ""]),
    (r"(?s)^.$", ["\n"], [""]),
    (r"^\d+$", ["12"], ["٣", ""]),
    (r"^\w$", ["_", "a"], ["é"]),
    (r"^\s$", [" ", "\t"], ["\u00a0", "\v"]),
    (r"\bfoo\b", ["a foo b", "foo", "éfoo"], ["food", "_foo"]),
    (r"(?i)^straße$", ["STRAßE"], ["STRASSE"]),
    (r"(?i:a)b", ["Ab"], ["AB"]),
    (r"^[[:alpha:]-]+$", ["a-Z"], ["1"]),
    (r"^[^\d\s]$", ["a"], ["1", " "]),
    (r"^[]a]$", ["]", "a"], ["["]),
    (r"^\x41\x{42}\103$", ["ABC"], ["abc"]),
    (r"^\Qa.b*\E+$", ["a.b*", "a.b**"], ["axb"]),
    (r"^\p{L}\pN$", ["é1"], ["1é"]),
    (r"^\P{Lu}$", ["a"], ["A"]),
    (r"^(?P<name>a)(?:b)(?<other>c)$", ["abc"], ["ab"]),
    (r"^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
    (r"^a{,3}$", ["a{,3}"], ["aa"]),
    (r"^(a|ab)(c|bcd)$", ["abcd", "ac"], ["abc d"]),
    (r"", ["", "x"], []),
    (r"(^\*$)|(^x+?$)", ["*", "xx"], ["**"]),
    (DNS, ["a.b-c.d"], ["a..b", "-a", "a.b\n"]),
    (HEADER, ["a b", "a"], ["a  b", " a", ""]),
]


@pytest.mark.parametrize(("pattern", "matching", "failing"), MATCHES, ids=[case[0] for case in MATCHES])
def test_both_ways_of_matching(pattern: str, matching: list[str], failing: list[str]) -> None:
    for search in (compile_pattern(pattern).search, Automaton(parse(pattern)).search):
        assert [text for text in matching if not search(text)] == []
        assert [text for text in failing if search(text)] == []


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a**", "a++", "*a", r"\1", r"\Z", "(?=a)", "(?<!a)", "[b-a]", "[a", r"\p{Nope}", "a{1001}", "a{3,2}",
     "(a{100}){100}", r"\x{110000}", r"\xzz", "(?z)a", "[[:nope:]]", "(?P<1-a>x)", "\\", "(" * 101 + ")" * 101],
)  # fmt: skip
def test_what_go_refuses(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@given(
    st.sampled_from([case[0] for case in MATCHES] + [r"^(a|b)*c?$", r"(a+b?)+c", r"x(?:y|yz)*z$"]),
    st.text("ab.-xyz \n*1", max_size=12),
)
def test_expression_and_automaton_agree(pattern: str, text: str) -> None:
    expression = re.compile(_python(pattern))
    assert Automaton(parse(pattern)).search(text) == (expression.search(text) is not None)


def _python(pattern: str) -> str:
    from kgwctl.re2.regex import to_python

    return to_python(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*)*$", "^((a*)?){0,20}$", "^(a?){200}a{200}$", HEADER, "a*a*a*a*a*b", DNS,
     "(a{0,30}){0,30}b"],
)  # fmt: skip
def test_hostile_patterns_take_bounded_time(pattern: str) -> None:
    matcher = compile_pattern(pattern)
    start = time.perf_counter()
    matcher.search("a" * 40 + "\x01")
    matcher.search("a" * 5000 + "\x01")
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a", "missing closing ): `(a`"),
        ("a)", "unexpected ): `a)`"),
        ("a|*?", "missing argument to repetition operator: `*?`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"),
        ("a\\", "trailing backslash at end of expression: ``"),
        (r"a\qb", r"invalid escape sequence: `\q`"),
        (r"\x4", r"invalid escape sequence: `\x4`"),
        (r"\x{110000}", r"invalid escape sequence: `\x{110000}`"),
        ("x[z-a]", "invalid character class range: `z-a`"),
        (r"\p{Nobody}", r"invalid character class range: `\p{Nobody}`"),
        ("a[b", "missing closing ]: `[b`"),
        ("(?!a)", "invalid or unsupported Perl syntax: `(?!`"),
        ("(?P<a-b>c)", "invalid named capture: `(?P<a-b>`"),
    ],
)
def test_problems_are_told_in_gos_words(pattern: str, text: str) -> None:
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern)
    assert str(caught.value) == text
