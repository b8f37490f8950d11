"""The bundled schemas: up to date, quick to load, and those of every kind with a type."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kgwctl.api.registry import KINDS
from kgwctl.schema.bundle import build, kinds_in, main, stale_files, write
from kgwctl.schema.core_kinds.registry import CHECKS, core_schemas
from kgwctl.schema.crd_reading import read_crd
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.schema.shipped import load_bundled
from tests.conftest import REPOSITORY

SCHEMAS = REPOSITORY / "schemas"


def test_bundle_matches_the_generated_crds() -> None:
    assert stale_files([*kinds_in(SCHEMAS), *core_schemas()]) == [], "run: python -m kgwctl.schema.bundle schemas"


def test_a_changed_schema_is_noticed(tmp_path: Path) -> None:
    kinds = kinds_in(SCHEMAS)[:3]
    write(kinds, tmp_path)
    assert stale_files(kinds, tmp_path) == []
    changed = next(iter(build(kinds)))
    (tmp_path / changed).write_bytes(b"{}")
    (tmp_path / "example.com_v1_Gone.json").write_bytes(b"{}")
    assert stale_files(kinds, tmp_path) == sorted([changed, "example.com_v1_Gone.json"])
    write(kinds, tmp_path)
    assert stale_files(kinds, tmp_path) == []


def test_every_custom_kind_and_checked_core_kind_is_bundled() -> None:
    for kind in KINDS:
        for version in kind.versions:
            loaded = load_bundled(kind.group, version.name, kind.kind)
            assert (loaded is not None) == (kind.custom or (kind.group, kind.kind) in CHECKS), kind
            if loaded is not None:
                assert loaded.namespaced == (kind.scope == "Namespaced")


@pytest.mark.parametrize(
    "name", [("../x", "v1", "Y"), ("", "v1", "a/b"), ("example.com", "v1", "Nope"), ("\0", "", "")]
)
def test_other_names_have_no_schema(name: tuple[str, str, str]) -> None:
    assert load_bundled(*name) is None


def test_bundled_schemas_carry_no_prose() -> None:
    def keywords(schema: object) -> set[str]:
        found: set[str] = set()
        if isinstance(schema, dict):
            found |= schema.keys() - {"properties"}
            for member in (*(schema.get("properties") or {}).values(), schema.get("items")):
                found |= keywords(member)
        return found

    kind = load_bundled("gateway.networking.k8s.io", "v1", "HTTPRoute")
    assert kind is not None
    assert "description" not in keywords(kind.schema)
    assert "x-kubernetes-validations" in keywords(kind.schema)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.yaml")), ids=lambda path: path.stem)
def test_generated_crds_are_valid(path: Path) -> None:
    assert read_crd(yaml.safe_load(path.read_text(encoding="utf-8"))).errors == ()


def test_user_crds_win_over_the_bundle() -> None:
    bundled = load_bundled("gateway.networking.k8s.io", "v1", "HTTPRoute")
    assert bundled is not None
    own = type(bundled)(
        **{name: getattr(bundled, name) for name in bundled.__struct_fields__} | {"schema": {"type": "object"}}
    )
    schemas = SchemaSet([own])
    found = schemas.find("gateway.networking.k8s.io", "v1", "HTTPRoute")
    assert found is not None
    assert found.kind.schema == {"type": "object"}
    assert schemas.find("gateway.networking.k8s.io", "v1beta1", "HTTPRoute") is None
    assert schemas.find("gateway.networking.k8s.io", "v1", "Gateway") is not None
    assert schemas.find("gateway.networking.k8s.io", "v1", "HTTPRoute") is found


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["--check", str(SCHEMAS)]) == 0
    assert main(["--check", str(tmp_path)]) == 1
    assert "does not match" in capsys.readouterr().err
