"""``spec.rateLimit.local``: a token bucket in each proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import RuntimeFractionalPercent
from kgwctl.envoy.messages.generated.filters.local_ratelimit import LocalRateLimit
from kgwctl.envoy.messages.generated.types import FractionalPercent, TokenBucket
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.policy_engine.violations import embedded, violation
from kgwctl.envoy.traffic_policy.contract import Feature, Scope
from kgwctl.golang.forms import nanoseconds_text, proto_duration
from kgwctl.scalars.duration import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.api.kgateway.traffic_policy.rate_limit import LocalRateLimitPolicy
    from kgwctl.api.kgateway.traffic_policy.rate_limit import TokenBucket as TokenBucketSpec
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "ratelimit/local"
_STAT_PREFIX = "http_local_rate_limiter"


class LocalRateLimitFeature(Feature[LocalRateLimit]):
    """Local rate limiting; an empty ``local: {}`` switches off what a wider policy set."""

    name = "rateLimit.local"
    fields = ("rateLimit.local",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The filter's per-route configuration."""
        limits = policy.object.spec.rate_limit
        if limits is None or limits.local is None:
            return None
        return Compiled(pack(_limit(limits.local)))

    def validate(self, ir: LocalRateLimit) -> str | None:
        """Envoy wants a bucket that holds something and fills in some time."""
        return embedded("LocalRateLimit", "TokenBucket", "; ".join(_violations(ir.token_bucket)))

    def configure(self, ir: LocalRateLimit, scope: Scope) -> None:
        """The bucket on the scope, a filter without one in the chain."""
        scope.typed_per_filter_config[FILTER] = ir
        scope.require(dormant_filter(FILTER, LocalRateLimit(stat_prefix=_STAT_PREFIX), Stage.RATE_LIMIT))


def _limit(spec: LocalRateLimitPolicy) -> LocalRateLimit:
    if spec.token_bucket is None:
        return LocalRateLimit(
            stat_prefix=_STAT_PREFIX,
            # Envoy insists on a bucket even where nothing is limited.
            token_bucket=TokenBucket(max_tokens=1, fill_interval=nanoseconds_text(1)),
            filter_enabled=RuntimeFractionalPercent(
                runtime_key="local_rate_limit_disabled", default_value=FractionalPercent()
            ),
        )
    return LocalRateLimit(
        stat_prefix=_STAT_PREFIX,
        token_bucket=_bucket(spec.token_bucket),
        filter_enabled=_always("local_rate_limit_enabled"),
        filter_enforced=_always("local_rate_limit_enforced"),
    )


def _bucket(spec: TokenBucketSpec) -> TokenBucket:
    return TokenBucket(
        max_tokens=spec.max_tokens,
        tokens_per_fill=spec.tokens_per_fill,
        fill_interval=proto_duration(spec.fill_interval),
    )


def _violations(bucket: TokenBucket | None) -> Iterator[str]:
    """Every broken rule: of this message upstream reports all of them, not the first."""
    if bucket is None:
        return
    if not bucket.max_tokens:
        yield violation("TokenBucket", "MaxTokens", "value must be greater than 0")
    if bucket.tokens_per_fill == 0:
        yield violation("TokenBucket", "TokensPerFill", "value must be greater than 0")
    if bucket.fill_interval is None:
        yield violation("TokenBucket", "FillInterval", "value is required")
    elif parse_duration(bucket.fill_interval) <= 0:
        yield violation("TokenBucket", "FillInterval", "value must be greater than 0s")


def _always(runtime_key: str) -> RuntimeFractionalPercent:
    return RuntimeFractionalPercent(runtime_key=runtime_key, default_value=FractionalPercent(numerator=100))


FEATURE = LocalRateLimitFeature()
