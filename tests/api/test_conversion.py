"""Every manifest that upstream's controller takes becomes a typed object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kgwctl.api.gateway_api.gateway import Gateway
from kgwctl.api.gateway_api.http_route import HTTPRoute
from kgwctl.api.registry import KINDS, load_type, type_of
from tests.conftest import upstream_root

INPUTS = ("pkg/kgateway/translator/gateway/testutils/inputs", "pkg/kgateway/setup/testdata")


def input_files() -> list[Path]:
    root = upstream_root()
    return sorted(path for name in INPUTS for path in (root / name).rglob("*.yaml")) if root else []


def objects(path: Path) -> list[dict[str, Any]]:
    try:
        documents = list(yaml.load_all(path.read_bytes(), yaml.CSafeLoader))
    except yaml.YAMLError:
        return []
    return [document for document in documents if isinstance(document, dict)]


def test_upstreams_inputs_convert(upstream: Path) -> None:
    converted = 0
    for path in input_files():
        for document in objects(path):
            group, _, version = str(document.get("apiVersion")).rpartition("/")
            cls = type_of(group, version, str(document.get("kind")))
            if cls is not None:
                loaded = msgspec.convert(document, cls)
                assert loaded.metadata.name == document["metadata"].get("name", ""), path
                converted += 1
    assert converted > 1500


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_row_of_the_registry_names_a_type(kind: Any) -> None:
    for version in kind.versions:
        assert issubclass(load_type(kind, version), msgspec.Struct)


def test_unknown_kinds_and_versions_have_no_type() -> None:
    assert type_of("gateway.networking.k8s.io", "v1", "HTTPRoute") is HTTPRoute
    assert type_of("gateway.networking.k8s.io", "v1alpha2", "HTTPRoute") is None
    assert type_of("example.com", "v1", "HTTPRoute") is None


def test_json_names_and_unknown_fields() -> None:
    route = msgspec.convert(
        {"metadata": {"name": "a"}, "spec": {"parentRefs": [{"name": "gw"}], "surprise": 1}}, HTTPRoute
    )
    assert route.spec.parent_refs is not None
    assert route.spec.parent_refs[0].name == "gw"
    assert msgspec.json.encode(route) == b'{"metadata":{"name":"a"},"spec":{"parentRefs":[{"name":"gw"}]}}'


def test_wrong_types_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\.spec\.hostnames"):
        msgspec.convert({"spec": {"hostnames": "example.com"}}, HTTPRoute)


def test_a_gateway_without_listeners_is_read_though_no_server_would_take_it() -> None:
    assert msgspec.convert({"spec": {"gatewayClassName": "kgateway"}}, Gateway).spec.listeners == ()


def test_objects_cannot_be_changed() -> None:
    route = msgspec.convert({"spec": {}}, HTTPRoute)
    with pytest.raises(AttributeError):
        route.kind = "Gateway"  # type: ignore[misc]
