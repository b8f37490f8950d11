"""gateway_api.gateway_tls"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import ObjectReference, SecretObjectReference
from kgwctl.api.markers import Atomic, Default, ListMap, Maximum, MaxItems, Minimum, MinItems
from kgwctl.api.meta import Int32, Spec
from kgwctl.api.rules import unique_by

FrontendValidationModeType = Literal["AllowValidOnly", "AllowInsecureFallback"]


class GatewayBackendTLS(Spec):
    """GatewayBackendTLS."""

    client_certificate_ref: SecretObjectReference | None = None


class FrontendTLSValidation(Spec):
    """FrontendTLSValidation."""

    ca_certificate_refs: Annotated[tuple[ObjectReference, ...], MinItems(1), MaxItems(8), Atomic()]
    mode: Annotated[FrontendValidationModeType | None, Default("AllowValidOnly")] = None


class TLSConfig(Spec):
    """TLSConfig."""

    validation: FrontendTLSValidation | None = None


class TLSPortConfig(Spec):
    """TLSPortConfig."""

    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    tls: TLSConfig


class FrontendTLSConfig(Spec):
    """FrontendTLSConfig."""

    default: TLSConfig
    per_port: Annotated[tuple[TLSPortConfig, ...] | None, MaxItems(64), ListMap(("port",)), unique_by("port")] = None


class GatewayTLSConfig(Spec):
    """GatewayTLSConfig."""

    backend: GatewayBackendTLS | None = None
    frontend: FrontendTLSConfig | None = None
