"""kgateway.backend_config_policy.tls"""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.gateway_api.shared import WellKnownCACertificatesType
from kgwctl.api.markers import MinLength, constraints
from kgwctl.api.meta import Spec
from kgwctl.api.rules import Has, Holds, either, exactly_one_of

TLSVersion = Literal["AUTO", "1.0", "1.1", "1.2", "1.3"]


@constraints(Holds(either(Has("tlsCertificate"), Has("tlsKey"), Has("rootCA"))))
class TLSFiles(Spec):
    """TLSFiles."""

    tls_certificate: Annotated[str | None, MinLength(1)] = None
    tls_key: Annotated[str | None, MinLength(1)] = None
    root_ca: Annotated[str | None, MinLength(1)] = msgspec.field(name="rootCA", default=None)


class TLSParameters(Spec):
    """TLSParameters."""

    min_version: TLSVersion | None = None
    max_version: TLSVersion | None = None
    cipher_suites: tuple[str, ...] | None = None
    ecdh_curves: tuple[str, ...] | None = None


@constraints(exactly_one_of("secretRef", "files", "insecureSkipVerify", "wellKnownCACertificates"))
class UpstreamTLS(Spec):
    """UpstreamTLS."""

    secret_ref: LocalObjectReference | None = None
    files: TLSFiles | None = None
    well_known_ca_certificates: WellKnownCACertificatesType | None = msgspec.field(
        name="wellKnownCACertificates", default=None
    )
    insecure_skip_verify: bool | None = None
    sni: Annotated[str | None, MinLength(1)] = None
    verify_subject_alt_names: tuple[str, ...] | None = None
    parameters: TLSParameters | None = None
    alpn_protocols: tuple[str, ...] | None = None
    allow_renegotiation: bool | None = None
    simple_tls: bool | None = msgspec.field(name="simpleTLS", default=None)
