"""TLS towards backends, as all that asks for it writes it."""

from __future__ import annotations

from kgwctl.envoy import names
from kgwctl.envoy.messages.generated.core import TransportSocket
from kgwctl.envoy.messages.generated.matcher import StringMatcher
from kgwctl.envoy.messages.generated.tls import (
    CertificateValidationContext,
    CommonTlsContext,
    SdsSecretConfig,
    SubjectAltNameMatcher,
    UpstreamTlsContext,
)
from kgwctl.envoy.messages.message import pack

#: The secret that the proxy's own start-up script makes of the system's certificate authorities.
SYSTEM_CA = "SYSTEM_CA_CERT"


def upstream_tls(context: UpstreamTlsContext) -> TransportSocket:
    """The transport socket of a cluster."""
    return TransportSocket(name=names.TLS_TRANSPORT_SOCKET, typed_config=pack(context))


def system_authorities(
    checks: CertificateValidationContext,
) -> CommonTlsContext.CombinedCertificateValidationContext:
    """Trust in the system's certificate authorities, with further ``checks``."""
    return CommonTlsContext.CombinedCertificateValidationContext(
        default_validation_context=checks,
        validation_context_sds_secret_config=SdsSecretConfig(name=SYSTEM_CA),
    )


def dns_name(name: str) -> SubjectAltNameMatcher:
    """A certificate's name must be exactly this DNS name."""
    return SubjectAltNameMatcher(san_type="DNS", matcher=StringMatcher(exact=name))
