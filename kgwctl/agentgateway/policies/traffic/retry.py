"""``traffic.retry``: further attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import Retry, TrafficPolicySpec
from kgwctl.golang.forms import optional_duration
from kgwctl.scalars.duration import DurationError

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic import Retry as RetrySpec

_INT32_MAX = (1 << 31) - 1


def translate(spec: RetrySpec, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processRetriesPolicy@v2.2.0``, which crashes where nothing is set."""
    if spec.codes is None and spec.attempts is None and spec.backoff is None:
        return Made(problems=(Problem("an empty retry makes the controller panic", panics=True),))
    attempts = spec.attempts or 0
    try:
        backoff = optional_duration(spec.backoff)
    except DurationError as error:
        return Made(problems=(Problem(f"failed to parse retries backoff: {error}", ("backoff",)),))
    if not 0 <= attempts <= _INT32_MAX:
        text = f"failed to parse retry attemptes should be positive int32 ({attempts})"
        return Made(problems=(Problem(text, ("attempts",)),))
    retry = Retry(retry_status_codes=list(spec.codes or ()), attempts=attempts, backoff=backoff)
    return Made((Part("retry", TrafficPolicySpec(retry=retry)),))


FEATURE = Feature(("retry",), translate)
