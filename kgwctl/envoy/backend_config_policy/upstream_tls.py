"""``spec.tls`` of a BackendConfigPolicy: certificates and parameters of TLS towards a backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.backend_config_policy.contract import Setting, Unusable
from kgwctl.envoy.clusters.transport_sockets import dns_name, system_authorities, upstream_tls
from kgwctl.envoy.messages.generated.core import DataSource, TransportSocket
from kgwctl.envoy.messages.generated.tls import (
    CertificateValidationContext,
    CommonTlsContext,
    TlsCertificate,
    TlsParameters,
    UpstreamTlsContext,
)
from kgwctl.envoy.policy_engine.errors import SettingError
from kgwctl.envoy.secrets import SecretProblem, find_secret, secret_bytes
from kgwctl.keys.certificates import CertificateError, check_key_pair, normalized_certificates
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend_config_policy import tls as api
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_VERSIONS: dict[str, TlsParameters.TlsProtocol] = {
    "AUTO": "TLS_AUTO",
    "1.0": "TLSv1_0",
    "1.1": "TLSv1_1",
    "1.2": "TLSv1_2",
    "1.3": "TLSv1_3",
}
_NO_FILES = "kgateway 2.2 accepts no client certificates in files: put them into a Secret"
_HALF_A_PAIR = (
    "invalid TLS config: for if providing a client certificate, both certChain and privateKey must be provided"
)


class _Tls(Setting["api.UpstreamTLS", TransportSocket]):
    def compile(self, value: api.UpstreamTLS, policy: ObjectKey, resolved: Resolved) -> TransportSocket:
        common = CommonTlsContext(
            tls_params=_parameters(value.parameters), alpn_protocols=list(value.alpn_protocols or ())
        )
        if value.insecure_skip_verify:
            common.validation_context = CertificateValidationContext()
        else:
            material = _material(value, policy, resolved)
            if not value.simple_tls:
                _present(common, material)
            _verify(common, value, material)
        return upstream_tls(
            UpstreamTlsContext(
                common_tls_context=common, sni=value.sni or "", allow_renegotiation=bool(value.allow_renegotiation)
            )
        )

    def apply(self, form: TransportSocket, cluster: Cluster, backend: Backend) -> None:
        cluster.transport_socket = form


class _Material(NamedTuple):
    """Certificates and key: PEM texts, or names of files that hold them. ``field`` is where they come from."""

    field: str = ""
    chain: bytes = b""
    key: bytes = b""
    authorities: bytes = b""

    def source(self, data: bytes) -> DataSource:
        """The data as Envoy takes it. Raises :class:`Unusable` for what is no text."""
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise Unusable from None
        if self.field == "files":
            return DataSource(filename=text)
        return DataSource(inline_string=Sensitive(text) if data is self.key else text)


def _material(value: api.UpstreamTLS, policy: ObjectKey, resolved: Resolved) -> _Material:
    if value.secret_ref is not None:
        try:
            data = secret_bytes(find_secret(resolved, policy, value.secret_ref.name or "", policy.namespace))
        except SecretProblem as problem:
            text = f"failed to extract TLS data: {problem}"
            raise SettingError(text, "secretRef", "name", missing=problem.missing) from None
        return _Material("secretRef", *(data.get(name, b"") for name in ("tls.crt", "tls.key", "ca.crt")))
    files = value.files
    if files is None:
        return _Material()
    return _Material(
        "files", *((name or "").encode() for name in (files.tls_certificate, files.tls_key, files.root_ca))
    )


def _present(common: CommonTlsContext, material: _Material) -> None:
    """The client certificate, where there is one."""
    if not material.chain and not material.key:
        return
    if not material.chain or not material.key:
        text = (
            "invalid TLS config: for if providing a client certificate, both certChain and privateKey must be provided"
        )
        raise SettingError(text, material.field)
    try:
        # Upstream reads the names of files here as if they were certificates, so files are never accepted.
        check_key_pair(material.chain, material.key)
        chain = normalized_certificates(material.chain)
    except CertificateError as error:
        hint = _NO_FILES if material.field == "files" else ""
        raise SettingError(f"invalid certificate and key pair: {error}", material.field, hint=hint) from None
    certificate = TlsCertificate(certificate_chain=material.source(chain), private_key=material.source(material.key))
    common.tls_certificates = [certificate]


def _verify(common: CommonTlsContext, value: api.UpstreamTLS, material: _Material) -> None:
    """What the backend's certificate is checked against; nothing without CA certificates."""
    checks = CertificateValidationContext(
        match_typed_subject_alt_names=[dns_name(name) for name in value.verify_subject_alt_names or ()]
    )
    if value.well_known_ca_certificates is not None:
        common.combined_validation_context = system_authorities(checks)
    elif material.authorities:
        checks.trusted_ca = material.source(material.authorities)
        common.validation_context = checks
    elif checks.match_typed_subject_alt_names:
        text = "a root_ca must be provided if verify_subject_alt_name is not empty"
        raise SettingError(text, "verifySubjectAltNames")


def _parameters(parameters: api.TLSParameters | None) -> TlsParameters | None:
    if parameters is None:
        return None
    return TlsParameters(
        tls_minimum_protocol_version=_VERSIONS[parameters.min_version or "AUTO"],
        tls_maximum_protocol_version=_VERSIONS[parameters.max_version or "AUTO"],
        cipher_suites=list(parameters.cipher_suites or ()),
        ecdh_curves=list(parameters.ecdh_curves or ()),
    )


TLS = _Tls()
