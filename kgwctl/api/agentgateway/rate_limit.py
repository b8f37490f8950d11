"""agentgateway.rate_limit"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, Spec
from kgwctl.api.rules import at_least_one_of, exactly_one_of

LocalRateLimitUnit = Literal["Seconds", "Minutes", "Hours"]
RateLimitUnit = Literal["Requests", "Tokens"]


@constraints(exactly_one_of("requests", "tokens"))
class LocalRateLimit(Spec):
    """LocalRateLimit."""

    requests: Annotated[Int32 | None, Minimum(1)] = None
    tokens: Annotated[Int32 | None, Minimum(1)] = None
    unit: LocalRateLimitUnit
    burst: Int32 | None = None


class RateLimitDescriptorEntry(Spec):
    """RateLimitDescriptorEntry."""

    name: Annotated[str, MinLength(1), MaxLength(64)]
    expression: CELExpression


class RateLimitDescriptor(Spec):
    """RateLimitDescriptor."""

    entries: Annotated[tuple[RateLimitDescriptorEntry, ...], MinItems(1), MaxItems(16)]
    unit: RateLimitUnit | None = None


class GlobalRateLimit(Spec):
    """GlobalRateLimit."""

    backend_ref: BackendObjectReference
    domain: Annotated[str, MinLength(1), MaxLength(256)]
    descriptors: Annotated[tuple[RateLimitDescriptor, ...], MinItems(1), MaxItems(16)]


@constraints(at_least_one_of("local", "global"))
class RateLimits(Spec):
    """RateLimits."""

    local: Annotated[tuple[LocalRateLimit, ...] | None, MinItems(1), MaxItems(16)] = None
    global_: GlobalRateLimit | None = None
