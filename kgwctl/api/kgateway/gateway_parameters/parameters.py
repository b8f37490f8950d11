"""GatewayParameters: how the proxies of a Gateway are deployed."""

from kgwctl.api.field_rules import exactly_one_of
from kgwctl.api.kgateway.gateway_parameters.proxy import (
    Agentgateway,
    EnvoyContainer,
    IstioIntegration,
    ProxyDeployment,
    SdsContainer,
    StatsConfig,
)
from kgwctl.api.kgateway.gateway_parameters.workload import PodTemplate, ProxyService, ProxyServiceAccount
from kgwctl.api.markers import constraints
from kgwctl.api.meta import JSONObject, KubernetesObject, Spec


class KubernetesProxyConfig(Spec):
    """Settings of the Deployment, Service and ServiceAccount made for a Gateway."""

    deployment: ProxyDeployment | None = None
    """Replicas and rollout."""
    envoy_container: EnvoyContainer | None = None
    """The Envoy container."""
    sds_container: SdsContainer | None = None
    """The container that hands certificates to Envoy, with Istio."""
    pod_template: PodTemplate | None = None
    """Labels, scheduling and other settings of the Pods."""
    service: ProxyService | None = None
    """The Service in front."""
    service_account: ProxyServiceAccount | None = None
    """The ServiceAccount of the Pods."""
    istio: IstioIntegration | None = None
    """Sidecars for Istio's mutual TLS."""
    stats: StatsConfig | None = None
    """Statistics that the proxy offers."""
    agentgateway: Agentgateway | None = None
    """Settings for when the proxy is agentgateway."""
    omit_default_security_context: bool | None = None
    """Leave securityContexts out, for platforms such as OpenShift that set their own."""


@constraints(exactly_one_of("kube", "selfManaged"))
class GatewayParametersSpec(Spec):
    """Deployed by the controller, or by yourself."""

    kube: KubernetesProxyConfig | None = None
    """Deployed by the controller, like this."""
    self_managed: JSONObject | None = None
    """Not deployed by the controller."""


class GatewayParametersStatus(Spec):
    """Nothing is reported yet."""


class GatewayParameters(KubernetesObject):
    """Deployment settings that a GatewayClass or Gateway refers to."""

    spec: GatewayParametersSpec
    status: GatewayParametersStatus | None = None
