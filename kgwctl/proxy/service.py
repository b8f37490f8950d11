"""The Service in front of a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.proxy.labels import metadata, selector_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgwctl.proxy.model import Identity, Manifest, Port


def service(
    identity: Identity,
    ports: Sequence[Port],
    spec: Manifest,
    annotations: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Manifest:
    """The Service: ``spec`` with the ports and the selector."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(identity, annotations, labels),
        "spec": {**spec, "ports": [_port(port) for port in ports], "selector": selector_labels(identity)},
    }


def _port(port: Port) -> Manifest:
    return {
        "name": port.name[:15],
        "protocol": "TCP",
        "port": port.number,
        "targetPort": port.number,
        "nodePort": port.node_port,
    }
