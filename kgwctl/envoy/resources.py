"""What a Gateway compiles to for Envoy: the five lists of xDS resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment
    from kgwctl.envoy.messages.generated.listener import Listener
    from kgwctl.envoy.messages.generated.route import RouteConfiguration
    from kgwctl.envoy.messages.generated.tls import Secret


class XdsResources(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The resources of one Gateway, each list sorted by name (endpoints by cluster name)."""

    clusters: list[Cluster] = []
    endpoints: list[ClusterLoadAssignment] = []
    listeners: list[Listener] = []
    routes: list[RouteConfiguration] = []
    secrets: list[Secret] = []
