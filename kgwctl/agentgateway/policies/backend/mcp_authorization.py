"""``backend.mcp.authorization``: CEL expressions decide which tools may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.kgateway.shared import Authorization


def translate(spec: Authorization, _origin: Origin, _env: Environment) -> Made:
    """``plugins/backend_policies.go:translateBackendMCPAuthorization@v2.2.0``."""
    expressions = list(spec.policy.match_expressions or ())
    rules = BackendPolicySpec.McpAuthorization()
    if spec.action == "Deny":
        rules.deny = expressions
    else:
        rules.allow = expressions
    return Made((Part("mcp-authorization", BackendPolicySpec(mcp_authorization=rules), bare=True),))


FEATURE = Feature(("mcp", "authorization"), translate)
