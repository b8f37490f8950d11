"""Rate limits of agentgateway."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import at_least_one_of, exactly_one_of
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, Spec

#: A unit of time.
LocalRateLimitUnit = Literal["Seconds", "Minutes", "Hours"]
#: What is counted.
RateLimitUnit = Literal["Requests", "Tokens"]


@constraints(exactly_one_of("requests", "tokens"))
class LocalRateLimit(Spec):
    """A limit that each proxy counts for itself."""

    requests: Annotated[Int32 | None, Minimum(1)] = None
    """How many requests in a unit of time."""
    tokens: Annotated[Int32 | None, Minimum(1)] = None
    """How many language model tokens in a unit of time; counted when an answer is complete."""
    unit: LocalRateLimitUnit
    """The unit of time."""
    burst: Int32 | None = None
    """How many more may come at once."""


class RateLimitDescriptorEntry(Spec):
    """One part of a descriptor."""

    name: Annotated[str, MinLength(1), MaxLength(64)]
    """Name of the entry."""
    expression: CELExpression
    """CEL expression for its value."""


class RateLimitDescriptor(Spec):
    """What to count by: a list of entries that together are the key."""

    entries: Annotated[tuple[RateLimitDescriptorEntry, ...], MinItems(1), MaxItems(16)]
    """The entries, in the order that the service knows."""
    unit: RateLimitUnit | None = None
    """Count requests or tokens."""


class GlobalRateLimit(Spec):
    """A limit that a service counts for all proxies."""

    backend_ref: BackendObjectReference
    """The service."""
    domain: Annotated[str, MinLength(1), MaxLength(256)]
    """Name under which the service keeps this configuration."""
    descriptors: Annotated[tuple[RateLimitDescriptor, ...], MinItems(1), MaxItems(16)]
    """What to count by; each descriptor is a count of its own."""


@constraints(at_least_one_of("local", "global"))
class RateLimits(Spec):
    """Limits on requests or tokens."""

    local: Annotated[tuple[LocalRateLimit, ...] | None, MinItems(1), MaxItems(16)] = None
    """Limits counted by each proxy."""
    global_: GlobalRateLimit | None = None
    """A limit counted by a service."""
