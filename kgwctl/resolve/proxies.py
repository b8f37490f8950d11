"""The proxies of a Gateway as the controller sees them: namespace, labels and place of their Pods.

Offline a proxy has a place only if its Pod is among the manifests: the first Pod of the Gateway's
namespace with the label that the controller gives to its proxies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import POD
from kgwctl.resolve.localities import NOWHERE, Place, pod_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Gateway

GATEWAY_NAME_LABEL = "gateway.networking.k8s.io/gateway-name"


class Proxy(NamedTuple):
    """What the configuration of one proxy may depend on."""

    namespace: str
    labels: Mapping[str, str]
    place: Place = NOWHERE


#: A proxy about which nothing is known.
ANY_PROXY = Proxy("", {})


def proxy_of(gateway: Gateway, objects: ObjectSet, pod: ObjectKey | None = None) -> Proxy:
    """The proxy of a Gateway. ``pod`` names its Pod where no label tells."""
    found = objects.get(pod) if pod is not None else None
    if found is None:
        namespace = gateway.key.namespace
        found = next(
            (
                one
                for one in objects.of(POD)
                if one.namespace == namespace and one.labels.get(GATEWAY_NAME_LABEL) == gateway.key.name
            ),
            None,
        )
    if found is None:
        return Proxy(gateway.key.namespace, _given_labels(gateway))
    place, labels = pod_place(found, objects)
    return Proxy(found.namespace, labels, place)


def _given_labels(gateway: Gateway) -> dict[str, str]:
    """The labels that the controller gives to every proxy of a Gateway."""
    name = gateway.key.name
    return {
        "app.kubernetes.io/instance": name,
        "app.kubernetes.io/name": name,
        "gateway.networking.k8s.io/gateway-class-name": gateway.resource.object.spec.gateway_class_name,
        GATEWAY_NAME_LABEL: name,
        "kgateway": "kube-gateway",
    }
