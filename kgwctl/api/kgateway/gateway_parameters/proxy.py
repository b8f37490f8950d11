"""The containers of a proxy and its statistics."""

from typing import Annotated

from kgwctl.api.core.container import Container, VolumeMount
from kgwctl.api.core.deployment import DeploymentStrategy
from kgwctl.api.core.env import EnvVar
from kgwctl.api.core.resources import ResourceRequirements
from kgwctl.api.core.security import SecurityContext
from kgwctl.api.kgateway.shared import StringMatcher
from kgwctl.api.markers import MaxItems, MaxProperties, Minimum, MinProperties, constraints
from kgwctl.api.meta import Int32, Spec


class ProxyDeployment(Spec):
    """Replicas and rollout."""

    replicas: Annotated[Int32 | None, Minimum(0)] = None
    """How many Pods; absent leaves the number to an autoscaler."""
    strategy: DeploymentStrategy | None = None
    """How Pods are replaced on changes."""


class EnvoyBootstrap(Spec):
    """How Envoy starts."""

    log_level: str | None = None
    """Level of its log."""
    component_log_levels: dict[str, str] | None = None
    """Levels for single components, by name."""


class Image(Spec):
    """A container image."""

    registry: str | None = None
    """The registry."""
    repository: str | None = None
    """Name of the image in the registry."""
    tag: str | None = None
    """Tag of the image."""
    digest: str | None = None
    """Digest of the image, such as ``sha256:...``."""
    pull_policy: str | None = None
    """When to pull the image."""


class EnvoyContainer(Spec):
    """The Envoy container."""

    bootstrap: EnvoyBootstrap | None = None
    """How Envoy starts."""
    image: Image | None = None
    """Its image."""
    security_context: SecurityContext | None = None
    """Its security settings."""
    resources: ResourceRequirements | None = None
    """Its CPU and memory."""
    env: tuple[EnvVar, ...] | None = None
    """Its environment."""
    extra_volume_mounts: tuple[VolumeMount, ...] | None = None
    """Volumes to mount besides its own."""


class SdsBootstrap(Spec):
    """How the SDS server starts."""

    log_level: str | None = None
    """Level of its log."""


class SdsContainer(Spec):
    """The container that hands certificates to Envoy."""

    image: Image | None = None
    """Its image."""
    security_context: SecurityContext | None = None
    """Its security settings."""
    resources: ResourceRequirements | None = None
    """Its CPU and memory."""
    bootstrap: SdsBootstrap | None = None
    """How it starts."""


class IstioContainer(Spec):
    """The Istio sidecar, which fetches certificates."""

    image: Image | None = None
    """Its image."""
    security_context: SecurityContext | None = None
    """Its security settings."""
    resources: ResourceRequirements | None = None
    """Its CPU and memory."""
    log_level: str | None = None
    """Level of its log."""
    istio_discovery_address: str | None = None
    """Address of istiod; ``istiod.istio-system.svc:15012`` if absent."""
    istio_meta_mesh_id: str | None = None
    """Id of the mesh; ``cluster.local`` if absent."""
    istio_meta_cluster_id: str | None = None
    """Id of the cluster; ``Kubernetes`` if absent."""


class IstioIntegration(Spec):
    """Sidecars for Istio's mutual TLS."""

    istio_proxy_container: IstioContainer | None = None
    """The Istio sidecar."""
    custom_sidecars: tuple[Container, ...] | None = None
    """Containers to run instead of the Istio sidecar."""


@constraints(MinProperties(1), MaxProperties(1))
class StatsMatcher(Spec):
    """Which statistics are kept."""

    inclusion_list: Annotated[tuple[StringMatcher, ...] | None, MaxItems(16)] = None
    """Keep only statistics whose name matches one of these."""
    exclusion_list: Annotated[tuple[StringMatcher, ...] | None, MaxItems(16)] = None
    """Drop statistics whose name matches one of these."""


class StatsConfig(Spec):
    """Statistics that the proxy offers."""

    enabled: bool | None = None
    """Offer them to Prometheus."""
    route_prefix_rewrite: str | None = None
    """Path of Envoy's admin interface that ``/metrics`` leads to."""
    enable_stats_route: bool | None = None
    """Offer ``/stats`` as well."""
    stats_route_prefix_rewrite: str | None = None
    """Path of Envoy's admin interface that ``/stats`` leads to."""
    matcher: StatsMatcher | None = None
    """Which statistics are kept."""


class Agentgateway(Spec):
    """The agentgateway container."""

    enabled: bool | None = None
    """Deploy agentgateway instead of Envoy."""
    log_level: str | None = None
    """Level of its log."""
    image: Image | None = None
    """Its image."""
    security_context: SecurityContext | None = None
    """Its security settings."""
    resources: ResourceRequirements | None = None
    """Its CPU and memory."""
    env: tuple[EnvVar, ...] | None = None
    """Its environment."""
    extra_volume_mounts: tuple[VolumeMount, ...] | None = None
    """Volumes to mount besides its own."""
