"""GatewayExtension: a service that policies use: authorization, processing, rate limits, logins."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import exactly_one_of, required_when
from kgwctl.api.kgateway.ext_services import ExtGrpcService
from kgwctl.api.kgateway.gateway_extension.ext_auth import ExtAuthProvider
from kgwctl.api.kgateway.gateway_extension.ext_proc import ExtProcProvider
from kgwctl.api.kgateway.gateway_extension.jwt import JWT
from kgwctl.api.kgateway.gateway_extension.oauth2 import OAuth2Provider
from kgwctl.api.markers import Default, ListMap, MaxItems, constraints
from kgwctl.api.meta import Condition, GoDuration, KubernetesObject, Spec

#: What kind of service it is.
GatewayExtensionType = Literal["ExtAuth", "ExtProc", "RateLimit", "JWT", "OAuth2"]
#: Which ``X-RateLimit`` headers clients get.
XRateLimitHeadersStandard = Literal["Off", "DraftVersion03"]


class RateLimitProvider(Spec):
    """A service that counts requests for all proxies."""

    grpc_service: ExtGrpcService
    """The service."""
    domain: str
    """Name under which the service keeps this configuration."""
    fail_open: Annotated[bool | None, Default(True)] = None
    """Let requests through while the service can't be asked."""
    timeout: Annotated[GoDuration | None, Default("100ms")] = None
    """Time limit of a question."""
    x_rate_limit_headers: Annotated[XRateLimitHeadersStandard | None, Default("Off")] = None
    """Tell clients their limits by ``X-RateLimit`` headers of this standard."""


@constraints(
    required_when("extAuth", "type", "ExtAuth"),
    required_when("extProc", "type", "ExtProc"),
    required_when("rateLimit", "type", "RateLimit"),
    required_when("jwt", "type", "JWT"),
    required_when("oauth2", "type", "OAuth2"),
    exactly_one_of("extAuth", "extProc", "rateLimit", "jwt", "oauth2"),
)
class GatewayExtensionSpec(Spec):
    """One kind of service, in the field of that name."""

    type: GatewayExtensionType | None = None
    """What kind of service; redundant, and no longer needed."""
    ext_auth: ExtAuthProvider | None = None
    """An authorization service."""
    ext_proc: ExtProcProvider | None = None
    """An external processor."""
    rate_limit: RateLimitProvider | None = None
    """A rate limit service."""
    jwt: JWT | None = None
    """Providers of JSON web tokens."""
    oauth2: OAuth2Provider | None = None
    """An OAuth2 or OpenID provider."""


class GatewayExtensionStatus(Spec):
    """What the controller says about the extension."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None
    """Whether the extension was accepted."""


class GatewayExtension(KubernetesObject):
    """A service that policies refer to."""

    spec: GatewayExtensionSpec
    status: GatewayExtensionStatus | None = None
