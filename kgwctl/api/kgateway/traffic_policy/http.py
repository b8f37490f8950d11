"""kgateway.traffic_policy.http"""

from typing import Annotated, Literal

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
from kgwctl.api.rules import (
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
    """CorsPolicy."""

    allow_origins: Annotated[tuple[CORSOrigin, ...] | None, MaxItems(64), ListSet(), AloneInList("*")] = None
    allow_credentials: bool | None = None
    allow_methods: Annotated[tuple[HTTPMethodWithWildcard, ...] | None, MaxItems(9), ListSet(), AloneInList("*")] = None
    allow_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    expose_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    max_age: Annotated[Int32 | None, Default(5), Minimum(1)] = None
    disable: PolicyDisable | None = None


@constraints(at_most_one_of("percentageEnabled", "percentageShadowed"))
class CSRFPolicy(Spec):
    """CSRFPolicy."""

    percentage_enabled: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    percentage_shadowed: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    additional_origins: Annotated[tuple[StringMatcher, ...] | None, MaxItems(16)] = None


@constraints(exactly_one_of("maxRequestSize", "disable"))
class Buffer(Spec):
    """Buffer."""

    max_request_size: Annotated[Quantity | None, QuantityBetween(above=0, below=4294967296)] = None
    disable: PolicyDisable | None = None


@constraints(Holds(either(Has("retryOn"), Has("statusCodes"))))
class Retry(Spec):
    """Retry."""

    retry_on: Annotated[tuple[RetryOnCondition, ...] | None, MinItems(1)] = None
    attempts: Annotated[Int32 | None, Default(1), Minimum(0)] = None
    per_try_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    status_codes: Annotated[tuple[HTTPRouteRetryStatusCode, ...] | None, MinItems(1)] = None
    backoff_base_interval: Annotated[GoDuration | None, Default("25ms"), DurationBetween(least="1ms")] = None


class PathRegexRewrite(Spec):
    """PathRegexRewrite."""

    pattern: Annotated[str, MinLength(1), MaxLength(1024)]
    substitution: Annotated[str, MinLength(1), MaxLength(1024)]


@constraints(at_least_one_of("pathRegex"))
class URLRewrite(Spec):
    """URLRewrite."""

    path_regex: PathRegexRewrite | None = None


class ResponseCompression(Spec):
    """ResponseCompression."""

    disable: PolicyDisable | None = None


class RequestDecompression(Spec):
    """RequestDecompression."""

    disable: PolicyDisable | None = None


@constraints(at_least_one_of("responseCompression", "requestDecompression"))
class Compression(Spec):
    """Compression."""

    response_compression: ResponseCompression | None = None
    request_decompression: RequestDecompression | None = None
