"""``rules[].retry`` (experimental channel)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.route import RetryPolicy
from kgwctl.envoy.route_filters.timeouts import readable_duration

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.http_route import HTTPRouteRetry, HTTPRouteTimeouts

_RETRY_ON = "cancelled,connect-failure,refused-stream,retriable-headers,retriable-status-codes,unavailable"


def route_retry(spec: HTTPRouteRetry | None, timeouts: HTTPRouteTimeouts | None) -> RetryPolicy | None:
    """The retry policy of a rule: one retry unless it says otherwise; each try has the backend's timeout."""
    if spec is None:
        return None
    policy = RetryPolicy(
        retry_on=_RETRY_ON,
        num_retries=1 if spec.attempts is None else spec.attempts,
        retriable_status_codes=list(spec.codes or ()),
        per_try_timeout=readable_duration(timeouts.backend_request) if timeouts is not None else None,
    )
    backoff = readable_duration(spec.backoff)
    if backoff is not None:
        policy.retry_back_off = RetryPolicy.RetryBackOff(base_interval=backoff)
    return policy
