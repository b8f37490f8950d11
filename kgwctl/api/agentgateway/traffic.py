"""agentgateway.traffic"""

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
from kgwctl.api.rules import AloneInList, DurationBetween, Implies, Is, none_of

PolicyPhase = Literal["PreRouting", "PostRouting"]


@constraints(PreserveUnknown())
class CORS(Spec):
    """CORS."""

    allow_origins: Annotated[tuple[CORSOrigin, ...] | None, MaxItems(64), ListSet(), AloneInList("*")] = None
    allow_credentials: bool | None = None
    allow_methods: Annotated[tuple[HTTPMethodWithWildcard, ...] | None, MaxItems(9), ListSet(), AloneInList("*")] = None
    allow_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    expose_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    max_age: Annotated[Int32 | None, Default(5), Minimum(1)] = None


class CSRF(Spec):
    """CSRF."""

    additional_origins: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MinItems(1), MaxItems(16)
    ] = None


@constraints(
    Enum(
        (
            "Auto",
            "None",
        )
    )
)
class HostnameRewrite(Spec):
    """HostnameRewrite."""

    mode: str


class Timeouts(Spec):
    """Timeouts."""

    request: Annotated[GoDuration | None, DurationBetween(least="100ms")] = None


class Retry(Spec):
    """Retry."""

    codes: Annotated[tuple[HTTPRouteRetryStatusCode, ...] | None, Atomic()] = None
    attempts: int | None = None
    backoff: Duration | None = None


class DirectResponse(Spec):
    """DirectResponse."""

    status: Annotated[Int32, Minimum(200), Maximum(599)]
    body: Annotated[str | None, MinLength(1), MaxLength(4096)] = None


@constraints(
    Implies(
        Is("phase", ("PreRouting",)),
        none_of("rateLimit", "cors", "csrf", "headerModifiers", "hostRewrite", "timeouts", "retry", "authorization"),
    )
)
class Traffic(Spec):
    """Traffic."""

    phase: PolicyPhase | None = None
    transformation: Transformation | None = None
    ext_proc: ExtProc | None = None
    ext_auth: ExtAuth | None = None
    rate_limit: RateLimits | None = None
    cors: CORS | None = None
    csrf: CSRF | None = None
    header_modifiers: HeaderModifiers | None = None
    host_rewrite: HostnameRewrite | None = None
    timeouts: Timeouts | None = None
    retry: Retry | None = None
    authorization: Authorization | None = None
    jwt_authentication: JWTAuthentication | None = None
    basic_authentication: BasicAuthentication | None = None
    api_key_authentication: APIKeyAuthentication | None = None
    direct_response: DirectResponse | None = None
