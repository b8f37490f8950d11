"""kgateway.gateway_extension.extension"""

from typing import Annotated, Literal

from kgwctl.api.kgateway.ext_services import ExtGrpcService
from kgwctl.api.kgateway.gateway_extension.ext_auth import ExtAuthProvider
from kgwctl.api.kgateway.gateway_extension.ext_proc import ExtProcProvider
from kgwctl.api.kgateway.gateway_extension.jwt import JWT
from kgwctl.api.kgateway.gateway_extension.oauth2 import OAuth2Provider
from kgwctl.api.markers import Default, ListMap, MaxItems, constraints
from kgwctl.api.meta import Condition, GoDuration, KubernetesObject, Spec
from kgwctl.api.rules import exactly_one_of, required_when

GatewayExtensionType = Literal["ExtAuth", "ExtProc", "RateLimit", "JWT", "OAuth2"]
XRateLimitHeadersStandard = Literal["Off", "DraftVersion03"]


class RateLimitProvider(Spec):
    """RateLimitProvider."""

    grpc_service: ExtGrpcService
    domain: str
    fail_open: Annotated[bool | None, Default(True)] = None
    timeout: Annotated[GoDuration | None, Default("100ms")] = None
    x_rate_limit_headers: Annotated[XRateLimitHeadersStandard | None, Default("Off")] = None


@constraints(
    required_when("extAuth", "type", "ExtAuth"),
    required_when("extProc", "type", "ExtProc"),
    required_when("rateLimit", "type", "RateLimit"),
    required_when("jwt", "type", "JWT"),
    required_when("oauth2", "type", "OAuth2"),
    exactly_one_of("extAuth", "extProc", "rateLimit", "jwt", "oauth2"),
)
class GatewayExtensionSpec(Spec):
    """GatewayExtensionSpec."""

    type: GatewayExtensionType | None = None
    ext_auth: ExtAuthProvider | None = None
    ext_proc: ExtProcProvider | None = None
    rate_limit: RateLimitProvider | None = None
    jwt: JWT | None = None
    oauth2: OAuth2Provider | None = None


class GatewayExtensionStatus(Spec):
    """GatewayExtensionStatus."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None


class GatewayExtension(KubernetesObject):
    """GatewayExtension."""

    spec: GatewayExtensionSpec
    status: GatewayExtensionStatus | None = None
