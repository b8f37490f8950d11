"""Service ports: clusters whose endpoints come over the management connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.listeners.http import ADS
from kgwctl.envoy.messages.generated.cluster import Cluster

if TYPE_CHECKING:
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Backend

_ANNOTATION = "networking.istio.io/traffic-distribution"
_DISTRIBUTIONS = {
    "preferclose": "PreferSameZone",
    "prefersamezone": "PreferSameZone",
    "prefersamenode": "PreferSameNode",
    "prefernetwork": "PreferNetwork",
}


def traffic_distribution(service: Resource[object]) -> str:
    """``PreferSameZone``, ``PreferSameNode``, ``PreferNetwork``, or nothing for any endpoint.

    ``spec.trafficDistribution`` counts before Istio's annotation; case does not matter.
    """
    written = getattr(getattr(service.object, "spec", None), "traffic_distribution", None)
    if written is None:
        written = service.annotations.get(_ANNOTATION, "")
    return _DISTRIBUTIONS.get(written.lower(), "")


def configure(cluster: Cluster, backend: Backend) -> None:
    """Make a cluster that asks for its endpoints."""
    cluster.type = "EDS"
    cluster.eds_cluster_config = Cluster.EdsClusterConfig(eds_config=ADS)
    cluster.ignore_health_on_host_removal = True
    weigh_localities(cluster, backend)


def weigh_localities(cluster: Cluster, backend: Backend) -> None:
    """Share traffic among localities by their weight, where the backend prefers some endpoints."""
    if traffic_distribution(backend.resource):
        cluster.common_lb_config = Cluster.CommonLbConfig(
            locality_weighted_lb_config=Cluster.CommonLbConfig.LocalityWeightedLbConfig()
        )
