"""The controller's own deployer cases: from a Gateway to all objects of its proxy, equal as whole values."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kgwctl.manifests.loading import load
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.resource import Resource
from kgwctl.objects.typing import type_documents
from kgwctl.proxy.controller import XDS_SECRET
from kgwctl.proxy.deploy import deployed
from kgwctl.resolve.resolved import ResolvedPlanes
from kgwctl.settings import Settings
from tests.conftest import upstream_root

#: What upstream's harness sets, as settings.
HARNESS = (
    "KGW_XDS_SERVICE_HOST=xds.cluster.local",
    "KGW_DEFAULT_IMAGE_REGISTRY=ghcr.io",
    "KGW_DEFAULT_IMAGE_TAG=v2.1.0-dev",
    "KGW_DEFAULT_IMAGE_PULL_POLICY=",
)
#: The version that upstream's harness builds as.
VERSION = "1.0.0-ci1"
EXPECTED_PAIRS = 40


def _folder() -> Path | None:
    root = upstream_root()
    folder = root / "test/deployer/testdata" if root else None
    return folder if folder and folder.is_dir() else None


def _inputs() -> list[Path]:
    folder = _folder()
    return sorted(path for path in folder.glob("*.yaml") if not path.stem.endswith("-out")) if folder else []


def _documents(path: Path) -> list[Any]:
    return [one for one in yaml.safe_load_all(path.read_text()) if one]


@pytest.mark.skipif(_folder() is None, reason="no upstream data")
def test_all_pairs_are_there() -> None:
    assert len(_inputs()) == EXPECTED_PAIRS


@pytest.mark.parametrize("path", _inputs(), ids=lambda path: path.stem)
def test_pair(path: Path, tmp_path: Path) -> None:
    expected = _documents(path.with_name(f"{path.stem}-out.yaml"))
    settings = list(HARNESS)
    if path.stem.startswith("istio-enabled"):
        settings.append("KGW_ENABLE_ISTIO_AUTO_MTLS=true")
    documents = _documents(path)
    if path.stem.endswith("-tls"):
        settings.append("KGW_XDS_TLS=true")
        documents.append(_ca_secret(expected))
    objects = _as_go_reads(documents, tmp_path / "input.json")
    (resolved,) = ResolvedPlanes(objects, Settings.from_pairs(settings)).occurring
    (gateway,) = resolved.gateways
    made = deployed(gateway, resolved, version=VERSION)
    assert [one["metadata"].pop("namespace") for one in made] == [gateway.key.namespace] * len(made)
    assert made == expected


def _ca_secret(expected: list[Any]) -> dict[str, Any]:
    """The CA that upstream's harness mounts, taken from the output; its own file has no last line break."""
    (ca,) = [one["data"]["ca.crt"] for one in expected if "ca.crt" in one.get("data", {})]
    data = {"ca.crt": base64.b64encode(ca.rstrip("\n").encode()).decode()}
    metadata = {"name": XDS_SECRET, "namespace": "kgateway-system"}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data}


def _as_go_reads(documents: list[Any], path: Path) -> ObjectSet:
    """The objects as upstream's harness has them: no API server refused a value or dropped a null.

    Go reads a null label as an empty one, and any text as an enumeration's value.
    """
    refused: dict[str, str] = {}
    for document in documents:
        spec = document.get("spec") or {}
        for overlay in (spec.get("deployment") or {}, spec.get("service") or {}):
            for entries in (overlay.get("metadata") or {}).values():
                entries.update({key: "" for key, value in entries.items() if value is None})
        form = (spec.get("logging") or {}).get("format")
        if form not in (None, "json", "text"):
            refused[document["metadata"]["name"]] = spec["logging"].pop("format")
    path.write_text("\n---\n".join(json.dumps(one) for one in documents))
    typed = type_documents(load([str(path)]).documents, defaulting="kgateway")
    assert not typed.findings
    return ObjectSet(_with_format(one, refused.get(one.name)) for one in typed.objects)


def _with_format(resource: Resource[Any], form: str | None) -> Resource[Any]:
    if form is None or resource.kind != "AgentgatewayParameters":
        return resource
    replace = msgspec.structs.replace
    spec = resource.object.spec
    changed = replace(resource.object, spec=replace(spec, logging=replace(spec.logging, format=form)))
    return Resource(resource.key, changed, resource.document, resource.age, resource.labels, resource.annotations)
