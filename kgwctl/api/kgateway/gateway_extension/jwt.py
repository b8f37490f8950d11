"""Providers of JSON web tokens."""

from typing import Annotated, Literal

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.field_rules import DurationBetween, exactly_one_of
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.markers import ListMap, MaxItems, MaxLength, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Spec

#: What happens to requests without a token.
ValidationMode = Literal["Strict", "AllowMissing"]


class HeaderSource(Spec):
    """A token in a header."""

    header: Annotated[str, MinLength(1), MaxLength(2048)]
    """Name of the header."""
    prefix: Annotated[str | None, MinLength(1), MaxLength(2048)] = None
    """What stands before the token in the value, such as ``Bearer``."""


@constraints(exactly_one_of("header", "queryParameter"))
class JWTTokenSource(Spec):
    """Where a request carries its token."""

    header: HeaderSource | None = None
    """In a header."""
    query_parameter: str | None = None
    """In the query parameter of this name."""


class JWTClaimToHeader(Spec):
    """A claim of the token as a request header."""

    name: Annotated[str, MinLength(1), MaxLength(2048)]
    """Name of the claim."""
    header: Annotated[str, MinLength(1), MaxLength(2048)]
    """Name of the header."""


@constraints(exactly_one_of("inline", "configMapRef"))
class LocalJWKS(Spec):
    """Keys given here or in the cluster."""

    inline: Annotated[str | None, MinLength(1), MaxLength(16384)] = None
    """The key set as JSON text."""
    config_map_ref: LocalObjectReference | None = None
    """A ConfigMap in the extension's namespace with the key set under ``jwks``."""


class RemoteJWKS(Spec):
    """Keys fetched from a server."""

    url: Annotated[str, MinLength(1), MaxLength(2048)]
    """Where to fetch the key set."""
    backend_ref: BackendObjectReference
    """The server, as a backend of the cluster."""
    cache_duration: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    """How long a fetched key set is good for."""


@constraints(exactly_one_of("local", "remote"))
class JWKS(Spec):
    """The keys that tokens are signed with."""

    local: LocalJWKS | None = None
    """Keys given here or in the cluster."""
    remote: RemoteJWKS | None = None
    """Keys fetched from a server."""


class NamedJWTProvider(Spec):
    """One issuer of tokens."""

    name: Annotated[str, MinLength(1), MaxLength(253)]
    """Name of the provider, unique in the list."""
    issuer: Annotated[str | None, MaxLength(2048)] = None
    """What the claim ``iss`` must be; absent takes any."""
    audiences: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(32)] = None
    """Values of which the claim ``aud`` must have one."""
    token_source: JWTTokenSource | None = None
    """Where requests carry the token; the usual places if absent."""
    claims_to_headers: Annotated[tuple[JWTClaimToHeader, ...] | None, MinItems(1), MaxItems(32)] = None
    """Claims to hand on as request headers."""
    jwks: JWKS
    """The keys that tokens are signed with."""
    forward_token: bool | None = None
    """Let the token go on to the backend instead of taking it out."""


class JWT(Spec):
    """Who may issue tokens."""

    validation_mode: ValidationMode | None = None
    """Refuse requests without a token, or let them pass."""
    providers: Annotated[tuple[NamedJWTProvider, ...] | None, MaxItems(32), ListMap(("name",))] = None
    """The issuers; a token of any of them is good."""
