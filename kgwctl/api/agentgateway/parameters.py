"""agentgateway.parameters"""

from typing import Annotated, Literal

from kgwctl.api.core.env import EnvVar
from kgwctl.api.core.resources import ResourceRequirements
from kgwctl.api.markers import Maximum, Minimum, constraints
from kgwctl.api.meta import Int64, JSONObject, KubernetesObject, Spec
from kgwctl.api.rules import Ordered

AgentgatewayParametersLoggingFormat = Literal["json", "text"]


class Logging(Spec):
    """Logging."""

    level: str | None = None
    format: AgentgatewayParametersLoggingFormat | None = None


class Image(Spec):
    """Image."""

    registry: str | None = None
    repository: str | None = None
    tag: str | None = None
    digest: str | None = None
    pull_policy: str | None = None


@constraints(Ordered("min", "max"))
class Shutdown(Spec):
    """Shutdown."""

    min: Annotated[Int64, Minimum(0), Maximum(31536000)]
    max: Annotated[Int64, Minimum(0), Maximum(31536000)]


class Istio(Spec):
    """Istio."""

    ca_address: str | None = None
    trust_domain: str | None = None


class OverlayMetadata(Spec):
    """OverlayMetadata."""

    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None


class ResourceOverlay(Spec):
    """ResourceOverlay."""

    metadata: OverlayMetadata | None = None
    spec: JSONObject | None = None


class AgentgatewayParametersSpec(Spec):
    """AgentgatewayParametersSpec."""

    logging: Logging | None = None
    raw_config: JSONObject | None = None
    image: Image | None = None
    env: tuple[EnvVar, ...] | None = None
    resources: ResourceRequirements | None = None
    shutdown: Shutdown | None = None
    istio: Istio | None = None
    deployment: ResourceOverlay | None = None
    service: ResourceOverlay | None = None
    service_account: ResourceOverlay | None = None
    pod_disruption_budget: ResourceOverlay | None = None
    horizontal_pod_autoscaler: ResourceOverlay | None = None


class AgentgatewayParametersStatus(Spec):
    """AgentgatewayParametersStatus."""


class AgentgatewayParameters(KubernetesObject):
    """AgentgatewayParameters."""

    spec: AgentgatewayParametersSpec
    status: AgentgatewayParametersStatus | None = None
