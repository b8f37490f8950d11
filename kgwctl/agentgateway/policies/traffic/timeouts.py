"""``traffic.timeouts``: how long a request may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import Timeout, TrafficPolicySpec
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic import Timeouts


def translate(spec: Timeouts, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processTimeoutPolicy@v2.2.0``, which crashes where ``request`` is absent."""
    if spec.request is None:
        return Made(problems=(Problem("timeouts without a request timeout make the controller panic", panics=True),))
    timeout = Timeout(request=proto_duration(spec.request))
    return Made((Part("timeout", TrafficPolicySpec(timeout=timeout)),))


FEATURE = Feature(("timeouts",), translate)
