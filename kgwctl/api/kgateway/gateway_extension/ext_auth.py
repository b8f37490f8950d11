"""kgateway.gateway_extension.ext_auth"""

from typing import Annotated

from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.kgateway.ext_services import ExtAuthBufferSettings, ExtGrpcService, ExtSvcRetryPolicy
from kgwctl.api.markers import Default, Maximum, Minimum, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.rules import DurationBetween, exactly_one_of


class AuthorizationRequest(Spec):
    """AuthorizationRequest."""

    headers_to_add: dict[str, str] | None = None


class AuthorizationResponse(Spec):
    """AuthorizationResponse."""

    headers_to_backend: tuple[str, ...] | None = None


class ExtHttpService(Spec):
    """ExtHttpService."""

    backend_ref: BackendRef
    path_prefix: str | None = None
    request_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    authorization_request: AuthorizationRequest | None = None
    authorization_response: AuthorizationResponse | None = None
    retry: ExtSvcRetryPolicy | None = None


@constraints(exactly_one_of("grpcService", "httpService"))
class ExtAuthProvider(Spec):
    """ExtAuthProvider."""

    grpc_service: ExtGrpcService | None = None
    http_service: ExtHttpService | None = None
    headers_to_forward: tuple[str, ...] | None = None
    fail_open: Annotated[bool | None, Default(False)] = None
    clear_route_cache: Annotated[bool | None, Default(False)] = None
    with_request_body: ExtAuthBufferSettings | None = None
    status_on_error: Annotated[Int32 | None, Default(403), Minimum(100), Maximum(511)] = None
    stat_prefix: Annotated[str | None, MinLength(1)] = None
