"""``backend.mcp.authentication``: clients of MCP servers show a JSON web token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kgwctl.agentgateway.jwks.stores import KeySetProblem
from kgwctl.agentgateway.jwks.urls import remote_key_set
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.policies.traffic.jwt_authentication import MODES
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec
from kgwctl.output.sensitive import Sensitive
from kgwctl.secrecy import holds_private_keys

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.backend_policies import MCPAuthentication

_Authentication = BackendPolicySpec.McpAuthentication
_Provider = Literal["UNSPECIFIED", "AUTH0", "KEYCLOAK"]
_PROVIDERS: dict[str | None, _Provider] = {None: "UNSPECIFIED", "Auth0": "AUTH0", "Keycloak": "KEYCLOAK"}


def translate(spec: MCPAuthentication, origin: Origin, env: Environment) -> Made:
    """``plugins/backend_policies.go:translateBackendMCPAuthentication@v2.2.0``.

    The mode has no default in the CRD, so that it is optional where it is absent.
    """
    try:
        keys = remote_key_set(spec.jwks, origin, env)
    except KeySetProblem as problem:
        return Made(problems=(Problem(str(problem), ("jwks",), problem.panics),))
    authentication = _Authentication(
        issuer=spec.issuer or "",
        audiences=list(spec.audiences or ()),
        jwks_inline=Sensitive(keys) if holds_private_keys(keys) else keys,
        provider=_PROVIDERS[spec.provider],
        resource_metadata=_Authentication.ResourceMetadata(extra=dict(sorted((spec.resource_metadata or {}).items()))),
        mode=MODES[spec.mode],
    )
    return Made((Part("mcp-authentication", BackendPolicySpec(mcp_authentication=authentication), bare=True),))


FEATURE = Feature(("mcp", "authentication"), translate)
