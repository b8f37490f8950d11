"""``traffic.rateLimit.local``: limits that each proxy counts for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Ignored, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.rate_limit import LocalRateLimit

_INTERVALS = {"Seconds": "1s", "Minutes": "60s", "Hours": "3600s"}
_UINT64 = 1 << 64


def translate(specs: Sequence[LocalRateLimit], _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processLocalRateLimitPolicy@v2.2.0``: the first limit only."""
    first = specs[0]
    per_interval = first.requests if first.requests is not None else first.tokens or 0
    limit = TrafficPolicySpec.LocalRateLimit(
        # A negative burst takes away, and wraps around below 0.
        max_tokens=_uint64(per_interval + (first.burst or 0)),
        tokens_per_fill=_uint64(per_interval),
        fill_interval=_INTERVALS.get(first.unit),
        type="REQUEST" if first.requests is not None else "TOKEN",
    )
    ignored = Ignored("agentgateway 2.2 reads the first local rate limit only", (1,), "write one policy a limit")
    part = Part("rl-local", TrafficPolicySpec(local_rate_limit=limit))
    return Made((part,), ignored=(ignored,) if len(specs) > 1 else ())


def _uint64(value: int) -> str:
    """The number as proto-JSON has it; the literal tells the record that it is the default."""
    return str(value % _UINT64) if value else "0"


FEATURE = Feature(("rateLimit", "local"), translate)
