"""Types that several kinds of kgateway and agentgateway use."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import at_least_one_of, exactly_one_of
from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.gateway_api.shared import HeaderMatchType, HTTPHeaderName, Namespace, ObjectName
from kgwctl.api.markers import Default, ListMap, ListSet, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec

#: What happens to a request that matches.
AuthorizationPolicyAction = Literal["Allow", "Deny"]
#: An expression in CEL, evaluated for each request.
CELExpression = Annotated[str, MinLength(1), MaxLength(16384)]


class HTTPHeaderMatch(Spec):
    """A condition on one header."""

    type: Annotated[HeaderMatchType | None, Default("Exact")] = None
    """Compare the value, or match a regular expression."""
    name: HTTPHeaderName
    """Name of the header; letter case doesn't count."""
    value: Annotated[str, MinLength(1), MaxLength(4096)]
    """What to compare with."""


class AuthorizationPolicy(Spec):
    """When an authorization rule applies."""

    match_expressions: Annotated[tuple[CELExpression, ...], MinItems(1), MaxItems(256)]
    """CEL expressions over the request, of which one is enough."""


class Authorization(Spec):
    """Who may pass, decided by CEL expressions."""

    policy: AuthorizationPolicy
    """The expressions."""
    action: Annotated[AuthorizationPolicyAction | None, Default("Allow")] = None
    """Let matching requests through, or turn them away."""


class HTTPHeader(Spec):
    """A header and the value to give it."""

    name: HTTPHeaderName
    """Name of the header; letter case doesn't count."""
    value: Annotated[str, MinLength(1), MaxLength(4096)]
    """The value."""


class HTTPHeaderFilter(Spec):
    """Changes to the headers of a request or response."""

    set: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Headers to overwrite, or to add if they are missing."""
    add: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Values to append to headers, or headers to add."""
    remove: Annotated[tuple[str, ...] | None, MaxItems(16), ListSet()] = None
    """Names of headers to take out."""


@constraints(at_least_one_of("request", "response"))
class HeaderModifiers(Spec):
    """Changes to headers in both directions."""

    request: HTTPHeaderFilter | None = None
    """Changes on the way to the backend."""
    response: HTTPHeaderFilter | None = None
    """Changes on the way back to the client."""


@constraints(exactly_one_of("exact", "prefix", "suffix", "contains", "safeRegex"))
class StringMatcher(Spec):
    """One way to compare a string."""

    exact: str | None = None
    """The string equals this."""
    prefix: str | None = None
    """The string begins with this."""
    suffix: str | None = None
    """The string ends with this."""
    contains: str | None = None
    """This occurs in the string."""
    safe_regex: str | None = None
    """The whole string matches this RE2 expression."""
    ignore_case: bool | None = None
    """Letter case doesn't count; has no effect on safeRegex."""


class HeaderValue(Spec):
    """A header of a gRPC call."""

    key: str
    """Name of the header."""
    value: str | None = None
    """The value, which may use Envoy's command operators."""


class BackoffStrategy(Spec):
    """How long to wait between attempts."""

    base_interval: GoDuration
    """The first wait; later ones double, with jitter."""
    max_interval: GoDuration | None = None
    """The longest wait."""


class RetryPolicy(Spec):
    """How often to try to open a gRPC stream again."""

    retry_back_off: BackoffStrategy | None = None
    """How long to wait between attempts."""
    num_retries: Annotated[Int32 | None, Minimum(1)] = None
    """How many further attempts."""


class CommonGrpcService(Spec):
    """A gRPC service that Envoy reports to."""

    backend_ref: BackendRef
    """The service."""
    authority: str | None = None
    """Value of the ``:authority`` header; absent derives it from the backend."""
    max_receive_message_length: Annotated[Int32 | None, Minimum(1)] = None
    """Largest message to accept, in bytes; 0 sets no limit."""
    skip_envoy_headers: bool | None = None
    """Leave out the headers by which Envoy says who and where it is."""
    timeout: GoDuration | None = None
    """Time limit of a call; none if absent."""
    initial_metadata: tuple[HeaderValue, ...] | None = None
    """Headers to send with every call."""
    retry_policy: RetryPolicy | None = None
    """Attempts to open the stream again."""


class CommonAccessLogGrpcService(CommonGrpcService):
    """A gRPC service that Envoy sends access logs to."""

    log_name: str
    """Name of the log; tells several logs at one service apart."""


class NamespacedObjectReference(Spec):
    """An object by name and namespace; the kind is clear from the field."""

    name: ObjectName
    """Name of the object."""
    namespace: Namespace | None = None
    """Where the object lives; the policy's own namespace if absent."""


class PolicyDisable(Spec):
    """Present means: off, also where a policy further up turns it on."""


class Timeouts(Spec):
    """Time limits of a route."""

    request: GoDuration | None = None
    """From the whole request read to the end of the answer."""
    stream_idle: GoDuration | None = None
    """Longest pause in a stream without any data."""
