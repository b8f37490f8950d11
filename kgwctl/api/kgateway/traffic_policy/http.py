"""Smaller HTTP features of a TrafficPolicy."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import (
    AloneInList,
    DurationBetween,
    Has,
    Holds,
    QuantityBetween,
    at_least_one_of,
    at_most_one_of,
    either,
    exactly_one_of,
)
from kgwctl.api.gateway_api.shared import CORSOrigin, HTTPHeaderName, HTTPMethodWithWildcard, HTTPRouteRetryStatusCode
from kgwctl.api.kgateway.shared import PolicyDisable, StringMatcher
from kgwctl.api.markers import (
    Default,
    ListSet,
    Maximum,
    MaxItems,
    MaxLength,
    Minimum,
    MinItems,
    MinLength,
    PreserveUnknown,
    constraints,
)
from kgwctl.api.meta import GoDuration, Int32, Quantity, Spec

#: A condition for a retry, in Envoy's words.
RetryOnCondition = Literal[
    "5xx",
    "gateway-error",
    "reset",
    "reset-before-request",
    "connect-failure",
    "envoy-ratelimited",
    "retriable-4xx",
    "refused-stream",
    "retriable-status-codes",
    "http3-post-connect-failure",
    "cancelled",
    "deadline-exceeded",
    "internal",
    "resource-exhausted",
    "unavailable",
]


@constraints(PreserveUnknown())
class CorsPolicy(Spec):
    """Answers to browsers that ask whether other sites may call."""

    allow_origins: Annotated[tuple[CORSOrigin, ...] | None, MaxItems(64), ListSet(), AloneInList("*")] = None
    """Origins that may call."""
    allow_credentials: bool | None = None
    """Whether calls may carry cookies or other credentials."""
    allow_methods: Annotated[tuple[HTTPMethodWithWildcard, ...] | None, MaxItems(9), ListSet(), AloneInList("*")] = None
    """Methods that may be used."""
    allow_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    """Request headers that may be sent."""
    expose_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    """Response headers that the calling script may read."""
    max_age: Annotated[Int32 | None, Default(5), Minimum(1)] = None
    """Seconds for which a browser may remember the answer."""
    disable: PolicyDisable | None = None
    """Turns CORS handling off here."""


@constraints(at_most_one_of("percentageEnabled", "percentageShadowed"))
class CSRFPolicy(Spec):
    """Refusal of state-changing requests whose origin is another site."""

    percentage_enabled: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Share of requests that are checked and refused."""
    percentage_shadowed: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Share of requests that are checked and only counted."""
    additional_origins: Annotated[tuple[StringMatcher, ...] | None, MaxItems(16)] = None
    """Further origins that are as good as the request's own host."""


@constraints(exactly_one_of("maxRequestSize", "disable"))
class Buffer(Spec):
    """Reading of whole request bodies before they go on."""

    max_request_size: Annotated[Quantity | None, QuantityBetween(above=0, below=4294967296)] = None
    """Largest body to take; a larger one is refused with 413."""
    disable: PolicyDisable | None = None
    """Turns buffering off here."""


@constraints(Holds(either(Has("retryOn"), Has("statusCodes"))))
class Retry(Spec):
    """Further attempts at a backend."""

    retry_on: Annotated[tuple[RetryOnCondition, ...] | None, MinItems(1)] = None
    """Conditions, in Envoy's words, under which to try again."""
    attempts: Annotated[Int32 | None, Default(1), Minimum(0)] = None
    """How many further attempts."""
    per_try_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    """Time limit of a single attempt, the first one included."""
    status_codes: Annotated[tuple[HTTPRouteRetryStatusCode, ...] | None, MinItems(1)] = None
    """Response statuses that are worth another attempt."""
    backoff_base_interval: Annotated[GoDuration | None, Default("25ms"), DurationBetween(least="1ms")] = None
    """The first wait between attempts; later ones grow, with jitter."""


class PathRegexRewrite(Spec):
    """A path rewritten by a regular expression."""

    pattern: Annotated[str, MinLength(1), MaxLength(1024)]
    """RE2 expression to look for in the path."""
    substitution: Annotated[str, MinLength(1), MaxLength(1024)]
    r"""What to put in its place; ``\1`` is the first group."""


@constraints(at_least_one_of("pathRegex"))
class URLRewrite(Spec):
    """Changes to a request's URL."""

    path_regex: PathRegexRewrite | None = None
    """Rewriting of the path by a regular expression."""


class ResponseCompression(Spec):
    """Compression of responses."""

    disable: PolicyDisable | None = None
    """Turns compression off here."""


class RequestDecompression(Spec):
    """Decompression of requests sent with gzip."""

    disable: PolicyDisable | None = None
    """Turns decompression off here."""


@constraints(at_least_one_of("responseCompression", "requestDecompression"))
class Compression(Spec):
    """Compression in both directions."""

    response_compression: ResponseCompression | None = None
    """Compress responses for clients that ask for it."""
    request_decompression: RequestDecompression | None = None
    """Decompress request bodies before they go on."""
