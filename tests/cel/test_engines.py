"""Which engine evaluates what, and that the tables of differences are true."""

from __future__ import annotations

import pytest

from kgwctl.cel.conversion import convert
from kgwctl.cel.cost import Budget
from kgwctl.cel.engine import CelError, CompileError, EvaluationError
from kgwctl.cel.engines import load_engine
from kgwctl.cel.google_engine import INTERPRETED, SHARED, ExactProgram
from kgwctl.cel.python_engine import CORRECTED, LISTED, UNTRUSTED, Divergence, PortableProgram, celpy_alone


@pytest.mark.parametrize("row", CORRECTED, ids=lambda row: row.expression)
def test_corrected_divergences_are_real_and_corrected(row: Divergence) -> None:
    assert PortableProgram(row.expression).evaluate(row.value, None, Budget()) == row.kubernetes
    with pytest.raises((CelError, TypeError, ValueError)):
        celpy_alone(row.expression)(row.value, None)


@pytest.mark.parametrize("row", LISTED, ids=lambda row: row.expression)
def test_listed_divergences_are_real(row: Divergence) -> None:
    with pytest.raises(EvaluationError):
        load_engine("interpreter").compile(row.expression).evaluate(row.value, None, Budget())
    PortableProgram(row.expression).evaluate(row.value, None, Budget())


def test_who_evaluates() -> None:
    assert ExactProgram("self.all(x, x.size() > 1 && x.matches('a'))").uses_google
    assert PortableProgram("self.all(x, x.size() > 1 && x.matches('a'))").uses_celpy
    for expression in ("duration(self) > duration('1s')", "self.all(i, v, i < v)", "sets.contains(self, [1])"):
        assert not ExactProgram(expression).uses_google
    assert not PortableProgram("self[0] == 1").uses_celpy
    assert not SHARED & INTERPRETED.keys()
    assert all(UNTRUSTED.values())


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("duration(self) == duration('1us')", "1µs"),
        ("int(self) == 1", " 1"),
        ("self.split('').size() == 0", ""),
        ("self.substring(0, 1) == 'a'", "a"),
        ("duration(self).getMilliseconds() == 1500", "1.5s"),
    ],
)
def test_google_differs_where_the_interpreter_takes_over(expression: str, value: str) -> None:
    from cel_expr_python import cel
    from cel_expr_python.ext import ext_strings

    environment = cel.NewEnv(variables={"self": cel.Type.DYN}, extensions=[ext_strings.ExtStrings()])
    google = environment.compile(expression, disable_check=True).eval(data={"self": value})
    program = load_engine("exact").compile(expression)
    try:
        exact = program.evaluate(value, None, Budget())
    except EvaluationError:
        exact = None
    theirs = None if google.type().name() == "ERROR" else google.plain_value()
    assert exact != theirs


def test_google_gets_no_misfits() -> None:
    """One misfit value would make C++ refuse the whole object."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    value = convert({"a": 5, "b": "x"}, schema)
    assert ExactProgram("self.b == 'x'").evaluate(value, None, Budget()) is True


def test_unknown_engines_and_functions_are_refused() -> None:
    with pytest.raises(ValueError, match="exact, interpreter or portable"):
        load_engine("other")
    for name in ("exact", "interpreter", "portable"):
        for expression in ("cel.bind(x, 1, x) == 1", "base64.encode(b'a') == ''", "self.reverse() == math.abs(1)"):
            with pytest.raises(CompileError, match="undeclared reference"):
                load_engine(name).compile(expression)
