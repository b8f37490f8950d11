"""Upstream's recorded Envoy resources, as plain data and as records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment
from kgwctl.envoy.messages.generated.listener import Listener
from kgwctl.envoy.messages.generated.route import RouteConfiguration
from kgwctl.envoy.messages.generated.tls import Secret
from kgwctl.envoy.messages.message import Message, decode
from kgwctl.envoy.resources import XdsResources
from tests.conftest import upstream_root

GLOBS = (
    "pkg/kgateway/translator/gateway/testutils/outputs/**/*.yaml",
    "pkg/kgateway/setup/testdata/**/*-out.yaml",
    "pkg/kgateway/extensions2/plugins/waypoint/testdata/output/**/*.yaml",
)
RECORDS: dict[str, type[Message]] = {
    "clusters": Cluster,
    "endpoints": ClusterLoadAssignment,
    "listeners": Listener,
    "routes": RouteConfiguration,
    "secrets": Secret,
    "extraclusters": Cluster,
}


def golden_files() -> list[Path]:
    """Every recorded output, or none where the data is absent."""
    root = upstream_root()
    return [] if root is None else sorted(path for pattern in GLOBS for path in root.glob(pattern))


def golden_name(path: Path) -> str:
    """A short stable name: the path below ``pkg/kgateway``."""
    return path.as_posix().partition("/pkg/kgateway/")[2]


def golden_values(path: Path) -> list[tuple[type[Message], Any]]:
    """The resources of one output with their record class, as read."""
    with path.open("rb") as file:
        documents = list(yaml.load_all(file, yaml.CSafeLoader))
    return [
        (RECORDS[key.lower()], value)
        for document in documents
        for key, values in (document or {}).items()
        if key.lower() in RECORDS
        for value in values or []
    ]


def golden_resources(path: Path) -> XdsResources:
    """The resources of one output as records."""
    resources = XdsResources()
    lists: dict[type[Message], list[Any]] = {
        Cluster: resources.clusters,
        ClusterLoadAssignment: resources.endpoints,
        Listener: resources.listeners,
        RouteConfiguration: resources.routes,
        Secret: resources.secrets,
    }
    for cls, value in golden_values(path):
        lists[cls].append(decode(value, cls))
    return resources
