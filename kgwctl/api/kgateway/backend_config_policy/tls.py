"""TLS towards a backend, as a BackendConfigPolicy says it."""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.field_rules import Has, Holds, either, exactly_one_of
from kgwctl.api.gateway_api.shared import WellKnownCACertificatesType
from kgwctl.api.markers import MinLength, constraints
from kgwctl.api.meta import Spec

#: A version of TLS.
TLSVersion = Literal["AUTO", "1.0", "1.1", "1.2", "1.3"]


@constraints(Holds(either(Has("tlsCertificate"), Has("tlsKey"), Has("rootCA"))))
class TLSFiles(Spec):
    """Certificates as files in the proxy's container."""

    tls_certificate: Annotated[str | None, MinLength(1)] = None
    """File with the client certificate."""
    tls_key: Annotated[str | None, MinLength(1)] = None
    """File with the client's private key."""
    root_ca: Annotated[str | None, MinLength(1)] = msgspec.field(name="rootCA", default=None)
    """File with the CA certificates to trust."""


class TLSParameters(Spec):
    """What may be negotiated."""

    min_version: TLSVersion | None = None
    """Lowest TLS version."""
    max_version: TLSVersion | None = None
    """Highest TLS version."""
    cipher_suites: tuple[str, ...] | None = None
    """Cipher suites to offer, by OpenSSL name; without effect on TLS 1.3."""
    ecdh_curves: tuple[str, ...] | None = None
    """Curves to offer."""


@constraints(exactly_one_of("secretRef", "files", "insecureSkipVerify", "wellKnownCACertificates"))
class UpstreamTLS(Spec):
    """Certificates and parameters for TLS towards a backend."""

    secret_ref: LocalObjectReference | None = None
    """A Secret with client certificate and key, and perhaps the CA certificates."""
    files: TLSFiles | None = None
    """Certificates as files in the proxy's container."""
    well_known_ca_certificates: WellKnownCACertificatesType | None = msgspec.field(
        name="wellKnownCACertificates", default=None
    )
    """Trust the system's CA certificates."""
    insecure_skip_verify: bool | None = None
    """Don't verify the backend's certificate at all."""
    sni: Annotated[str | None, MinLength(1)] = None
    """Server name to ask for."""
    verify_subject_alt_names: tuple[str, ...] | None = None
    """Names of which the backend's certificate must have one; needs CA certificates."""
    parameters: TLSParameters | None = None
    """What may be negotiated."""
    alpn_protocols: tuple[str, ...] | None = None
    """Protocols to offer, in order of preference."""
    allow_renegotiation: bool | None = None
    """Let the backend renegotiate, which is insecure."""
    simple_tls: bool | None = msgspec.field(name="simpleTLS", default=None)
    """Keep the client certificate to yourself, though there is one."""
