"""The labels and annotations of a proxy's objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.proxy.model import Identity, Manifest

GATEWAY_CLASS_LABEL = "gateway.networking.k8s.io/gateway-class-name"
#: Longest name that a label or an object of the proxy has.
LONGEST_NAME = 63


def filled(*sources: Mapping[str, str]) -> dict[str, str]:
    """The entries of all ``sources``; an earlier one wins unless its value is empty."""
    merged: dict[str, str] = {}
    for source in sources:
        for key, value in source.items():
            merged[key] = merged.get(key) or value
    return merged


def object_name(name: str) -> str:
    """The name of the proxy's objects."""
    return name[:LONGEST_NAME].removesuffix("-")


def selector_labels(identity: Identity) -> dict[str, str]:
    """The labels by which Service and Deployment find the Pods."""
    return {
        "app.kubernetes.io/name": object_name(identity.name),
        "app.kubernetes.io/instance": identity.name,
        "gateway.networking.k8s.io/gateway-name": identity.name,
    }


def object_labels(identity: Identity, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The labels of every object of the proxy."""
    own = {
        "kgateway": "kube-gateway",
        "app.kubernetes.io/managed-by": "kgateway",
        GATEWAY_CLASS_LABEL: identity.class_name,
    }
    labels = filled(own, selector_labels(identity), identity.labels)
    labels["app.kubernetes.io/version"] = identity.version
    return filled(labels, extra or {})


def metadata(
    identity: Identity,
    annotations: Mapping[str, str] | None = None,
    extra_labels: Mapping[str, str] | None = None,
    name: str = "",
) -> Manifest:
    """The metadata of an object of the proxy; without ``annotations`` it has those of the infrastructure."""
    return {
        "name": name or object_name(identity.name),
        "labels": object_labels(identity, extra_labels),
        "annotations": dict(identity.annotations if annotations is None else annotations),
    }
