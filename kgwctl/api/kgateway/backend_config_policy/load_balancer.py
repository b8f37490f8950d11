"""kgateway.backend_config_policy.load_balancer"""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.markers import Default, Maximum, MaxItems, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Int64, Spec
from kgwctl.api.rules import PositiveNumberText, exactly_one_of

LocalityType = Literal["WeightedLb"]


class SlowStart(Spec):
    """SlowStart."""

    window: GoDuration | None = None
    aggression: Annotated[str | None, PositiveNumberText()] = None
    min_weight_percent: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None


class LoadBalancerLeastRequestConfig(Spec):
    """LoadBalancerLeastRequestConfig."""

    choice_count: Annotated[Int32 | None, Default(2)] = None
    slow_start: SlowStart | None = None


class LoadBalancerRoundRobinConfig(Spec):
    """LoadBalancerRoundRobinConfig."""

    slow_start: SlowStart | None = None


class HashHeader(Spec):
    """HashHeader."""

    name: Annotated[str, MinLength(1)]


class HashCookie(Spec):
    """HashCookie."""

    name: Annotated[str, MinLength(1)]
    path: str | None = None
    ttl: GoDuration | None = None
    secure: bool | None = None
    http_only: bool | None = None
    same_site: Literal["Strict", "Lax", "None"] | None = None


class HashSourceIP(Spec):
    """HashSourceIP."""


@constraints(exactly_one_of("header", "cookie", "sourceIP"))
class HashPolicy(Spec):
    """HashPolicy."""

    header: HashHeader | None = None
    cookie: HashCookie | None = None
    source_ip: HashSourceIP | None = msgspec.field(name="sourceIP", default=None)
    terminal: bool | None = None


class LoadBalancerRingHashConfig(Spec):
    """LoadBalancerRingHashConfig."""

    minimum_ring_size: Annotated[Int64 | None, Minimum(0)] = None
    maximum_ring_size: Annotated[Int64 | None, Minimum(0)] = None
    use_hostname_for_hashing: bool | None = None
    hash_policies: Annotated[tuple[HashPolicy, ...] | None, MinItems(1), MaxItems(16)] = None


class LoadBalancerMaglevConfig(Spec):
    """LoadBalancerMaglevConfig."""

    use_hostname_for_hashing: bool | None = None
    hash_policies: Annotated[tuple[HashPolicy, ...] | None, MinItems(1), MaxItems(16)] = None


class LoadBalancerRandomConfig(Spec):
    """LoadBalancerRandomConfig."""


@constraints(exactly_one_of("leastRequest", "roundRobin", "ringHash", "maglev", "random"))
class LoadBalancer(Spec):
    """LoadBalancer."""

    healthy_panic_threshold: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    update_merge_window: GoDuration | None = None
    least_request: LoadBalancerLeastRequestConfig | None = None
    round_robin: LoadBalancerRoundRobinConfig | None = None
    ring_hash: LoadBalancerRingHashConfig | None = None
    maglev: LoadBalancerMaglevConfig | None = None
    random: LoadBalancerRandomConfig | None = None
    locality_type: LocalityType | None = None
    close_connections_on_host_set_change: bool | None = None
