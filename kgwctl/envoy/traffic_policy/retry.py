"""``spec.retry``: failed requests are tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.route import RetryPolicy
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.traffic_policy.contract import Feature
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.http import Retry
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.messages.generated.route import Route, VirtualHost
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource


class RetryFeature(Feature[RetryPolicy]):
    """Retries of a route, or of everything in a virtual host."""

    name = "retry"
    fields = ("retry",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """Envoy's retry policy."""
        spec = policy.object.spec.retry
        return None if spec is None else Compiled(_policy(spec))

    def apply_route(self, ir: RetryPolicy, route: Route) -> None:
        """Yields to a retry policy of the HTTPRoute's own."""
        action = route.route
        assert action is not None
        if action.retry_policy is None:
            action.retry_policy = ir

    def apply_virtual_host(self, ir: RetryPolicy, virtual_host: VirtualHost) -> None:
        """For every route of the virtual host without its own."""
        virtual_host.retry_policy = ir


def _policy(spec: Retry) -> RetryPolicy:
    conditions: set[str] = set(spec.retry_on or ())
    if spec.status_codes:
        conditions.add("retriable-status-codes")
    policy = RetryPolicy(
        retry_on=",".join(sorted(conditions)),
        num_retries=spec.attempts or 0,
        retriable_status_codes=list(spec.status_codes or ()),
    )
    if spec.per_try_timeout is not None:
        policy.per_try_timeout = proto_duration(spec.per_try_timeout)
    if spec.backoff_base_interval is not None:
        policy.retry_back_off = RetryPolicy.RetryBackOff(base_interval=proto_duration(spec.backoff_base_interval))
    return policy


FEATURE = RetryFeature()
