"""kgateway.gateway_parameters.workload"""

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
    """GracefulShutdown."""

    enabled: bool | None = None
    sleep_time_seconds: Annotated[Int64 | None, Minimum(0), Maximum(31536000)] = None


class PodTemplate(Spec):
    """PodTemplate."""

    extra_labels: dict[str, str] | None = None
    extra_annotations: dict[str, str] | None = None
    security_context: PodSecurityContext | None = None
    image_pull_secrets: tuple[LocalObjectReference, ...] | None = None
    node_selector: dict[str, str] | None = None
    affinity: Affinity | None = None
    tolerations: tuple[Toleration, ...] | None = None
    graceful_shutdown: GracefulShutdown | None = None
    termination_grace_period_seconds: Annotated[Int64 | None, Minimum(0), Maximum(31536000)] = None
    startup_probe: Probe | None = None
    readiness_probe: Probe | None = None
    liveness_probe: Probe | None = None
    topology_spread_constraints: tuple[TopologySpreadConstraint, ...] | None = None
    extra_volumes: tuple[Volume, ...] | None = None
    priority_class_name: str | None = None


class ProxyServicePort(Spec):
    """ProxyServicePort."""

    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    node_port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None


class ProxyService(Spec):
    """ProxyService."""

    type: ServiceType | None = None
    cluster_ip: str | None = msgspec.field(name="clusterIP", default=None)
    extra_labels: dict[str, str] | None = None
    extra_annotations: dict[str, str] | None = None
    ports: tuple[ProxyServicePort, ...] | None = None
    external_traffic_policy: str | None = None


class ProxyServiceAccount(Spec):
    """ProxyServiceAccount."""

    extra_labels: dict[str, str] | None = None
    extra_annotations: dict[str, str] | None = None
