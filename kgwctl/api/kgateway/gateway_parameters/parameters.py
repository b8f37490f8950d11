"""kgateway.gateway_parameters.parameters"""

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
from kgwctl.api.rules import exactly_one_of


class KubernetesProxyConfig(Spec):
    """KubernetesProxyConfig."""

    deployment: ProxyDeployment | None = None
    envoy_container: EnvoyContainer | None = None
    sds_container: SdsContainer | None = None
    pod_template: PodTemplate | None = None
    service: ProxyService | None = None
    service_account: ProxyServiceAccount | None = None
    istio: IstioIntegration | None = None
    stats: StatsConfig | None = None
    agentgateway: Agentgateway | None = None
    omit_default_security_context: bool | None = None


@constraints(exactly_one_of("kube", "selfManaged"))
class GatewayParametersSpec(Spec):
    """GatewayParametersSpec."""

    kube: KubernetesProxyConfig | None = None
    self_managed: JSONObject | None = None


class GatewayParametersStatus(Spec):
    """GatewayParametersStatus."""


class GatewayParameters(KubernetesObject):
    """GatewayParameters."""

    spec: GatewayParametersSpec
    status: GatewayParametersStatus | None = None
