"""Hosts of Istio's ServiceEntries as clusters.

Source: ``pkg/kgateway/extensions2/plugins/serviceentry/backends.go@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.clusters.service import weigh_localities
from kgwctl.envoy.listeners.http import ADS
from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.resolve.service_entries import selects

if TYPE_CHECKING:
    from kgwctl.resolve.model import Backend

_TYPES: dict[str, Cluster.DiscoveryType] = {
    "STATIC": "STATIC",
    "DNS": "STRICT_DNS",
    "DNS_ROUND_ROBIN": "LOGICAL_DNS",
}


def configure(cluster: Cluster, backend: Backend) -> None:
    """Make a cluster with its own endpoints, or one that asks for those that a selector finds."""
    weigh_localities(cluster, backend)
    if selects(backend.resource):
        cluster.type = "EDS"
        cluster.eds_cluster_config = Cluster.EdsClusterConfig(eds_config=ADS)
        return
    kind = _TYPES.get(backend.resource.object.spec.resolution or "")
    if kind is not None:
        cluster.type = kind
