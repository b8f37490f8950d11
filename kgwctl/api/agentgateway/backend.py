"""AgentgatewayBackend: a language model, MCP servers or a plain host to send traffic to."""

from typing import Annotated

from kgwctl.api.agentgateway.ai_backend import AIBackend
from kgwctl.api.agentgateway.backend_policies import BackendAllPolicies
from kgwctl.api.agentgateway.mcp_backend import MCPBackend
from kgwctl.api.field_rules import exactly_one_of, requires
from kgwctl.api.markers import ListMap, Maximum, MaxItems, MaxLength, Minimum, MinLength, constraints
from kgwctl.api.meta import Condition, Int32, KubernetesObject, Spec


class StaticBackend(Spec):
    """A fixed address."""

    host: Annotated[str, MinLength(1), MaxLength(256)]
    """DNS name or IP address."""
    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    """The port."""


class DynamicForwardProxyBackend(Spec):
    """Whatever host the request itself names."""


@constraints(
    requires("policies.ai", "ai"),
    requires("policies.mcp", "mcp"),
    exactly_one_of("ai", "static", "dynamicForwardProxy", "mcp"),
)
class AgentgatewayBackendSpec(Spec):
    """One kind of backend, and policies for it."""

    static: StaticBackend | None = None
    """A fixed address."""
    ai: AIBackend | None = None
    """Language models."""
    mcp: MCPBackend | None = None
    """MCP servers."""
    dynamic_forward_proxy: DynamicForwardProxyBackend | None = None
    """Whatever host the request names."""
    policies: BackendAllPolicies | None = None
    """Settings for traffic to this backend."""


class AgentgatewayBackendStatus(Spec):
    """What the controller says about the backend."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None
    """Whether the backend was accepted."""


class AgentgatewayBackend(KubernetesObject):
    """A target for routes of agentgateway."""

    spec: AgentgatewayBackendSpec
    status: AgentgatewayBackendStatus | None = None
