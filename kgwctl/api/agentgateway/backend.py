"""agentgateway.backend"""

from typing import Annotated

from kgwctl.api.agentgateway.ai_backend import AIBackend
from kgwctl.api.agentgateway.backend_policies import BackendAllPolicies
from kgwctl.api.agentgateway.mcp_backend import MCPBackend
from kgwctl.api.markers import ListMap, Maximum, MaxItems, MaxLength, Minimum, MinLength, constraints
from kgwctl.api.meta import Condition, Int32, KubernetesObject, Spec
from kgwctl.api.rules import exactly_one_of, requires


class StaticBackend(Spec):
    """StaticBackend."""

    host: Annotated[str, MinLength(1), MaxLength(256)]
    port: Annotated[Int32, Minimum(1), Maximum(65535)]


class DynamicForwardProxyBackend(Spec):
    """DynamicForwardProxyBackend."""


@constraints(
    requires("policies.ai", "ai"),
    requires("policies.mcp", "mcp"),
    exactly_one_of("ai", "static", "dynamicForwardProxy", "mcp"),
)
class AgentgatewayBackendSpec(Spec):
    """AgentgatewayBackendSpec."""

    static: StaticBackend | None = None
    ai: AIBackend | None = None
    mcp: MCPBackend | None = None
    dynamic_forward_proxy: DynamicForwardProxyBackend | None = None
    policies: BackendAllPolicies | None = None


class AgentgatewayBackendStatus(Spec):
    """AgentgatewayBackendStatus."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None


class AgentgatewayBackend(KubernetesObject):
    """AgentgatewayBackend."""

    spec: AgentgatewayBackendSpec
    status: AgentgatewayBackendStatus | None = None
