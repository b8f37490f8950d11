"""Expressions parsed as cel-go 0.26.1 parses them: numbers, positions, expanded macros, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kgwctl.envoy.cel_expressions.errors import ExpressionError
from kgwctl.envoy.cel_expressions.parser import parse


def recorded(name: str) -> list[dict[str, Any]]:
    """Expressions and what cel-go makes of them: proto-JSON, or an error."""
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()]


def plain(expression: str) -> Any:
    return msgspec.json.decode(msgspec.json.encode(parse(expression)))


@pytest.mark.parametrize("recorded", recorded("parsed.jsonl"), ids=lambda recorded: recorded["expression"])
def test_parsed(recorded: dict[str, Any]) -> None:
    assert plain(recorded["expression"]) == recorded["parsed"]


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("a)", "1:2: Syntax error: extraneous input ')' expecting <EOF>"),
        ("a and b", "1:3: Syntax error: mismatched input 'and' expecting <EOF>"),
        ("(a", "1:3: Syntax error: missing ')' at '<EOF>'"),
        ("a ? b", "1:6: Syntax error: mismatched input '<EOF>' expecting ':'"),
        ("[1,2", "1:5: Syntax error: mismatched input '<EOF>' expecting {']', ','}"),
        ("a.", "1:3: Syntax error: no viable alternative at input '.'"),
        ("a.true", "1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER"),
        ("a @", "1:3: Syntax error: token recognition error at: '@'"),
        ("a = b", "1:3: Syntax error: token recognition error at: '= '"),
        ("'\\q'", "1:1: Syntax error: token recognition error at: ''\\q'"),
        ("a &&\n'b", "2:1: Syntax error: token recognition error at: ''b'"),
        ("if", "1:1: reserved identifier: if"),
        ("has(a)", "1:5: invalid argument to has() macro"),
        ("a.all(1, b)", "1:7: argument must be a simple name"),
        ("a.map(b.c, d)", "1:8: argument is not an identifier"),
        ("a.filter(__result__, d)", "1:10: iteration variable overwrites accumulator variable"),
        ("a.?b", "1:2: unsupported syntax '.?'"),
        ("a[?b]", "1:2: unsupported syntax '[?'"),
        ("{?a: b}", "1:2: unsupported syntax '?'"),
        ("9223372036854775808", "1:1: invalid int literal"),
        ("18446744073709551616u", "1:1: invalid uint literal"),
        ("1e400", "1:1: invalid double literal"),
    ],
)
def test_refused(expression: str, problem: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(expression)
    assert caught.value.summary == problem


@pytest.mark.parametrize("recorded", recorded("refused.jsonl"), ids=lambda recorded: recorded["expression"])
def test_mistakes_are_shown_in_their_lines(recorded: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(recorded["expression"])
    assert str(caught.value) == recorded["error"]


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ("(" * 249 + "a" + ")" * 249, "(" * 250 + "a" + ")" * 250, "expression recursion limit exceeded: 250"),
        ("1+(" * 124 + "1" + ")" * 124, "1+(" * 125 + "1" + ")" * 125, "expression recursion limit exceeded: 250"),
        ("1" + "+1" * 250, "1" + "+1" * 251, "max recursion depth exceeded"),
        ("a" + ".b[0]" * 125, "a" + ".b[0]" * 125 + ".m()", "max recursion depth exceeded"),
        ("a || " * 9000 + "a", "(" * 999, "expression recursion limit exceeded: 250"),
    ],
)
def test_nesting(good: str, bad: str, problem: str) -> None:
    parse(good)
    with pytest.raises(ExpressionError, match=problem):
        parse(bad)


def test_length() -> None:
    with pytest.raises(ExpressionError, match="size: 100001, limit 100000"):
        parse("a" * 100_001)
