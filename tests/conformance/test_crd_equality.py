"""Our CRDs beside upstream's, field by field: structure, bounds, defaults and list semantics.

Descriptions, rules (``test_rule_verdicts.py``) and printer columns are not compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kgwctl.api.registry import KINDS, Kind
from kgwctl.schema.crd import crd_of
from tests.conftest import upstream_root

Node = dict[str, Any]

#: Upstream's files with CRDs of the release. ``tcproute-crd.yaml`` is not among them: it is a TCPRoute of Gateway
#: API v1.3.0, kept for a test of upstream's; a cluster serves the one of ``gateway-crds.yaml`` (v1.4.1).
FILES = (
    "install/helm/agentgateway-crds/templates/*.yaml",
    "install/helm/kgateway-crds/templates/*.yaml",
    "pkg/kgateway/crds/gateway-crds.yaml",
    "pkg/kgateway/crds/inference-crds.yaml",
)

#: Keys that say nothing about which values are accepted, or are compared elsewhere.
NOT_COMPARED = {"description", "x-kubernetes-validations"}

#: Keys whose lists are sets.
UNORDERED = {"enum", "required", "x-kubernetes-list-map-keys"}

CUSTOM = [kind for kind in KINDS if kind.custom]


@cache
def upstream_crds(root: Path) -> dict[tuple[str, str], Node]:
    crds: dict[tuple[str, str], Node] = {}
    for pattern in FILES:
        for path in sorted(root.glob(pattern)):
            for document in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
                if document and document["kind"] == "CustomResourceDefinition":
                    crds[document["spec"]["group"], document["spec"]["names"]["kind"]] = document
    return crds


def facts(node: Node, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Everything a schema states, as (field, key, value)."""
    for key, value in node.items():
        if key in NOT_COMPARED:
            continue
        if key == "properties":
            for name, child in value.items():
                yield f"{path}.{name}", "exists", True
                yield from facts(child, f"{path}.{name}")
        elif key == "items":
            yield from facts(value, f"{path}[]")
        elif key == "additionalProperties" and isinstance(value, dict):
            yield path, "is a map", True
            yield from facts(value, f"{path}{{}}")
        elif key in UNORDERED:
            yield path, key, sorted(value)
        elif key in ("oneOf", "allOf"):
            yield path, key, sorted(json.dumps(branch, sort_keys=True) for branch in value)
        else:
            yield path, key, value


def described(schema: Node) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for path, key, value in facts(schema):
        assert found.get((path, key), value) == value, f"{path} states {key} twice, differently"
        found[path, key] = value
    return found


def differences(ours: Node, theirs: Node) -> list[str]:
    mine, other = described(ours), described(theirs)
    return [
        f"{path} {key}: ours {mine.get((path, key), 'absent')!r}, upstream {other.get((path, key), 'absent')!r}"
        for path, key in sorted(mine.keys() | other.keys())
        if mine.get((path, key)) != other.get((path, key)) or ((path, key) in mine) != ((path, key) in other)
    ]


@pytest.mark.skipif(upstream_root() is None, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_the_same_kinds_are_served(upstream: Path) -> None:
    assert {(kind.group, kind.kind) for kind in CUSTOM} == set(upstream_crds(upstream))


@pytest.mark.parametrize("kind", CUSTOM, ids=lambda kind: kind.kind)
def test_every_statement_of_the_schema_is_upstreams(kind: Kind, upstream: Path) -> None:
    ours, theirs = crd_of(kind)["spec"], upstream_crds(upstream)[kind.group, kind.kind]["spec"]
    by_name = {version["name"]: version for version in theirs["versions"]}
    assert {version["name"] for version in ours["versions"]} == {
        name for name, version in by_name.items() if version["served"]
    }
    for version in ours["versions"]:
        schema = version["schema"]["openAPIV3Schema"]
        assert differences(schema, by_name[version["name"]]["schema"]["openAPIV3Schema"]) == []


@pytest.mark.parametrize("kind", CUSTOM, ids=lambda kind: kind.kind)
def test_names_scope_and_versions_are_upstreams(kind: Kind, upstream: Path) -> None:
    ours, theirs = crd_of(kind)["spec"], upstream_crds(upstream)[kind.group, kind.kind]["spec"]
    assert ours["scope"] == theirs["scope"]
    assert ours["names"] == theirs["names"]
    for version in ours["versions"]:
        other = next(other for other in theirs["versions"] if other["name"] == version["name"])
        for key, absent in (("served", None), ("storage", None), ("deprecated", False), ("subresources", {})):
            assert version.get(key, absent) == other.get(key, absent), key


def test_a_changed_bound_is_seen() -> None:
    schema = {"type": "object", "properties": {"port": {"type": "integer", "minimum": 1}}, "required": ["port"]}
    other = {"type": "object", "properties": {"port": {"type": "integer", "minimum": 2}}}
    assert differences(schema, other) == [
        " required: ours ['port'], upstream 'absent'",
        ".port minimum: ours 1, upstream 2",
    ]
