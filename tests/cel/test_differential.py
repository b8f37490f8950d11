"""Every rule of the CRDs, on every engine, over generated values: one verdict."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kgwctl.cel.compiler import compile_functions
from kgwctl.cel.cost import OBJECT_LIMIT, Budget
from kgwctl.cel.validation_rules import CelFailure, compile_rules
from kgwctl.schema.structural import compile_schema
from tests.cel.crds import Generator, RuleNode, load_crds, rule_nodes, schema_folders

VALUES_PER_NODE = {"exact": 25, "portable": 4, "compiled": 25}


def nodes() -> list[RuleNode]:
    """Each node once: those with the same rules and types in several kinds would only repeat."""
    found: dict[str, RuleNode] = {}
    for folder in schema_folders():
        for kind, schema in load_crds(folder).items():
            for node in rule_nodes(kind, schema):
                shape = {key: item for key, item in node.schema.items() if key != "description"}
                found.setdefault(json.dumps(shape, sort_keys=True), node)
    return list(found.values())


NODES = nodes()


def outcomes(failures: list[CelFailure]) -> list[tuple[Any, ...]]:
    return [(failure.path, failure.rule, failure.error is None) for failure in failures]


@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("engine", VALUES_PER_NODE)
def test_engines_agree_with_the_interpreter(engine: str, part: int) -> None:
    differing = []
    for node in NODES[part::8]:
        check = compile_schema(node.schema)
        referee = compile_rules(node.schema, engine="interpreter")
        functions = compile_functions(node.schema) if engine == "compiled" else None
        other = compile_rules(node.schema, engine="exact" if functions is not None else engine, functions=functions)
        generator = Generator(node)
        for _ in range(VALUES_PER_NODE[engine]):
            value = generator.value(node.schema)
            conforms = check(value) is None
            expected = outcomes(referee.run(value, conforms=conforms))
            found = outcomes(other.run(value, conforms=conforms, budget=Budget(10 * OBJECT_LIMIT)))
            if found != expected:
                differing.append((node.kind, node.path, value, found, expected))
    assert not differing, differing[:3]


def test_every_rule_of_ours_compiles() -> None:
    """A rule that does not compile would load the C++ engine in every run that meets it."""
    left_out = []
    for kind, schema in load_crds(schema_folders()[0]).items():
        functions = compile_functions(schema)
        left_out += [
            (kind, node.path, rule["rule"])
            for node in rule_nodes(kind, schema)
            for rule in node.schema["x-kubernetes-validations"]
            if not any(key.endswith(f"\n{rule['rule']}") for key in functions)
        ]
    assert not left_out


def test_generated_values_satisfy_and_break_rules() -> None:
    """The differential test would prove nothing if all its values had one verdict."""
    verdicts = {True: 0, False: 0}
    for node in NODES[::5]:
        evaluator = compile_rules(node.schema, engine="interpreter")
        generator = Generator(node)
        for _ in range(10):
            failures = evaluator.run(generator.value(node.schema), conforms=False)
            verdicts[not [failure for failure in failures if not failure.path]] += 1
    assert min(verdicts.values()) > sum(verdicts.values()) / 5
