"""Policies for traffic to one kind of backend."""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.ai_policy import AIPolicy
from kgwctl.api.agentgateway.connection import BackendPolicies
from kgwctl.api.agentgateway.shared import JWTAuthenticationMode, RemoteJWKS
from kgwctl.api.field_rules import at_least_one_of
from kgwctl.api.kgateway.shared import Authorization
from kgwctl.api.markers import MaxItems, MaxLength, MinItems, MinLength, constraints
from kgwctl.api.meta import JSONValue, Spec

#: An identity provider.
McpIDP = Literal["Auth0", "Keycloak"]


@constraints(at_least_one_of("tcp", "tls", "http", "auth", "ai"))
class LLMProviderPolicies(BackendPolicies):
    """Settings for traffic to a language model."""

    ai: AIPolicy | None = None
    """Handling of requests for language models."""


class MCPAuthentication(Spec):
    """Authentication of MCP clients by JSON web tokens."""

    resource_metadata: dict[str, JSONValue] | None = None
    """Metadata of the protected resource, as clients discover it."""
    provider: McpIDP | None = None
    """The identity provider, where it needs special handling."""
    issuer: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """What the claim ``iss`` must be."""
    audiences: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(64)] = None
    """Values of which the claim ``aud`` must have one."""
    jwks: RemoteJWKS
    """Where the keys are."""
    mode: JWTAuthenticationMode | None = None
    """What happens to requests without a good token."""


@constraints(at_least_one_of("authorization", "authentication"))
class MCPPolicy(Spec):
    """Who may use MCP servers, and for what."""

    authorization: Authorization | None = None
    """What may be used, decided by CEL expressions over tools and claims."""
    authentication: MCPAuthentication | None = None
    """Who the client is."""


@constraints(at_least_one_of("tcp", "tls", "http", "auth", "mcp"))
class MCPTargetPolicies(BackendPolicies):
    """Settings for traffic to an MCP server."""

    mcp: MCPPolicy | None = None
    """Who may use the server."""


@constraints(at_least_one_of("tcp", "tls", "http", "auth", "mcp", "ai"))
class BackendAllPolicies(LLMProviderPolicies):
    """Settings for traffic to a backend of any kind."""

    mcp: MCPPolicy | None = None
    """Who may use MCP servers; for MCP backends."""
