"""What several policies of agentgateway use."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import DurationBetween
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.markers import Default, MaxLength, MinLength
from kgwctl.api.meta import GoDuration, Spec

#: What happens to requests without a good token.
JWTAuthenticationMode = Literal["Strict", "Optional", "Permissive"]


class RemoteJWKS(Spec):
    """Keys fetched from a server."""

    jwks_path: Annotated[str, MinLength(1), MaxLength(2000)]
    """Path of the key set on the server."""
    cache_duration: Annotated[GoDuration | None, Default("5m"), DurationBetween(least="5m")] = None
    """How long a fetched key set is good for."""
    backend_ref: BackendObjectReference
    """The server."""
