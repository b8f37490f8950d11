"""Compiled rules: the verdict of the engine or none, and what is left to the engine."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.cel.bundle import stale_files
from kgwctl.cel.compiler import compile_functions, compile_rule, python_source
from kgwctl.cel.cost import Budget
from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.engines import load_engine
from kgwctl.cel.shipped import load_functions
from kgwctl.cel.static_types import NotCompilable
from kgwctl.cel.validation_rules import rule_key
from tests.conftest import REPOSITORY

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "s": {"type": "string"},
        "t": {"type": "string", "nullable": True},
        "n": {"type": "integer"},
        "f": {"type": "number"},
        "l": {"type": "array", "items": {"type": "integer"}},
        "m": {"type": "object", "additionalProperties": {"type": "string"}},
        "e": {"x-kubernetes-int-or-string": True},
        "when": {"type": "string", "format": "date-time"},
        "set": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
    },
}
OBJECTS = st.fixed_dictionaries(
    {},
    optional={
        "s": st.sampled_from(["", "a", "10s", "1Gi", "x/y", "é"]),
        "t": st.sampled_from([None, "a"]),
        "n": st.sampled_from([0, 1, 2, -1, 2**63 - 1, -(2**63)]),
        "f": st.sampled_from([0, 1, 0.5, -2]),
        "l": st.lists(st.sampled_from([0, 1, 2, 2**62]), max_size=3),
        "m": st.dictionaries(
            st.sampled_from(["a", "namespace", "__namespace__"]), st.sampled_from(["", "a"]), max_size=2
        ),
        "e": st.sampled_from([0, 5, "5", "a", "1Gi"]),
    },
)
RULES = [
    "self.n + self.n > 0",
    "self.n * 2 == 4 || has(self.s)",
    "self.n - 1 < self.f",
    "self.l[self.n] == 1",
    "self.l[1] >= self.l[0]",
    "self.l.all(a, self.l.exists_one(b, a == b))",
    "self.l.exists(i, v, v > i)",
    "self.l.filter(x, x > 0).size() == 1",
    "self.l.map(x, x + 1).size() > 1 && has(self.t)",
    "self.n in [1, 2] || self.s in ['a', 'b']",
    "'a' in self.m ? self.m.a == '' : self.m['namespace'] == 'a'",
    "has(self.m.__namespace__) && self.m.__namespace__ == 'a'",
    "self.m.all(k, k != 'a')",
    "self.m.exists(k, v, v == 'a')",
    "self.t == 'a' || !has(self.t)",
    "self.s + self.s == 'aa'",
    "type(self.e) == int ? int(self.e) > 1 : quantity(self.e).isLessThan(quantity('2Gi'))",
    "self.e == 5 || self.e == 'a'",
    "duration(self.s) >= duration('1s') && self.n > 0",
    "self.s.matches('^[a-z]$') != (self.n == 1)",
    "self.s.split('/')[1] == 'y'",
    "[has(self.s), self.n == 1, has(self.f)].filter(x, x == true).size() == 2",
    "self.s.size() + self.l.size() > 2",
    "!(self.s.startsWith('a') || self.s.contains('/')) && double(self.s) > 1.0",
    "(self.n > 0 ? self.l.size() : 0) < 2",
]  # fmt: skip
LEFT_TO_THE_ENGINE = [
    "self.when > timestamp('2020-01-01T00:00:00Z')",
    "self.l == [1]",
    "self.set == ['a']",
    "self.missing == 1",
    "self.namespace == 'a'",
    "self.s < 1",
    "self.f / 2.0 > 1.0",
    "self.s",
    "self.?s.hasValue()",
    "self.l + [1] == self.l",
    "{'a': 1}['a'] == 1",
    "self.e > 1",
    "format.dns1123Label().validate(self.s).hasValue()",
    "self == self",
]


@pytest.mark.parametrize("rule", RULES)
def test_compiled_rules_agree(rule: str) -> None:
    schema = {**SCHEMA, "x-kubernetes-validations": [{"rule": rule}]}
    (function,) = compile_functions(schema).values()
    referee = load_engine("interpreter").compile(rule)

    @given(OBJECTS)
    def agrees(value: dict[str, Any]) -> None:
        from kgwctl.cel.conversion import convert

        try:
            found = function(value, None, Budget())
        except Exception:
            return  # no verdict: the engine decides
        try:
            expected = referee.evaluate(convert(value, SCHEMA), None, Budget())
        except EvaluationError as error:
            pytest.fail(f"{rule} of {value} is an error ({error}), compiled it is {found}")
        assert found is expected, (rule, value)

    agrees()


@pytest.mark.parametrize("rule", LEFT_TO_THE_ENGINE)
def test_what_types_cannot_prove_is_left(rule: str) -> None:
    with pytest.raises(NotCompilable):
        compile_rule(rule, SCHEMA)


def test_names_in_rules_cannot_become_code() -> None:
    schema = {"type": "object", "properties": {"a']+print('x')+['": {"type": "string"}, "x": {"type": "string"}}}
    body, _ = compile_rule("self.all(__import__, true) || true", {"type": "array", "items": {"type": "string"}})
    assert "__import__" not in body
    source = python_source({**schema, "x-kubernetes-validations": [{"rule": "self.x != '\\'+\\n#\\\\'"}]})
    assert len(compile_functions({**schema, "x-kubernetes-validations": [{"rule": "self.x != '\\'+\\n#\\\\'"}]})) == 1
    assert "print" not in source


def test_functions_are_keyed_by_place_and_rule() -> None:
    below = {"type": "string", "x-kubernetes-validations": [{"rule": "self != ''"}]}
    functions = compile_functions({"type": "object", "properties": {"a": {"type": "array", "items": below}}})
    assert list(functions) == [rule_key(".a[]", "self != ''")]


def test_bundle_matches_the_schemas() -> None:
    """Stale: run ``python -m kgwctl.cel.bundle schemas``."""
    assert stale_files(REPOSITORY / "schemas") == []


def test_kinds_without_rules_have_no_functions() -> None:
    assert load_functions("apps", "v1", "Deployment") == {}
    assert load_functions("gateway.networking.k8s.io", "v1", "HTTPRoute")


def test_a_run_of_compiled_rules_loads_no_engine() -> None:
    script = (
        "import sys\n"
        "import kgwctl.cel\n"
        "assert not [name for name in sys.modules if name.startswith('kgwctl.cel.')]\n"
        "from kgwctl.cel.shipped import load_functions\n"
        "from kgwctl.cel.validation_rules import compile_rules\n"
        "rule = {'rule': 'self.spec.size() > 0'}\n"
        "functions = load_functions('gateway.networking.k8s.io', 'v1', 'HTTPRoute')\n"
        "rules = compile_rules({'type': 'object', 'x-kubernetes-validations': [rule]},"
        " functions={chr(10) + rule['rule']: lambda value, old, budget: len(value['spec']) > 0})\n"
        "assert len(rules.run({'spec': []})) == 1 and not rules.run({'spec': [1]})\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    loaded = set(done.stdout.split())
    ours = {"kgwctl.cel.parser", "kgwctl.cel.interpreter", "kgwctl.cel.compiler", "kgwctl.cel.google_engine"}
    heavy = {"celpy", "cel_expr_python", "dataclasses", "google.protobuf", "asyncio"}
    assert loaded & (heavy | ours) == set()
