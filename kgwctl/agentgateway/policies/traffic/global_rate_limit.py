"""``traffic.rateLimit.global``: limits that a service counts for all proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.backend_references import ReferenceProblem, backend_reference
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.rate_limit import GlobalRateLimit, RateLimitDescriptor

_Remote = TrafficPolicySpec.RemoteRateLimit


def translate(spec: GlobalRateLimit, origin: Origin, env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processGlobalRateLimitPolicy@v2.2.0``: without its service, no limit."""
    try:
        service = backend_reference(spec.backend_ref, origin.namespace, env)
    except ReferenceProblem as problem:
        return Made(problems=(Problem(f"failed to build global rate limit: {problem}", ("backendRef",)),))
    limit = _Remote(domain=spec.domain, target=service, descriptors=[_descriptor(one) for one in spec.descriptors])
    return Made((Part("rl-global", TrafficPolicySpec(remote_rate_limit=limit)),))


def _descriptor(spec: RateLimitDescriptor) -> TrafficPolicySpec.RemoteRateLimit.Descriptor:
    return _Remote.Descriptor(
        entries=[_Remote.Entry(key=one.name, value=one.expression) for one in spec.entries],
        type="TOKENS" if spec.unit == "Tokens" else "REQUESTS",
    )


FEATURE = Feature(("rateLimit", "global"), translate)
