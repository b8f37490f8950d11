"""What agentgateway does with requests."""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.rate_limit import RateLimits
from kgwctl.api.agentgateway.traffic_auth import (
    APIKeyAuthentication,
    BasicAuthentication,
    ExtAuth,
    ExtProc,
    JWTAuthentication,
)
from kgwctl.api.agentgateway.transformation import Transformation
from kgwctl.api.field_rules import AloneInList, DurationBetween, Implies, Is, none_of
from kgwctl.api.gateway_api.shared import (
    CORSOrigin,
    Duration,
    HTTPHeaderName,
    HTTPMethodWithWildcard,
    HTTPRouteRetryStatusCode,
)
from kgwctl.api.kgateway.shared import Authorization, HeaderModifiers
from kgwctl.api.markers import (
    Atomic,
    Default,
    Enum,
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
from kgwctl.api.meta import GoDuration, Int32, Spec

#: When a policy takes effect.
PolicyPhase = Literal["PreRouting", "PostRouting"]


@constraints(PreserveUnknown())
class CORS(Spec):
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


class CSRF(Spec):
    """Refusal of state-changing requests whose origin is another site."""

    additional_origins: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MinItems(1), MaxItems(16)
    ] = None
    """Further origins that are as good as the request's own host."""


@constraints(
    Enum(
        (
            "Auto",
            "None",
        )
    )
)
class HostnameRewrite(Spec):
    """What Host header a backend gets."""

    mode: str
    """The backend's own name, or the client's."""


class Timeouts(Spec):
    """Time limits of a route."""

    request: Annotated[GoDuration | None, DurationBetween(least="100ms")] = None
    """From the request to the end of the answer."""


class Retry(Spec):
    """Further attempts at a backend."""

    codes: Annotated[tuple[HTTPRouteRetryStatusCode, ...] | None, Atomic()] = None
    """Response statuses that are worth another attempt."""
    attempts: int | None = None
    """How many further attempts."""
    backoff: Duration | None = None
    """Wait between attempts."""


class DirectResponse(Spec):
    """An answer by the proxy itself."""

    status: Annotated[Int32, Minimum(200), Maximum(599)]
    """HTTP status."""
    body: Annotated[str | None, MinLength(1), MaxLength(4096)] = None
    """Body of the answer; empty if absent."""


@constraints(
    Implies(
        Is("phase", ("PreRouting",)),
        none_of("rateLimit", "cors", "csrf", "headerModifiers", "hostRewrite", "timeouts", "retry", "authorization"),
    )
)
class Traffic(Spec):
    """Settings on requests."""

    phase: PolicyPhase | None = None
    """Before the route is chosen, or after."""
    transformation: Transformation | None = None
    """Rewriting of headers and bodies by CEL expressions."""
    ext_proc: ExtProc | None = None
    """Processing by a service outside."""
    ext_auth: ExtAuth | None = None
    """Authorization by a service outside."""
    rate_limit: RateLimits | None = None
    """Limits on requests or tokens."""
    cors: CORS | None = None
    """Answers to browsers that ask whether other sites may call."""
    csrf: CSRF | None = None
    """Refusal of state-changing requests that come from other sites."""
    header_modifiers: HeaderModifiers | None = None
    """Changes to headers."""
    host_rewrite: HostnameRewrite | None = None
    """What Host header the backend gets."""
    timeouts: Timeouts | None = None
    """Time limits."""
    retry: Retry | None = None
    """Further attempts at a backend."""
    authorization: Authorization | None = None
    """Authorization by CEL expressions."""
    jwt_authentication: JWTAuthentication | None = None
    """Authentication by JSON web tokens."""
    basic_authentication: BasicAuthentication | None = None
    """Authentication by user name and password."""
    api_key_authentication: APIKeyAuthentication | None = None
    """Authentication by API keys."""
    direct_response: DirectResponse | None = None
    """An answer by the proxy itself, instead of a backend's."""
