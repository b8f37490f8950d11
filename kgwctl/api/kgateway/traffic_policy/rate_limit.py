"""kgateway.traffic_policy.rate_limit"""

from typing import Annotated, Literal

from kgwctl.api.kgateway.shared import NamespacedObjectReference
from kgwctl.api.markers import Default, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.rules import DurationBetween, Has, Holds, Is, Not, both, either, is_one_of, none_of

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
    """TokenBucket."""

    max_tokens: Annotated[Int32, Minimum(1)]
    tokens_per_fill: Annotated[Int32 | None, Default(1), Minimum(1)] = None
    fill_interval: Annotated[GoDuration, DurationBetween(least="50ms")]


class LocalRateLimitPolicy(Spec):
    """LocalRateLimitPolicy."""

    token_bucket: TokenBucket | None = None


class RateLimitDescriptorEntryGeneric(Spec):
    """RateLimitDescriptorEntryGeneric."""

    key: Annotated[str, MinLength(1)]
    value: Annotated[str, MinLength(1)]


@constraints(ENTRY_SHAPE)
class RateLimitDescriptorEntry(Spec):
    """RateLimitDescriptorEntry."""

    type: RateLimitDescriptorEntryType
    generic: RateLimitDescriptorEntryGeneric | None = None
    header: Annotated[str | None, MinLength(1)] = None


class RateLimitDescriptor(Spec):
    """RateLimitDescriptor."""

    entries: Annotated[tuple[RateLimitDescriptorEntry, ...], MinItems(1)]


class RateLimitPolicy(Spec):
    """RateLimitPolicy."""

    descriptors: Annotated[tuple[RateLimitDescriptor, ...], MinItems(1)]
    extension_ref: NamespacedObjectReference


class RateLimit(Spec):
    """RateLimit."""

    local: LocalRateLimitPolicy | None = None
    global_: RateLimitPolicy | None = None
