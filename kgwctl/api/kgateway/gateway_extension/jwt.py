"""kgateway.gateway_extension.jwt"""

from typing import Annotated, Literal

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.markers import ListMap, MaxItems, MaxLength, MinItems, MinLength, constraints
from kgwctl.api.meta import GoDuration, Spec
from kgwctl.api.rules import DurationBetween, exactly_one_of

ValidationMode = Literal["Strict", "AllowMissing"]


class HeaderSource(Spec):
    """HeaderSource."""

    header: Annotated[str, MinLength(1), MaxLength(2048)]
    prefix: Annotated[str | None, MinLength(1), MaxLength(2048)] = None


@constraints(exactly_one_of("header", "queryParameter"))
class JWTTokenSource(Spec):
    """JWTTokenSource."""

    header: HeaderSource | None = None
    query_parameter: str | None = None


class JWTClaimToHeader(Spec):
    """JWTClaimToHeader."""

    name: Annotated[str, MinLength(1), MaxLength(2048)]
    header: Annotated[str, MinLength(1), MaxLength(2048)]


@constraints(exactly_one_of("inline", "configMapRef"))
class LocalJWKS(Spec):
    """LocalJWKS."""

    inline: Annotated[str | None, MinLength(1), MaxLength(16384)] = None
    config_map_ref: LocalObjectReference | None = None


class RemoteJWKS(Spec):
    """RemoteJWKS."""

    url: Annotated[str, MinLength(1), MaxLength(2048)]
    backend_ref: BackendObjectReference
    cache_duration: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None


@constraints(exactly_one_of("local", "remote"))
class JWKS(Spec):
    """JWKS."""

    local: LocalJWKS | None = None
    remote: RemoteJWKS | None = None


class NamedJWTProvider(Spec):
    """NamedJWTProvider."""

    name: Annotated[str, MinLength(1), MaxLength(253)]
    issuer: Annotated[str | None, MaxLength(2048)] = None
    audiences: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(32)] = None
    token_source: JWTTokenSource | None = None
    claims_to_headers: Annotated[tuple[JWTClaimToHeader, ...] | None, MinItems(1), MaxItems(32)] = None
    jwks: JWKS
    forward_token: bool | None = None


class JWT(Spec):
    """JWT."""

    validation_mode: ValidationMode | None = None
    providers: Annotated[tuple[NamedJWTProvider, ...] | None, MaxItems(32), ListMap(("name",))] = None
