"""The Pods, Service and ServiceAccount of a proxy."""

from typing import Annotated

import msgspec

from kgwctl.api.core.affinity import Affinity, Toleration, TopologySpreadConstraint
from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.core.probe import Probe
from kgwctl.api.core.security import PodSecurityContext
from kgwctl.api.core.shared import ServiceType
from kgwctl.api.core.volume import Volume
from kgwctl.api.markers import Maximum, Minimum
from kgwctl.api.meta import Int32, Int64, Spec


class GracefulShutdown(Spec):
    """A pause before a Pod goes, so that traffic has left it."""

    enabled: bool | None = None
    """Whether to pause."""
    sleep_time_seconds: Annotated[Int64 | None, Minimum(0), Maximum(31536000)] = None
    """How long, in seconds."""


class PodTemplate(Spec):
    """Settings of the proxy's Pods."""

    extra_labels: dict[str, str] | None = None
    """Labels besides the standard ones."""
    extra_annotations: dict[str, str] | None = None
    """Annotations besides the standard ones."""
    security_context: PodSecurityContext | None = None
    """Security settings of the Pod."""
    image_pull_secrets: tuple[LocalObjectReference, ...] | None = None
    """Secrets to pull images with."""
    node_selector: dict[str, str] | None = None
    """Labels that a node must have."""
    affinity: Affinity | None = None
    """Preferences for nodes and neighbours."""
    tolerations: tuple[Toleration, ...] | None = None
    """Taints that the Pods put up with."""
    graceful_shutdown: GracefulShutdown | None = None
    """A pause before a Pod goes."""
    termination_grace_period_seconds: Annotated[Int64 | None, Minimum(0), Maximum(31536000)] = None
    """Seconds from the request to stop until the Pod is killed."""
    startup_probe: Probe | None = None
    """Probe that tells when Envoy has started."""
    readiness_probe: Probe | None = None
    """Probe that tells when Envoy takes traffic."""
    liveness_probe: Probe | None = None
    """Probe that tells whether Envoy still works."""
    topology_spread_constraints: tuple[TopologySpreadConstraint, ...] | None = None
    """How Pods are spread over zones or nodes."""
    extra_volumes: tuple[Volume, ...] | None = None
    """Volumes besides the standard ones."""
    priority_class_name: str | None = None
    """PriorityClass of the Pods."""


class ProxyServicePort(Spec):
    """A port of the Service."""

    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    """The listener's port that this is about."""
    node_port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
    """Port to open on every node."""


class ProxyService(Spec):
    """The Service in front of a proxy."""

    type: ServiceType | None = None
    """Type of the Service."""
    cluster_ip: str | None = msgspec.field(name="clusterIP", default=None)
    """The cluster address to ask for."""
    extra_labels: dict[str, str] | None = None
    """Labels besides the standard ones."""
    extra_annotations: dict[str, str] | None = None
    """Annotations besides the standard ones."""
    ports: tuple[ProxyServicePort, ...] | None = None
    """Node ports for single ports."""
    external_traffic_policy: str | None = None
    """Whether traffic from outside may hop to another node."""


class ProxyServiceAccount(Spec):
    """The ServiceAccount of a proxy."""

    extra_labels: dict[str, str] | None = None
    """Labels besides the standard ones."""
    extra_annotations: dict[str, str] | None = None
    """Annotations besides the standard ones."""
