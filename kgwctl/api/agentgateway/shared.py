"""agentgateway.shared"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.markers import Default, MaxLength, MinLength
from kgwctl.api.meta import GoDuration, Spec
from kgwctl.api.rules import DurationBetween

JWTAuthenticationMode = Literal["Strict", "Optional", "Permissive"]


class RemoteJWKS(Spec):
    """RemoteJWKS."""

    jwks_path: Annotated[str, MinLength(1), MaxLength(2000)]
    cache_duration: Annotated[GoDuration | None, Default("5m"), DurationBetween(least="5m")] = None
    backend_ref: BackendObjectReference
