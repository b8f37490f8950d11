"""The recorded verdicts of Kubernetes' own CEL validation, on each engine and on compiled rules."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from kgwctl.cel.compiler import compile_functions
from kgwctl.cel.field_path import FieldPath
from kgwctl.cel.validation_rules import Evaluator, compile_rules
from kgwctl.schema.structural import compile_schema
from tests.cel.crds import load_crds, schema_folders

#: cel-python takes half a millisecond a rule: it gets every fifth line.
SHARE = {"exact": 1, "interpreter": 1, "compiled": 1, "portable": 5}


@lru_cache(maxsize=1)
def verdicts(path: Path) -> tuple[dict[str, Any], ...]:
    return tuple(map(json.loads, path.read_text(encoding="utf-8").splitlines()))


def schema_at(kind: str, path: list[str]) -> dict[str, Any]:
    schema: Any = next(crds[kind] for crds in map(load_crds, schema_folders()[1:]) if kind in crds)
    for step in path:
        schema = (
            schema["items" if step == "[]" else "additionalProperties"]
            if step in ("[]", "{}")
            else schema["properties"][step]
        )
    return schema


def notation(path: FieldPath) -> str:
    """Kubernetes' notation, in which map keys read like fields."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@pytest.mark.parametrize("engine", SHARE)
def test_recorded_verdicts(engine: str, conformance: Path, upstream: Path) -> None:
    evaluators: dict[str, tuple[Evaluator, Any]] = {}
    differing = []
    lines = verdicts(conformance / "crd-verdicts.jsonl")
    assert len(lines) == 6345
    for line in lines[:: SHARE[engine]]:
        key = json.dumps([line["kind"], line["path"]])
        if key not in evaluators:
            schema = schema_at(line["kind"], line["path"])
            functions = compile_functions(schema) if engine == "compiled" else None
            name = "exact" if engine == "compiled" else engine
            evaluator = compile_rules(schema, resource=not line["path"], engine=name, functions=functions)
            evaluators[key] = evaluator, compile_schema(schema)
        evaluator, check = evaluators[key]
        failures = evaluator.run(line["value"], conforms=check(line["value"]) is None)
        found = Counter(notation(failure.path) for failure in failures)
        expected = Counter(error["field"] for error in line["errors"] if error["by"] == "cel")
        if found != expected:
            differing.append((line["kind"], line["path"], line["value"], found, expected))
    assert not differing, (len(differing), differing[:3])
