"""agentgateway.traffic_auth"""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.shared import JWTAuthenticationMode, RemoteJWKS
from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import Default, MaxItems, MaxLength, MaxProperties, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, Spec
from kgwctl.api.rules import exactly_one_of

APIKeyAuthenticationMode = Literal["Strict", "Optional"]
BasicAuthenticationMode = Literal["Strict", "Optional"]


class ExtProc(Spec):
    """ExtProc."""

    backend_ref: BackendObjectReference


class ExtAuthGRPC(Spec):
    """ExtAuthGRPC."""

    context_extensions: Annotated[dict[str, str] | None, MaxProperties(64)] = None
    request_metadata: Annotated[dict[str, CELExpression] | None, MaxProperties(64)] = None


class ExtAuthHTTP(Spec):
    """ExtAuthHTTP."""

    path: CELExpression | None = None
    redirect: CELExpression | None = None
    allowed_request_headers: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MaxItems(64)
    ] = None
    add_request_headers: Annotated[dict[str, CELExpression] | None, MaxProperties(64)] = None
    allowed_response_headers: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MaxItems(64)
    ] = None
    response_metadata: Annotated[dict[str, CELExpression] | None, MaxProperties(64)] = None


class ExtAuthBody(Spec):
    """ExtAuthBody."""

    max_size: Annotated[Int32, Minimum(1)]


@constraints(exactly_one_of("grpc", "http"))
class ExtAuth(Spec):
    """ExtAuth."""

    backend_ref: BackendObjectReference
    grpc: ExtAuthGRPC | None = None
    http: ExtAuthHTTP | None = None
    forward_body: ExtAuthBody | None = None


@constraints(exactly_one_of("remote", "inline"))
class JWKS(Spec):
    """JWKS."""

    remote: RemoteJWKS | None = None
    inline: Annotated[str | None, MinLength(2), MaxLength(65536)] = None


class JWTProvider(Spec):
    """JWTProvider."""

    issuer: Annotated[str, MinLength(1), MaxLength(256)]
    audiences: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(64)] = None
    jwks: JWKS


class JWTAuthentication(Spec):
    """JWTAuthentication."""

    mode: Annotated[JWTAuthenticationMode | None, Default("Strict")] = None
    providers: Annotated[tuple[JWTProvider, ...], MinItems(1), MaxItems(64)]


@constraints(exactly_one_of("users", "secretRef"))
class BasicAuthentication(Spec):
    """BasicAuthentication."""

    mode: Annotated[BasicAuthenticationMode | None, Default("Strict")] = None
    realm: str | None = None
    users: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(256)] = None
    secret_ref: LocalObjectReference | None = None


class SecretSelector(Spec):
    """SecretSelector."""

    match_labels: dict[str, str]


@constraints(exactly_one_of("secretRef", "secretSelector"))
class APIKeyAuthentication(Spec):
    """APIKeyAuthentication."""

    mode: Annotated[APIKeyAuthenticationMode | None, Default("Strict")] = None
    secret_ref: LocalObjectReference | None = None
    secret_selector: SecretSelector | None = None
