"""Whole objects against the bundled schemas: order, defaults before checks, rules, catalogue examples."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.schema.catalogue import INVALID_CRD, RULES, UNKNOWN_KIND
from kgwctl.schema.findings import to_finding
from kgwctl.schema.kinds import CompiledKind, KindSchema
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.schema.user_crds import read_documents
from kgwctl.schema.validate import admit, validate
from tests.documents import documents, of_value, values

from .schemas import JSON

SCHEMAS = SchemaSet()

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: http}]
  rules:
  - backendRefs: [{name: web, port: 80}]
"""


def kind_of(value: dict[str, Any]) -> CompiledKind | None:
    group, _, version = value["apiVersion"].rpartition("/")
    return SCHEMAS.find(group, version, value["kind"])


def errors_of(value: dict[str, Any]) -> list[tuple[str, str, str]]:
    kind = kind_of(value)
    assert kind is not None
    return [(error.by, "/".join(map(str, error.path)), error.type) for error in validate(value, kind)]


def changed(text: str, path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    result: dict[str, Any] = yaml.safe_load(text)
    parent: Any = result
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return result


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("metadata", "labels"), {"app": "web"}, []),
        (("metadata", "labels"), {"app": 1}, [("metadata", "metadata/labels/app", "TypeInvalid")]),
        (("metadata", "name"), "Web", [("metadata", "metadata/name", "Invalid")]),
        (("metadata", "colour"), "red", [("strict", "metadata/colour", "Unknown")]),
        (("spec", "hostname"), "a", [("strict", "spec/hostname", "Unknown")]),
        (("status",), {}, []),
        (("status",), {"parents": 3}, []),
        (("status",), {"x": 3}, [("strict", "status/x", "Unknown")]),
        (("spec", "rules"), None, []),
        (("spec", "rules", 0, "matches"), None, []),
        (("spec", "rules", 0, "matches"), [{"path": {"type": "Exact"}}], []),
        (("spec", "rules", 0, "matches"), [{"path": {"type": "Nope"}}],
         [("schema", "spec/rules/0/matches/0/path/type", "NotSupported"),
          ("cel", "spec/rules/0/matches/0/path", "Invalid")]),
        (("spec", "rules", 0, "matches"), [{"path": {"value": "no-slash"}}],
         [("cel", "spec/rules/0/matches/0/path", "Invalid")]),
        (("spec",), [], [("schema", "spec", "TypeInvalid")]),
        (("spec",), None, [("schema", "spec", "Required")]),
    ],
)  # fmt: skip
def test_a_route(path: tuple[str | int, ...], value: Any, expected: list[tuple[str, str, str]]) -> None:
    assert errors_of(changed(ROUTE, path, value)) == expected


def test_defaults_come_before_checks_and_rules() -> None:
    route = yaml.safe_load(ROUTE)
    kind = kind_of(route)
    assert kind is not None
    admitted = admit(route, kind)
    assert admitted.errors == []
    assert admitted.value["spec"]["rules"][0]["matches"] == [{"path": {"type": "PathPrefix", "value": "/"}}]
    assert admitted.value["spec"]["rules"][0]["backendRefs"][0]["weight"] == 1


@given(st.sampled_from(["spec", "metadata", "status", "kind", "x"]), JSON)
def test_any_value_anywhere_gets_an_answer(field: str, value: Any) -> None:
    route = {**yaml.safe_load(ROUTE), field: value}
    kind = SCHEMAS.find("gateway.networking.k8s.io", "v1", "HTTPRoute")
    assert kind is not None
    before = copy.deepcopy(route)
    assert validate(route, kind) == validate(route, kind)
    assert route == before


def test_findings_name_rule_place_and_object() -> None:
    route = changed(ROUTE, ("spec", "hostname"), "a")
    kind = kind_of(route)
    assert kind is not None
    (finding,) = [to_finding(error, of_value(route), "HTTPRoute default/web") for error in validate(route, kind)]
    assert finding.rule == "KGW0101"
    assert finding.message == 'spec.hostname: unknown field "hostname"'
    assert (finding.subject, finding.path) == ("HTTPRoute default/web", ("spec", "hostname"))
    assert finding.location is not None


def test_embedded_objects_are_checked() -> None:
    schema = {
        "type": "object",
        "properties": {
            "template": {
                "type": "object",
                "x-kubernetes-embedded-resource": True,
                "x-kubernetes-preserve-unknown-fields": True,
            }
        },
    }
    kind = CompiledKind(KindSchema("example.com", "v1", "Box", "boxes", True, schema, embedded_objects=True))

    def found(template: Any) -> list[tuple[str, str]]:
        value = {"apiVersion": "example.com/v1", "kind": "Box", "metadata": {"name": "a"}, "template": template}
        return [("/".join(map(str, error.path[1:])), error.type) for error in admit(value, kind).errors]

    assert found({"apiVersion": "v1", "kind": "Pod", "x": 1, "metadata": {}}) == []
    assert found({"apiVersion": "a/b/c", "kind": ""}) == [("kind", "Invalid"), ("apiVersion", "Invalid")]
    assert found({"metadata": {"name": "A"}}) == [
        ("apiVersion", "Required"),
        ("kind", "Required"),
        ("metadata/name", "Invalid"),
    ]


def rules_broken_by(text: str) -> set[str]:
    found: set[str] = set()
    for document in documents(text):
        if document.kind == "CustomResourceDefinition":
            found |= {finding.rule for finding in read_documents([document]).findings}
            continue
        kind = kind_of(document.value)
        if kind is None:
            found.add(UNKNOWN_KIND.id)
        else:
            found |= {to_finding(error, document, "").rule for error in validate(document.value, kind)}
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_catalogue_examples(rule: Any) -> None:
    assert rule.id in rules_broken_by(rule.bad)
    assert rules_broken_by(rule.good) == set()


def test_catalogue_is_in_order() -> None:
    assert [rule.id for rule in RULES] == sorted({rule.id for rule in RULES})
    assert INVALID_CRD in RULES


def verdict_documents(root: Path, name: str) -> list[dict[str, Any]]:
    return values((root / "api/tests/testdata" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["backend", "parameters", "policy"])
def test_api_verdicts(kind: str, upstream: Path) -> None:
    """Upstream's own API tests: documents meant to be accepted, and meant to be refused."""
    for value in verdict_documents(upstream, f"agentgateway_{kind}_valid.yaml"):
        assert errors_of(value) == [], value["metadata"]["name"]
    for value in verdict_documents(upstream, f"agentgateway_{kind}_invalid.yaml"):
        value.pop("_err")
        assert errors_of(value) != [], value["metadata"]["name"]
