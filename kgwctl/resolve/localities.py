"""Where workloads run: region, zone and subzone of their nodes, and the labels that say so.

Source: ``pkg/krtcollections/pods.go@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import NODE
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource

REGION = "topology.kubernetes.io/region"
ZONE = "topology.kubernetes.io/zone"
SUBZONE = "topology.istio.io/subzone"
HOSTNAME = "kubernetes.io/hostname"
NETWORK = "topology.istio.io/network"
_LABELS = (REGION, ZONE, SUBZONE)
#: Labels by which endpoints may be preferred without any rule.
TOPOLOGY_LABELS = (NETWORK, ZONE, SUBZONE, HOSTNAME, "failure-domain.beta.kubernetes.io/region")


class Place(NamedTuple):
    """A locality; an empty text is not known."""

    region: str = ""
    zone: str = ""
    sub_zone: str = ""

    @property
    def labels(self) -> dict[str, str]:
        """What is known of it, as labels."""
        return {label: value for label, value in zip(_LABELS, self, strict=True) if value}


#: Of workloads about which nothing is known.
NOWHERE = Place()


def place_of(labels: Mapping[str, str]) -> Place:
    """The locality that labels tell."""
    return Place(*(labels.get(label, "") for label in _LABELS))


def pod_place(pod: Resource[Any], objects: ObjectSet) -> tuple[Place, dict[str, str]]:
    """The locality of the node that a Pod runs on, and the Pod's labels with it."""
    labels = dict(pod.labels)
    spec: Any = pod.object.spec
    node_name: str = (spec.node_name if spec is not None else None) or ""
    node = objects.get(ObjectKey(*NODE, "", node_name))
    if node is None:
        return NOWHERE, labels
    place = place_of(node.labels)
    return place, {**labels, **place.labels, HOSTNAME: node_name}
