"""An authorization service."""

from typing import Annotated

from kgwctl.api.field_rules import DurationBetween, exactly_one_of
from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.kgateway.ext_services import ExtAuthBufferSettings, ExtGrpcService, ExtSvcRetryPolicy
from kgwctl.api.markers import Default, Maximum, Minimum, MinLength, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec


class AuthorizationRequest(Spec):
    """What the service is asked with."""

    headers_to_add: dict[str, str] | None = None
    """Headers to add to the question, by name; values may use Envoy's command operators."""


class AuthorizationResponse(Spec):
    """What becomes of the service's answer."""

    headers_to_backend: tuple[str, ...] | None = None
    """Headers of the answer that go on to the backend."""


class ExtHttpService(Spec):
    """An authorization service reached over HTTP."""

    backend_ref: BackendRef
    """The service."""
    path_prefix: str | None = None
    """Prefix put before the request's path when asking."""
    request_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    """Time limit of a question."""
    authorization_request: AuthorizationRequest | None = None
    """What the service is asked with."""
    authorization_response: AuthorizationResponse | None = None
    """What becomes of its answer."""
    retry: ExtSvcRetryPolicy | None = None
    """Further attempts."""


@constraints(exactly_one_of("grpcService", "httpService"))
class ExtAuthProvider(Spec):
    """A service that decides whether a request may pass."""

    grpc_service: ExtGrpcService | None = None
    """The service, over gRPC."""
    http_service: ExtHttpService | None = None
    """The service, over HTTP."""
    headers_to_forward: tuple[str, ...] | None = None
    """Request headers that the service sees; over gRPC all of them if absent."""
    fail_open: Annotated[bool | None, Default(False)] = None
    """Let requests through while the service can't be asked."""
    clear_route_cache: Annotated[bool | None, Default(False)] = None
    """Choose the route again after the service changed the request."""
    with_request_body: ExtAuthBufferSettings | None = None
    """How much of the body goes along."""
    status_on_error: Annotated[Int32 | None, Default(403), Minimum(100), Maximum(511)] = None
    """Status for clients while the service can't be asked."""
    stat_prefix: Annotated[str | None, MinLength(1)] = None
    """Prefix of the statistics of this service."""
