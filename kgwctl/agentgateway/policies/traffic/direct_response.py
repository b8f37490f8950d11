"""``traffic.directResponse``: the proxy answers by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import DirectResponse, TrafficPolicySpec
from kgwctl.golang.forms import proto_bytes

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic import DirectResponse as DirectResponseSpec


def translate(spec: DirectResponseSpec, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processDirectResponse@v2.2.0``."""
    response = DirectResponse(status=spec.status, body=proto_bytes((spec.body or "").encode()))
    return Made((Part("direct-response", TrafficPolicySpec(direct_response=response)),))


FEATURE = Feature(("directResponse",), translate)
