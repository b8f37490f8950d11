"""Upstream has most listener policies in both kinds: what we make of the old ones is what they wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kgwctl.manifests import Source, read_source
from kgwctl.migrate.editing.ops import same
from kgwctl.migrate.proof.differences import renamed
from kgwctl.migrate.run import Checks, plan_migration, prove
from kgwctl.pipeline.options import Options
from kgwctl.releases.fact import EACH, Advice, Moved, Renamed
from kgwctl.releases.v2_2 import FIELDS
from tests.migrate.proof.test_proof import validated

INPUTS = "pkg/kgateway/translator/gateway/testutils/inputs"
OUTPUTS = "pkg/kgateway/translator/gateway/testutils/outputs"
PAIRS = ("httplistenerpolicy", "listener-policy-http")


def pairs(upstream: Path) -> list[tuple[Path, Path]]:
    old = sorted((upstream / INPUTS / PAIRS[0]).glob("*.yaml"))
    found = [(path, upstream / INPUTS / PAIRS[1] / path.name) for path in old]
    return [pair for pair in found if pair[1].exists()]


def load(path: Path) -> Source:
    return Source(str(path), path.read_bytes())


def policies(source: Source) -> list[dict[str, Any]]:
    kinds = ("HTTPListenerPolicy", "ListenerPolicy")
    return [document.value for document in read_source(source)[0] if document.kind in kinds]


def test_old_policies_become_the_new_ones(upstream: Path) -> None:
    found = pairs(upstream)
    assert len(found) >= 8
    for old, new in found:
        after = plan_migration([load(old)]).migrated()[0]
        assert same(policies(after), policies(load(new))), old.name


def test_both_kinds_have_the_same_golden(upstream: Path) -> None:
    """The two recorded configurations differ in what a proof leaves aside, and in nothing else."""
    compared = 0
    for old in sorted((upstream / OUTPUTS / PAIRS[0]).glob("*.yaml")):
        new = upstream / OUTPUTS / PAIRS[1] / old.name
        if new.exists():
            before, after = (yaml.safe_load(path.read_text()) for path in (old, new))
            for value in (before, after):
                value.pop("Statuses", None)
            assert same(renamed(before), renamed(after)), old.name
            compared += 1
    assert compared >= 8


def test_migrated_inputs_are_accepted_and_render_the_same(upstream: Path) -> None:
    for path in sorted((upstream / INPUTS / PAIRS[0]).glob("*.yaml")):
        source = Source(str(path), path.read_bytes().replace(b"example-gateway-class", b"kgateway"))
        plan = plan_migration([source])
        assert plan.edits
        found = [each for each in validated(plan.migrated(), Options()) if "ListenerPolicy" in each.subject]
        assert not [each.message for each in found if each.rule.startswith("KGW01")], path.name
        proof = prove(plan, Checks(validated))
        assert proof.compared.gateways
        assert proof.holds
        assert not proof.differences


def crd_fields(folder: Path) -> dict[str, set[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for path in folder.glob("install/helm/kgateway-crds/templates/*.yaml"):
        crd = yaml.load(path.read_text(), yaml.CSafeLoader)
        schema = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        found[crd["spec"]["names"]["kind"]] = set(fields(schema, ()))
    return found


def fields(schema: dict[str, Any], path: tuple[str, ...]) -> list[tuple[str, ...]]:
    found = [path]
    for name, inner in schema.get("properties", {}).items():
        found += fields(inner, (*path, name))
    if isinstance(schema.get("items"), dict):
        found += fields(schema["items"], (*path, EACH))
    return found


@pytest.fixture
def crds(upstream: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    old = upstream.parent / "kgateway-v2.1.2"
    if not old.is_dir():
        pytest.skip("no v2.1.2 CRDs beside the v2.2.0 data")
    return crd_fields(old), crd_fields(upstream)


def test_every_removed_field_is_in_the_table(crds: tuple[dict[str, Any], dict[str, Any]]) -> None:
    before, after = crds
    known = {(row.kind, row.path) for row in FIELDS} | {("GatewayParameters", ("spec", "kube", "floatingUserId"))}
    for kind, paths in before.items():
        for path in paths - after[kind]:
            parents = [path[:length] for length in range(1, len(path) + 1)]
            assert any((kind, parent) in known for parent in parents), (kind, path)


def test_every_new_name_exists(crds: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, after = crds
    for row in FIELDS:
        if isinstance(row, Renamed):
            assert (*row.path[:-1], row.name) in after[row.kind]
            assert row.path not in after[row.kind]
        elif isinstance(row, Moved):
            assert (*row.path[:-1], *row.into, row.name) in after[row.kind]
            assert row.path not in after[row.kind]
        elif not isinstance(row, Advice) and hasattr(row, "field"):
            assert (*row.path, row.field) in after[row.kind]
