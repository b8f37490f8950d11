"""``traffic.authorization``: CEL expressions decide who may pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.kgateway.shared import Authorization


def translate(spec: Authorization, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processAuthorizationPolicy@v2.2.0``."""
    expressions = list(spec.policy.match_expressions or ())
    rules = (
        TrafficPolicySpec.RBAC(deny=expressions) if spec.action == "Deny" else TrafficPolicySpec.RBAC(allow=expressions)
    )
    return Made((Part("rbac", TrafficPolicySpec(authorization=rules)),))


FEATURE = Feature(("authorization",), translate)
