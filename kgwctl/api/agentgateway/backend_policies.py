"""agentgateway.backend_policies"""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.ai_policy import AIPolicy
from kgwctl.api.agentgateway.connection import BackendPolicies
from kgwctl.api.agentgateway.shared import JWTAuthenticationMode, RemoteJWKS
from kgwctl.api.kgateway.shared import Authorization
from kgwctl.api.markers import MaxItems, MaxLength, MinItems, MinLength, constraints
from kgwctl.api.meta import JSONValue, Spec
from kgwctl.api.rules import at_least_one_of

McpIDP = Literal["Auth0", "Keycloak"]


@constraints(at_least_one_of("tcp", "tls", "http", "auth", "ai"))
class LLMProviderPolicies(BackendPolicies):
    """LLMProviderPolicies."""

    ai: AIPolicy | None = None


class MCPAuthentication(Spec):
    """MCPAuthentication."""

    resource_metadata: dict[str, JSONValue] | None = None
    provider: McpIDP | None = None
    issuer: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    audiences: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(64)] = None
    jwks: RemoteJWKS
    mode: JWTAuthenticationMode | None = None


@constraints(at_least_one_of("authorization", "authentication"))
class MCPPolicy(Spec):
    """MCPPolicy."""

    authorization: Authorization | None = None
    authentication: MCPAuthentication | None = None


@constraints(at_least_one_of("tcp", "tls", "http", "auth", "mcp"))
class MCPTargetPolicies(BackendPolicies):
    """MCPTargetPolicies."""

    mcp: MCPPolicy | None = None


@constraints(at_least_one_of("tcp", "tls", "http", "auth", "mcp", "ai"))
class BackendAllPolicies(LLMProviderPolicies):
    """BackendAllPolicies."""

    mcp: MCPPolicy | None = None
