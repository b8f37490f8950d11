"""kgateway.gateway_parameters.proxy"""

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
    """ProxyDeployment."""

    replicas: Annotated[Int32 | None, Minimum(0)] = None
    strategy: DeploymentStrategy | None = None


class EnvoyBootstrap(Spec):
    """EnvoyBootstrap."""

    log_level: str | None = None
    component_log_levels: dict[str, str] | None = None


class Image(Spec):
    """Image."""

    registry: str | None = None
    repository: str | None = None
    tag: str | None = None
    digest: str | None = None
    pull_policy: str | None = None


class EnvoyContainer(Spec):
    """EnvoyContainer."""

    bootstrap: EnvoyBootstrap | None = None
    image: Image | None = None
    security_context: SecurityContext | None = None
    resources: ResourceRequirements | None = None
    env: tuple[EnvVar, ...] | None = None
    extra_volume_mounts: tuple[VolumeMount, ...] | None = None


class SdsBootstrap(Spec):
    """SdsBootstrap."""

    log_level: str | None = None


class SdsContainer(Spec):
    """SdsContainer."""

    image: Image | None = None
    security_context: SecurityContext | None = None
    resources: ResourceRequirements | None = None
    bootstrap: SdsBootstrap | None = None


class IstioContainer(Spec):
    """IstioContainer."""

    image: Image | None = None
    security_context: SecurityContext | None = None
    resources: ResourceRequirements | None = None
    log_level: str | None = None
    istio_discovery_address: str | None = None
    istio_meta_mesh_id: str | None = None
    istio_meta_cluster_id: str | None = None


class IstioIntegration(Spec):
    """IstioIntegration."""

    istio_proxy_container: IstioContainer | None = None
    custom_sidecars: tuple[Container, ...] | None = None


@constraints(MinProperties(1), MaxProperties(1))
class StatsMatcher(Spec):
    """StatsMatcher."""

    inclusion_list: Annotated[tuple[StringMatcher, ...] | None, MaxItems(16)] = None
    exclusion_list: Annotated[tuple[StringMatcher, ...] | None, MaxItems(16)] = None


class StatsConfig(Spec):
    """StatsConfig."""

    enabled: bool | None = None
    route_prefix_rewrite: str | None = None
    enable_stats_route: bool | None = None
    stats_route_prefix_rewrite: str | None = None
    matcher: StatsMatcher | None = None


class Agentgateway(Spec):
    """Agentgateway."""

    enabled: bool | None = None
    log_level: str | None = None
    image: Image | None = None
    security_context: SecurityContext | None = None
    resources: ResourceRequirements | None = None
    env: tuple[EnvVar, ...] | None = None
    extra_volume_mounts: tuple[VolumeMount, ...] | None = None
