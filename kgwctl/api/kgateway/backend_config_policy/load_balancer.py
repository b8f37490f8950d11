"""How an endpoint of a backend is chosen."""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.field_rules import PositiveNumberText, exactly_one_of
from kgwctl.api.markers import Default, Maximum, MaxItems, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Int64, Spec

#: How localities share the traffic.
LocalityType = Literal["WeightedLb"]


class SlowStart(Spec):
    """New endpoints get their share of traffic little by little."""

    window: GoDuration | None = None
    """How long it takes to the full share."""
    aggression: Annotated[str | None, PositiveNumberText()] = None
    """Shape of the rise, a number above 0: 1.0 is linear, more is faster at first."""
    min_weight_percent: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Smallest share to begin with, in percent of the full one."""


class LoadBalancerLeastRequestConfig(Spec):
    """The endpoint with the fewest requests in flight, among some picked at random."""

    choice_count: Annotated[Int32 | None, Default(2)] = None
    """How many are picked at random."""
    slow_start: SlowStart | None = None
    """Gentle start of new endpoints."""


class LoadBalancerRoundRobinConfig(Spec):
    """One endpoint after the other."""

    slow_start: SlowStart | None = None
    """Gentle start of new endpoints."""


class HashHeader(Spec):
    """A header as hash key."""

    name: Annotated[str, MinLength(1)]
    """Name of the header."""


class HashCookie(Spec):
    """A cookie as hash key."""

    name: Annotated[str, MinLength(1)]
    """Name of the cookie."""
    path: str | None = None
    """Path attribute of a cookie that the proxy sets."""
    ttl: GoDuration | None = None
    """Life of a cookie that the proxy sets; absent sets none, 0s makes it a session cookie."""
    secure: bool | None = None
    """Whether the cookie goes over TLS only."""
    http_only: bool | None = None
    """Whether scripts are kept from the cookie."""
    same_site: Literal["Strict", "Lax", "None"] | None = None
    """SameSite attribute of the cookie."""


class HashSourceIP(Spec):
    """The client's address as hash key."""


@constraints(exactly_one_of("header", "cookie", "sourceIP"))
class HashPolicy(Spec):
    """Where a hash key comes from."""

    header: HashHeader | None = None
    """From a header."""
    cookie: HashCookie | None = None
    """From a cookie."""
    source_ip: HashSourceIP | None = msgspec.field(name="sourceIP", default=None)
    """From the client's address."""
    terminal: bool | None = None
    """If this gives a key, look no further."""


class LoadBalancerRingHashConfig(Spec):
    """Consistent hashing on a ring."""

    minimum_ring_size: Annotated[Int64 | None, Minimum(0)] = None
    """Fewest entries of the ring; more entries follow the weights more closely."""
    maximum_ring_size: Annotated[Int64 | None, Minimum(0)] = None
    """Most entries of the ring."""
    use_hostname_for_hashing: bool | None = None
    """Place endpoints on the ring by host name instead of address."""
    hash_policies: Annotated[tuple[HashPolicy, ...] | None, MinItems(1), MaxItems(16)] = None
    """Where a request's key comes from."""


class LoadBalancerMaglevConfig(Spec):
    """Consistent hashing by Maglev's table."""

    use_hostname_for_hashing: bool | None = None
    """Place endpoints in the table by host name instead of address."""
    hash_policies: Annotated[tuple[HashPolicy, ...] | None, MinItems(1), MaxItems(16)] = None
    """Where a request's key comes from."""


class LoadBalancerRandomConfig(Spec):
    """Any endpoint at random."""


@constraints(exactly_one_of("leastRequest", "roundRobin", "ringHash", "maglev", "random"))
class LoadBalancer(Spec):
    """How an endpoint is chosen: one method, and settings for all of them."""

    healthy_panic_threshold: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Below this share of healthy endpoints, in percent, health is ignored."""
    update_merge_window: GoDuration | None = None
    """Time over which changes of endpoints are gathered before they take effect; 0s is at once."""
    least_request: LoadBalancerLeastRequestConfig | None = None
    """The least busy of some picked at random."""
    round_robin: LoadBalancerRoundRobinConfig | None = None
    """One after the other."""
    ring_hash: LoadBalancerRingHashConfig | None = None
    """Consistent hashing on a ring."""
    maglev: LoadBalancerMaglevConfig | None = None
    """Consistent hashing by Maglev's table."""
    random: LoadBalancerRandomConfig | None = None
    """Any at random."""
    locality_type: LocalityType | None = None
    """How localities share the traffic."""
    close_connections_on_host_set_change: bool | None = None
    """Drain connections whenever the set of endpoints changes, so that hashing stays true."""
