"""AgentgatewayParameters: how the agentgateway proxies of a Gateway are deployed."""

from typing import Annotated, Literal

from kgwctl.api.core.env import EnvVar
from kgwctl.api.core.resources import ResourceRequirements
from kgwctl.api.field_rules import Ordered
from kgwctl.api.markers import Maximum, Minimum, constraints
from kgwctl.api.meta import Int64, JSONObject, KubernetesObject, Spec

#: Plain text or JSON.
AgentgatewayParametersLoggingFormat = Literal["json", "text"]


class Logging(Spec):
    """What the proxy logs."""

    level: str | None = None
    """Level, or levels by module."""
    format: AgentgatewayParametersLoggingFormat | None = None
    """Plain text or JSON."""


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


@constraints(Ordered("min", "max"))
class Shutdown(Spec):
    """How long a proxy waits for its connections when it has to stop."""

    min: Annotated[Int64, Minimum(0), Maximum(31536000)]
    """At least so many seconds."""
    max: Annotated[Int64, Minimum(0), Maximum(31536000)]
    """At most so many seconds."""


class Istio(Spec):
    """Ties to an Istio mesh."""

    ca_address: str | None = None
    """Address of the mesh's CA."""
    trust_domain: str | None = None
    """Trust domain of the mesh."""


class OverlayMetadata(Spec):
    """Metadata to lay over a generated resource."""

    labels: dict[str, str] | None = None
    """Labels to add or change."""
    annotations: dict[str, str] | None = None
    """Annotations to add or change."""


class ResourceOverlay(Spec):
    """Changes to a generated resource."""

    metadata: OverlayMetadata | None = None
    """Labels and annotations."""
    spec: JSONObject | None = None
    """A strategic merge patch of the spec."""


class AgentgatewayParametersSpec(Spec):
    """Settings of the proxy and of what is deployed for it."""

    logging: Logging | None = None
    """What the proxy logs."""
    raw_config: JSONObject | None = None
    """Further configuration of agentgateway, in the format of its file; the other fields win."""
    image: Image | None = None
    """Its image."""
    env: tuple[EnvVar, ...] | None = None
    """Its environment."""
    resources: ResourceRequirements | None = None
    """Its CPU and memory."""
    shutdown: Shutdown | None = None
    """How long it waits when it has to stop."""
    istio: Istio | None = None
    """Ties to an Istio mesh."""
    deployment: ResourceOverlay | None = None
    """Changes to the Deployment."""
    service: ResourceOverlay | None = None
    """Changes to the Service."""
    service_account: ResourceOverlay | None = None
    """Changes to the ServiceAccount."""
    pod_disruption_budget: ResourceOverlay | None = None
    """A PodDisruptionBudget to make."""
    horizontal_pod_autoscaler: ResourceOverlay | None = None
    """A HorizontalPodAutoscaler to make, aimed at the Deployment."""


class AgentgatewayParametersStatus(Spec):
    """Nothing is reported yet."""


class AgentgatewayParameters(KubernetesObject):
    """Deployment settings that a GatewayClass or Gateway refers to."""

    spec: AgentgatewayParametersSpec
    status: AgentgatewayParametersStatus | None = None
