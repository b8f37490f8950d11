"""``traffic.csrf``: state-changing requests from foreign origins are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic import CSRF


def translate(spec: CSRF, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processCSRFPolicy@v2.2.0``."""
    csrf = TrafficPolicySpec.CSRF(additional_origins=list(spec.additional_origins or ()))
    return Made((Part("csrf", TrafficPolicySpec(csrf=csrf)),))


FEATURE = Feature(("csrf",), translate)
