"""Rate limits of a TrafficPolicy."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import DurationBetween, Has, Holds, Is, Not, both, either, is_one_of, none_of
from kgwctl.api.kgateway.shared import NamespacedObjectReference
from kgwctl.api.markers import Default, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec

#: Where an entry's value comes from.
RateLimitDescriptorEntryType = Literal["Generic", "Header", "RemoteAddress", "Path"]


ENTRY_SHAPE = Holds(
    either(
        both(Is("type", ("Generic",)), Has("generic"), Not(Has("header"))),
        both(Is("type", ("Header",)), Has("header"), Not(Has("generic"))),
        both(is_one_of("type", "RemoteAddress", "Path"), none_of("generic", "header")),
    ),
    message="set the field that belongs to type and no other",
)


class TokenBucket(Spec):
    """A bucket that every request takes a token from, and that is filled at a steady pace."""

    max_tokens: Annotated[Int32, Minimum(1)]
    """How many tokens the bucket holds: the longest burst."""
    tokens_per_fill: Annotated[Int32 | None, Default(1), Minimum(1)] = None
    """Tokens that each filling adds."""
    fill_interval: Annotated[GoDuration, DurationBetween(least="50ms")]
    """Time between fillings; at least 50ms."""


class LocalRateLimitPolicy(Spec):
    """A limit that each proxy counts for itself."""

    token_bucket: TokenBucket | None = None
    """The limit."""


class RateLimitDescriptorEntryGeneric(Spec):
    """A fixed pair for the descriptor."""

    key: Annotated[str, MinLength(1)]
    """Name of the entry."""
    value: Annotated[str, MinLength(1)]
    """Value of the entry."""


@constraints(ENTRY_SHAPE)
class RateLimitDescriptorEntry(Spec):
    """One part of a descriptor: where its value comes from."""

    type: RateLimitDescriptorEntryType
    """Where the value comes from."""
    generic: RateLimitDescriptorEntryGeneric | None = None
    """The fixed pair; for type Generic."""
    header: Annotated[str | None, MinLength(1)] = None
    """Name of the header; for type Header."""


class RateLimitDescriptor(Spec):
    """What to count requests by: a list of entries that together are the key."""

    entries: Annotated[tuple[RateLimitDescriptorEntry, ...], MinItems(1)]
    """The entries, in the order that the service knows."""


class RateLimitPolicy(Spec):
    """A limit that a service counts for all proxies."""

    descriptors: Annotated[tuple[RateLimitDescriptor, ...], MinItems(1)]
    """What to count by; each descriptor is a count of its own."""
    extension_ref: NamespacedObjectReference
    """The GatewayExtension that describes the service."""


class RateLimit(Spec):
    """Limits on the number of requests."""

    local: LocalRateLimitPolicy | None = None
    """A limit counted by each proxy."""
    global_: RateLimitPolicy | None = None
    """A limit counted by a service."""
