"""TLS settings of a Gateway as a whole: towards clients and towards backends."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import unique_by
from kgwctl.api.gateway_api.references import ObjectReference, SecretObjectReference
from kgwctl.api.markers import Atomic, Default, ListMap, Maximum, MaxItems, Minimum, MinItems
from kgwctl.api.meta import Int32, Spec

#: Refuse clients without a valid certificate, or let them in all the same.
FrontendValidationModeType = Literal["AllowValidOnly", "AllowInsecureFallback"]


class GatewayBackendTLS(Spec):
    """How the Gateway identifies itself to backends."""

    client_certificate_ref: SecretObjectReference | None = None
    """The Secret with the client certificate and key to present."""


class FrontendTLSValidation(Spec):
    """How client certificates are checked."""

    ca_certificate_refs: Annotated[tuple[ObjectReference, ...], MinItems(1), MaxItems(8), Atomic()]
    """ConfigMaps or other objects with the CA certificates that client certificates must chain to."""
    mode: Annotated[FrontendValidationModeType | None, Default("AllowValidOnly")] = None
    """Whether a client without a valid certificate is refused."""


class TLSConfig(Spec):
    """TLS settings towards clients."""

    validation: FrontendTLSValidation | None = None
    """Checking of client certificates; absent means none is asked for."""


class TLSPortConfig(Spec):
    """TLS settings towards clients of one port."""

    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    """The port that these settings are for."""
    tls: TLSConfig
    """The settings."""


class FrontendTLSConfig(Spec):
    """TLS settings towards clients, by port."""

    default: TLSConfig
    """Settings for every HTTPS listener whose port has none of its own."""
    per_port: Annotated[tuple[TLSPortConfig, ...] | None, MaxItems(64), ListMap(("port",)), unique_by("port")] = None
    """Settings for single ports, instead of the default."""


class GatewayTLSConfig(Spec):
    """TLS settings in both directions."""

    backend: GatewayBackendTLS | None = None
    """Towards backends."""
    frontend: FrontendTLSConfig | None = None
    """Towards clients."""
