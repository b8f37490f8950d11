"""``traffic.hostRewrite``: the Host header that a backend gets.

The CRD has the two modes as values of the whole object, so that an API server takes no value at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic import HostnameRewrite


def translate(spec: HostnameRewrite, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processHostnameRewritePolicy@v2.2.0``."""
    rewrite = TrafficPolicySpec.HostRewrite(mode="AUTO" if spec.mode == "Auto" else "NONE")
    return Made((Part("hostname-rewrite", TrafficPolicySpec(host_rewrite=rewrite)),))


FEATURE = Feature(("hostRewrite",), translate)
