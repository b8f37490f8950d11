"""kgateway.shared"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.gateway_api.shared import HeaderMatchType, HTTPHeaderName, Namespace, ObjectName
from kgwctl.api.markers import Default, ListMap, ListSet, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.rules import at_least_one_of, exactly_one_of

AuthorizationPolicyAction = Literal["Allow", "Deny"]
CELExpression = Annotated[str, MinLength(1), MaxLength(16384)]


class HTTPHeaderMatch(Spec):
    """HTTPHeaderMatch."""

    type: Annotated[HeaderMatchType | None, Default("Exact")] = None
    name: HTTPHeaderName
    value: Annotated[str, MinLength(1), MaxLength(4096)]


class AuthorizationPolicy(Spec):
    """AuthorizationPolicy."""

    match_expressions: Annotated[tuple[CELExpression, ...], MinItems(1), MaxItems(256)]


class Authorization(Spec):
    """Authorization."""

    policy: AuthorizationPolicy
    action: Annotated[AuthorizationPolicyAction | None, Default("Allow")] = None


class HTTPHeader(Spec):
    """HTTPHeader."""

    name: HTTPHeaderName
    value: Annotated[str, MinLength(1), MaxLength(4096)]


class HTTPHeaderFilter(Spec):
    """HTTPHeaderFilter."""

    set: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    add: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    remove: Annotated[tuple[str, ...] | None, MaxItems(16), ListSet()] = None


@constraints(at_least_one_of("request", "response"))
class HeaderModifiers(Spec):
    """HeaderModifiers."""

    request: HTTPHeaderFilter | None = None
    response: HTTPHeaderFilter | None = None


@constraints(exactly_one_of("exact", "prefix", "suffix", "contains", "safeRegex"))
class StringMatcher(Spec):
    """StringMatcher."""

    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    contains: str | None = None
    safe_regex: str | None = None
    ignore_case: bool | None = None


class HeaderValue(Spec):
    """HeaderValue."""

    key: str
    value: str | None = None


class BackoffStrategy(Spec):
    """BackoffStrategy."""

    base_interval: GoDuration
    max_interval: GoDuration | None = None


class RetryPolicy(Spec):
    """RetryPolicy."""

    retry_back_off: BackoffStrategy | None = None
    num_retries: Annotated[Int32 | None, Minimum(1)] = None


class CommonGrpcService(Spec):
    """CommonGrpcService."""

    backend_ref: BackendRef
    authority: str | None = None
    max_receive_message_length: Annotated[Int32 | None, Minimum(1)] = None
    skip_envoy_headers: bool | None = None
    timeout: GoDuration | None = None
    initial_metadata: tuple[HeaderValue, ...] | None = None
    retry_policy: RetryPolicy | None = None


class CommonAccessLogGrpcService(CommonGrpcService):
    """CommonAccessLogGrpcService."""

    log_name: str


class NamespacedObjectReference(Spec):
    """NamespacedObjectReference."""

    name: ObjectName
    namespace: Namespace | None = None


class PolicyDisable(Spec):
    """PolicyDisable."""


class Timeouts(Spec):
    """Timeouts."""

    request: GoDuration | None = None
    stream_idle: GoDuration | None = None
