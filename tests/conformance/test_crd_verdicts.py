"""Kubernetes' own verdicts on thousands of values, compared with ours.

Every line holds a value, the place in a kind's schema where it was validated, and the errors that
Kubernetes found: by the schema and by CEL rules. Compared are the sets of fields, by check. The
schemas are upstream's CRDs, and the ones generated from our types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.schema.bundle import kinds_in
from kgwctl.schema.structural import compile_schema
from tests.conftest import REPOSITORY, conformance_root, upstream_root

#: Upstream folders with CRDs. TCPRoute is defined twice: by Gateway API v1.4.1, and by an older file
#: that the verdicts were recorded from. The last definition holds.
UPSTREAM_CRDS = (
    "install/helm/agentgateway-crds/templates",
    "install/helm/kgateway-crds/templates",
    "pkg/kgateway/crds",
)

#: Recorded are the schema validator and CEL; unique list keys are a third check of the API server.
NOT_RECORDED = "Duplicate"

#: Where our schema follows a newer definition than the recording: kind, error type, last path step.
#: Gateway API v1.4.1 requires backendRefs of a TCPRoute rule, the recorded definition did not.
NEWER = {("gateway.networking.k8s.io/v1alpha2/TCPRoute", "Required", ("backendRefs",))}


@cache
def schemas(source: str) -> Mapping[str, dict[str, Any]]:
    """``group/version/kind`` to schema."""
    root = upstream_root()
    folders = [REPOSITORY / "schemas"] if source == "generated" else [root / name for name in UPSTREAM_CRDS if root]
    found: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for kind in kinds_in(folder):
            found[f"{kind.api_version}/{kind.kind}"] = kind.schema
    return found


@cache
def verdicts() -> Mapping[str, list[dict[str, Any]]]:
    """The recorded lines by kind."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    root = conformance_root()
    if root is not None:
        for line in (root / "crd-verdicts.jsonl").read_text(encoding="utf-8").splitlines():
            verdict = json.loads(line)
            by_kind.setdefault(verdict["kind"], []).append(verdict)
    return by_kind


def schema_at(schema: dict[str, Any], path: list[str]) -> dict[str, Any]:
    for step in path:
        schema = {"[]": lambda s: s["items"], "{}": lambda s: s["additionalProperties"]}.get(
            step, lambda s, step=step: s["properties"][step]
        )(schema)
    return schema


def plain(field: str) -> str:
    """One notation for map keys: the schema validator writes ``a.key``, CEL ``a[key]``."""
    return re.sub(r"\[(\D[^\]]*)\]", r".\1", field).replace("<nil>", "").lstrip(".")


def recorded(verdict: dict[str, Any], by: str) -> set[str]:
    return {plain(error["field"]) for error in verdict["errors"] if error["by"] == by}


def schema_check(kind: str, schema: dict[str, Any], is_object: bool) -> Callable[[Any], set[str]]:
    check = compile_schema(schema)

    def fields(value: Any) -> set[str]:
        errors = [problem.to_error("schema") for problem in check(value) or ()]
        return {
            plain("" if each.at_root else format_path(each.path))
            for each in errors
            if each.type != NOT_RECORDED and (kind, each.type, each.path[-1:]) not in NEWER
        }

    return fields


def rules_check(kind: str, schema: dict[str, Any], is_object: bool) -> Callable[[Any], set[str]]:
    from kgwctl.cel.validation_rules import compile_rules

    check, rules = compile_schema(schema), compile_rules(schema, resource=is_object)
    return lambda value: {plain(format_path(failure.path)) for failure in rules.run(value, conforms=not check(value))}


CHECKS = {"schema": schema_check, "cel": rules_check}


@pytest.mark.parametrize("by", CHECKS)
@pytest.mark.parametrize("kind", verdicts() or ["no conformance data"])
@pytest.mark.parametrize("source", ["upstream", "generated"])
def test_fields_with_errors_agree(source: str, kind: str, by: str, upstream: Path, conformance: Path) -> None:
    if source == "generated" and not (REPOSITORY / "schemas").is_dir():
        pytest.skip("no generated schemas")
    checks: dict[tuple[str, ...], Callable[[Any], set[str]]] = {}
    differing = []
    for verdict in verdicts()[kind]:
        path = tuple(verdict["path"])
        if path not in checks:
            checks[path] = CHECKS[by](kind, schema_at(schemas(source)[kind], verdict["path"]), not path)
        found, expected = checks[path](verdict["value"]), recorded(verdict, by)
        if found != expected:
            differing.append((verdict["path"], verdict["value"], sorted(found), sorted(expected)))
    shown = "\n".join(
        f"{path} {json.dumps(value)[:300]}: {ours}, not {theirs}" for path, value, ours, theirs in differing[:5]
    )
    assert not differing, f"{len(differing)} of {len(verdicts()[kind])} differ:\n{shown}"


def test_nothing_is_left_out(conformance: Path) -> None:
    assert sum(map(len, verdicts().values())) == 6345
