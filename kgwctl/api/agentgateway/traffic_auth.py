"""Authentication, authorization and processing of requests in agentgateway."""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.shared import JWTAuthenticationMode, RemoteJWKS
from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.field_rules import exactly_one_of
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import Default, MaxItems, MaxLength, MaxProperties, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, Spec

#: What happens to requests without a key.
APIKeyAuthenticationMode = Literal["Strict", "Optional"]
#: What happens to requests without a password.
BasicAuthenticationMode = Literal["Strict", "Optional"]


class ExtProc(Spec):
    """Processing by a service outside."""

    backend_ref: BackendObjectReference
    """The service."""


class ExtAuthGRPC(Spec):
    """Details of asking over gRPC."""

    context_extensions: Annotated[dict[str, str] | None, MaxProperties(64)] = None
    """Extra values for the service."""
    request_metadata: Annotated[dict[str, CELExpression] | None, MaxProperties(64)] = None
    """Metadata for the service, by key; values are CEL expressions."""


class ExtAuthHTTP(Spec):
    """Details of asking over HTTP."""

    path: CELExpression | None = None
    """CEL expression for the path to ask with; the request's path if absent."""
    redirect: CELExpression | None = None
    """CEL expression for where to send clients that are refused."""
    allowed_request_headers: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MaxItems(64)
    ] = None
    """Request headers that the service sees, besides the standard ones."""
    add_request_headers: Annotated[dict[str, CELExpression] | None, MaxProperties(64)] = None
    """Headers to add to the question, by name; values are CEL expressions."""
    allowed_response_headers: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MaxItems(64)
    ] = None
    """Headers of the answer that go on to the backend."""
    response_metadata: Annotated[dict[str, CELExpression] | None, MaxProperties(64)] = None
    """Values to keep from the answer for later expressions, by name; CEL expressions."""


class ExtAuthBody(Spec):
    """How much of the body the service sees."""

    max_size: Annotated[Int32, Minimum(1)]
    """So many bytes."""


@constraints(exactly_one_of("grpc", "http"))
class ExtAuth(Spec):
    """Authorization by a service outside."""

    backend_ref: BackendObjectReference
    """The service."""
    grpc: ExtAuthGRPC | None = None
    """Ask over gRPC."""
    http: ExtAuthHTTP | None = None
    """Ask over HTTP."""
    forward_body: ExtAuthBody | None = None
    """How much of the body goes along; none if absent."""


@constraints(exactly_one_of("remote", "inline"))
class JWKS(Spec):
    """The keys that tokens are signed with."""

    remote: RemoteJWKS | None = None
    """Keys fetched from a server."""
    inline: Annotated[str | None, MinLength(2), MaxLength(65536)] = None
    """The key set as JSON text."""


class JWTProvider(Spec):
    """One issuer of tokens."""

    issuer: Annotated[str, MinLength(1), MaxLength(256)]
    """What the claim ``iss`` must be."""
    audiences: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(64)] = None
    """Values of which the claim ``aud`` must have one."""
    jwks: JWKS
    """The keys that tokens are signed with."""


class JWTAuthentication(Spec):
    """Authentication by JSON web tokens."""

    mode: Annotated[JWTAuthenticationMode | None, Default("Strict")] = None
    """What happens to requests without a good token."""
    providers: Annotated[tuple[JWTProvider, ...], MinItems(1), MaxItems(64)]
    """The issuers; a token of any of them is good."""


@constraints(exactly_one_of("users", "secretRef"))
class BasicAuthentication(Spec):
    """Authentication by user name and password."""

    mode: Annotated[BasicAuthenticationMode | None, Default("Strict")] = None
    """What happens to requests without a password."""
    realm: str | None = None
    """Realm to name when a password is asked for."""
    users: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(256)] = None
    """Users in htpasswd format, with hashed passwords."""
    secret_ref: LocalObjectReference | None = None
    """A Secret with users in htpasswd format under ``.htaccess``."""


class SecretSelector(Spec):
    """Secrets with certain labels."""

    match_labels: dict[str, str]
    """Labels that a Secret must have, all of them."""


@constraints(exactly_one_of("secretRef", "secretSelector"))
class APIKeyAuthentication(Spec):
    """Authentication by API keys."""

    mode: Annotated[APIKeyAuthenticationMode | None, Default("Strict")] = None
    """What happens to requests without a key."""
    secret_ref: LocalObjectReference | None = None
    """A Secret with the keys, each alone or with metadata as JSON."""
    secret_selector: SecretSelector | None = None
    """Secrets with the keys, by label."""
