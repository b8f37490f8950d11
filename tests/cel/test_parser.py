"""The parser: held against Google's on the rules of the CRDs and on generated expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.cel.cost import Budget
from kgwctl.cel.engine import CelError, CompileError, EvaluationError
from kgwctl.cel.interpreter import InterpreterProgram
from kgwctl.cel.parser import parse
from kgwctl.cel.syntax import Call, Comprehension, Constant, Has, Name, Select
from kgwctl.cel.values import UInt

LITERALS = {
    "1": 1,
    "-1": -1,
    "0x1F": 31,
    "-9223372036854775808": -(2**63),
    "1u": UInt(1),
    "1.5e3": 1500.0,
    ".5": 0.5,
    "- 1.0": -1.0,
    "'a\\n\\x41\\u00e9\\101'": "a\nAéA",
    '"it\'s"': "it's",
    "r'\\d'": r"\d",
    "'''a'b'''": "a'b",
    'r"""^(\\*\\.)?$"""': r"^(\*\.)?$",
    "b'\\xff\\u0041'": None,
    "b'\\xffé'": b"\xff\xc3\xa9",
    "rb'\\x'": b"\\x",
    "null": None,
    "true // comment": True,
}
REFUSED = {
    "": "1:1",
    "1 +": "1:4",
    "self.a b": "1:8",
    "(1": "1:3",
    "self.": "1:6",
    "'open": "1:1",
    "'a\\q'": "1:3",
    "1 @ 2": "1:3",
    "true &&\n  )": "2:3",
    "for": "1:1",
    "has(self)": "1:1",
    "self.all(1, true)": "1:6",
    "9223372036854775808": "1:1",
    "18446744073709551616u": "1:1",
    "{1}": "1:3",
    "self.`a-b`": "1:6",
}


@pytest.mark.parametrize("source", [source for source in LITERALS if LITERALS[source] is not None or source == "null"])
def test_literals(source: str) -> None:
    node = parse(source)
    assert node == Constant(LITERALS[source])
    assert type(node.value) is type(LITERALS[source])


@pytest.mark.parametrize("source", REFUSED)
def test_errors_name_the_place(source: str) -> None:
    with pytest.raises(CompileError, match=f"^{REFUSED[source]}: "):
        parse(source)


def test_precedence_and_macros() -> None:
    assert parse("a || b && !c") == Call(
        "_||_", None, (Name("a"), Call("_&&_", None, (Name("b"), Call("!_", None, (Name("c"),)))))
    )
    assert parse("1 - 2 - 3 * 4") == parse("(1 - 2) - (3 * 4)")
    assert parse("a ? b : c ? d : e") == parse("a ? b : (c ? d : e)")
    assert parse("a && b && c") != parse("a && (b && c)")
    assert parse("x in y == z") == parse("(x in y) == z")
    assert parse("has(self.a.b)") == Has(Select(Name("self"), "a"), "b")
    assert parse("self.exists(x, x)") == Comprehension("exists", Name("self"), ("x",), Name("x"))
    assert parse("!!a") == Name("a")


@pytest.mark.parametrize("source", ["(" * 249 + "1" + ")" * 249, "+".join(["1"] * 250), " || ".join(["true"] * 3000)])
def test_nesting_up_to_the_limit(source: str) -> None:
    assert InterpreterProgram(parse(source)).evaluate(None, None, Budget()) in (1, 250, True)


@pytest.mark.parametrize(
    "source", ["(" * 300 + "1" + ")" * 300, "+".join(["1"] * 300), "[" * 5000, "x" * 100_001, "self" + ".a" * 400]
)
def test_hostile_nesting_is_refused(source: str) -> None:
    with pytest.raises(CompileError, match=r"nested deeper|longer than"):
        parse(source)


EXPRESSIONS = st.recursive(
    st.sampled_from(["1", "2u", "1.5", "'a'", "true", "null", "[1, 2]", "self", "{'a': 1}", "-1", "''"]),
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "in"]), inner
        ).map(" ".join),
        st.tuples(inner, inner, inner).map(lambda parts: f"{parts[0]} ? {parts[1]} : {parts[2]}"),
        inner.map(lambda part: f"({part})"),
        inner.map(lambda part: f"!({part})"),
        inner.map(lambda part: f"[{part}, 1][0]"),
        inner.map(lambda part: f"[{part}].all(x, x == 1 || x == 'a')"),
        inner.map(lambda part: f"[1, 2].map(x, {part})"),
        inner.map(lambda part: f"[{part}, 1].exists_one(x, x == 1)"),
        inner.map(lambda part: f"size({part})"),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, st.sampled_from([1, "a", [1, "b"], {"a": 1}, True, None, 1.5]))
def test_google_agrees(source: str, value: object) -> None:
    """Parsing and evaluating: the same value, or an error on both sides."""
    from cel_expr_python import cel

    environment = cel.NewEnv(variables={"self": cel.Type.DYN})
    result = environment.compile(source, disable_check=True).eval(data={"self": value})
    theirs = None if result.type().name() == "ERROR" else result.plain_value()
    try:
        ours = InterpreterProgram(parse(source)).evaluate(value, None, Budget())
    except EvaluationError:
        assert result.type().name() == "ERROR", (source, value, theirs)
        return
    assert result.type().name() != "ERROR", (source, value, ours)
    assert repr(ours) == repr(theirs) or ours == theirs, (source, value)


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    try:
        InterpreterProgram(parse(source))
    except CelError:
        return
