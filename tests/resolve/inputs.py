"""Small inputs for tests of resolution and statuses, from YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import yaml

from kgwctl.api import registry
from kgwctl.manifests.document import Document
from kgwctl.objects.conversion import convert
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.resource import NOT_YET_CREATED, Age, ObjectKey, Resource
from kgwctl.planes.envoy import ENVOY
from kgwctl.planes.plane import Plane
from kgwctl.resolve.model import Gateway
from kgwctl.resolve.resolved import Resolved, ResolvedPlanes, resolve
from kgwctl.settings import Settings

GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, port: 80, protocol: HTTP}
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {ports: [{port: 80}]}
"""


def objects(*texts: str) -> ObjectSet:
    """Typed objects, without defaults. Age follows load order unless a creationTimestamp is given (as a number)."""
    values = [value for text in texts for value in yaml.safe_load_all(text) if value]
    return ObjectSet(_resource(value, order) for order, value in enumerate(values))


def _resource(value: dict[str, Any], order: int) -> Resource[Any]:
    group, _, version = value["apiVersion"].rpartition("/")
    kind = value["kind"]
    kind_info, cls = registry.find_kind(group, kind), registry.type_of(group, version, kind)
    assert kind_info is not None
    assert cls is not None, kind
    metadata = value["metadata"]
    created = metadata.pop("creationTimestamp", None)
    namespace = metadata.get("namespace", "default") if kind_info.scope == "Namespaced" else ""
    return Resource(
        ObjectKey(group, kind, namespace, metadata["name"]),
        convert(value, cls),
        cast(Document, None),
        Age(NOT_YET_CREATED, order) if created is None else Age(created, 0),
        metadata.get("labels") or {},
        metadata.get("annotations") or {},
    )


def resolved(
    *texts: str,
    settings: Iterable[str] = (),
    extra_classes: Mapping[str, str] | None = None,
    plane: Plane = ENVOY,
) -> Resolved:
    """Everything resolved."""
    return resolve(objects(*texts), Settings.from_pairs(settings), extra_classes, plane=plane)


def planes(*texts: str, settings: Iterable[str] = ()) -> ResolvedPlanes:
    """Everything as every plane sees it."""
    return ResolvedPlanes(objects(*texts), Settings.from_pairs(settings))


def only_gateway(*texts: str, settings: Iterable[str] = ()) -> Gateway:
    """The one Gateway of the input, of whichever plane."""
    (gateway,) = planes(*texts, settings=settings).gateways
    return gateway
