"""``traffic.cors``: cross-origin requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import CORS, TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway import traffic


def translate(spec: traffic.CORS, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processCorsPolicy@v2.2.0``."""
    cors = CORS(
        allow_credentials=bool(spec.allow_credentials),
        allow_headers=list(spec.allow_headers or ()),
        allow_methods=list(spec.allow_methods or ()),
        allow_origins=list(spec.allow_origins or ()),
        expose_headers=list(spec.expose_headers or ()),
        max_age=f"{spec.max_age or 0}s",
    )
    return Made((Part("cors", TrafficPolicySpec(cors=cors)),))


FEATURE = Feature(("cors",), translate)
