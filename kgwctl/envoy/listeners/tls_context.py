"""The TLS context of a listener that terminates TLS, as Envoy's transport socket.

What cannot be used fails the listener (its filter chain is left out) and shows in its status.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from kgwctl.envoy import names
from kgwctl.envoy.listeners.tls_options import ALLOW_EMPTY, TlsOptionError, TlsOptions, tls_options
from kgwctl.envoy.messages.generated.core import DataSource, TransportSocket
from kgwctl.envoy.messages.generated.matcher import StringMatcher
from kgwctl.envoy.messages.generated.tls import (
    CertificateValidationContext,
    CommonTlsContext,
    DownstreamTlsContext,
    SubjectAltNameMatcher,
    TlsCertificate,
    TlsParameters,
)
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.secrets import SecretProblem, secret_bytes
from kgwctl.keys.certificates import CertificateError, check_key_pair, normalized_certificates
from kgwctl.output.sensitive import Sensitive
from kgwctl.resolve.reasons import MissingReferenceGrant, NotFound, Reason, UnknownSecretKind
from kgwctl.status import words

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.references import ObjectReference, SecretObjectReference
    from kgwctl.diagnostics import FieldPath
    from kgwctl.resolve.model import ClientValidation, FrontendTls, Listener
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.status.reporter import ListenerReport

#: Offered to clients of HTTPS listeners that do not choose.
HTTP_ALPN = ("h2", "http/1.1")

_SAN_WITHOUT_CA = "verify-subject-alt-names annotation requires a trusted CA to be configured"


class TlsProblem(Exception):
    """A listener's TLS cannot be set up: ``reason`` and ``message`` for its status.

    ``field`` leads from the listener to what is to blame, where one field is; ``detail`` says for people what the
    status leaves out.
    """

    def __init__(
        self,
        message: str = words.INVALID_CERTIFICATES_MESSAGE,
        reason: str = words.INVALID_CERTIFICATE_REF,
        *,
        field: FieldPath = ("tls",),
        detail: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.field = field
        self.detail = detail or message

    def report(self, report: ListenerReport) -> None:
        """Write the problem into the listener's status."""
        report.set_condition(words.RESOLVED_REFS, words.FALSE, self.reason, self.message)
        report.set_condition(words.PROGRAMMED, words.FALSE, words.INVALID, self.message)


def transport_socket(
    listener: Listener, frontend: FrontendTls | None, resolved: Resolved, default_alpn: tuple[str, ...]
) -> TransportSocket | None:
    """The transport socket of a listener, ``None`` unless it terminates TLS. Raises :class:`TlsProblem`,
    for TCP listeners only about the Gateway's own configuration.

    ``default_alpn`` is offered where the listener's options do not say what to offer.
    """
    validation = None
    if frontend is not None:
        if frontend.problem is not None:
            raise _problem_of(frontend.problem)
        validation = frontend.of_port(listener.port)
    tls = listener.spec.tls
    if listener.protocol == "TCP" or tls is None or tls.mode != "Terminate":
        return None
    certificates = [
        _certificate(listener, ref, ("tls", "certificateRefs", index), resolved)
        for index, ref in enumerate(tls.certificate_refs or ())
    ]
    try:
        options = tls_options(tls.options or {})
    except TlsOptionError as error:
        detail = f"its TLS options cannot be read: {error}"
        raise TlsProblem(field=("tls", "options"), detail=detail) from None
    common = CommonTlsContext(
        tls_params=_parameters(options),
        tls_certificates=certificates,
        alpn_protocols=_alpn(options, default_alpn),
    )
    context = DownstreamTlsContext(common_tls_context=common)
    _validate_clients(context, common, listener, options, validation, resolved)
    return TransportSocket(name=names.TLS_TRANSPORT_SOCKET, typed_config=pack(context))


def _alpn(options: TlsOptions, default: tuple[str, ...]) -> list[str]:
    if options.alpn_protocols == [ALLOW_EMPTY]:
        return []
    return options.alpn_protocols or list(default)


def _parameters(options: TlsOptions) -> TlsParameters:
    parameters = TlsParameters(cipher_suites=options.cipher_suites, ecdh_curves=options.ecdh_curves)
    if options.min_version is not None:
        parameters.tls_minimum_protocol_version = options.min_version
    if options.max_version is not None:
        parameters.tls_maximum_protocol_version = options.max_version
    return parameters


def _certificate(
    listener: Listener, ref: SecretObjectReference, field: FieldPath, resolved: Resolved
) -> TlsCertificate:
    secret = resolved.secret(
        listener.parent.key,
        name=ref.name,
        namespace=ref.namespace or listener.parent.namespace,
        group=ref.group or "",
        kind=ref.kind or "Secret",
    )
    if isinstance(secret, UnknownSecretKind):
        detail = f"a certificate comes from a Secret, not from a {ref.kind or 'Secret'} of group {ref.group or 'core'}"
        raise TlsProblem(field=(*field, "kind" if ref.kind not in (None, "Secret") else "group"), detail=detail)
    if isinstance(secret, Reason):
        raise _problem_of(secret, field)
    try:
        data = secret_bytes(secret)
    except SecretProblem:
        detail = f"the values of Secret {secret.namespace}/{secret.name} are not base64"
        raise TlsProblem(field=(*field, "name"), detail=detail) from None
    chain, key = data.get("tls.crt", b""), data.get("tls.key", b"")
    if chain or key or not data.get("ca.crt"):
        try:
            check_key_pair(chain, key)
        except CertificateError as error:
            message = f"invalid TLS secret {secret.namespace}/{secret.name}: {error}"
            raise TlsProblem(message, field=(*field, "name")) from None
    return TlsCertificate(
        certificate_chain=DataSource(inline_bytes=_base64(chain)),
        private_key=DataSource(inline_bytes=Sensitive(_base64(key))),
    )


def _validate_clients(
    context: DownstreamTlsContext,
    common: CommonTlsContext,
    listener: Listener,
    options: TlsOptions,
    validation: ClientValidation | None,
    resolved: Resolved,
) -> None:
    """Set what client certificates are checked against: hashes, names, and authorities."""
    trusts = validation is not None and bool(validation.ca_certificate_refs)
    if options.verify_subject_alt_names and not trusts:
        raise TlsProblem(_SAN_WITHOUT_CA)
    checks = CertificateValidationContext(
        verify_certificate_hash=options.verify_certificate_hash,
        match_typed_subject_alt_names=[
            SubjectAltNameMatcher(san_type="DNS", matcher=StringMatcher(exact=name))
            for name in options.verify_subject_alt_names
        ],
    )
    if validation is not None and trusts:
        try:
            authorities = [_authority(listener, ref, resolved) for ref in validation.ca_certificate_refs]
        except TlsProblem:
            if validation.require_client_certificate:
                raise
        else:
            checks.trusted_ca = DataSource(inline_bytes=_base64(b"\n".join(authorities)))
            context.require_client_certificate = validation.require_client_certificate
    if checks != CertificateValidationContext():
        common.validation_context = checks


def _authority(listener: Listener, ref: ObjectReference, resolved: Resolved) -> bytes:
    """The certificates under ``ca.crt`` of a ConfigMap or Secret."""
    namespace = ref.namespace or listener.parent.namespace
    origin = listener.parent.key
    if ref.kind == "ConfigMap":
        config_map = resolved.config_map(origin, name=ref.name, namespace=namespace)
        if isinstance(config_map, Reason):
            raise _problem_of(config_map)
        data = ((config_map.object.data or {}).get("ca.crt") or "").encode()
    else:
        secret = resolved.secret(origin, name=ref.name, namespace=namespace, group=ref.group, kind=ref.kind)
        if isinstance(secret, Reason):
            raise _problem_of(secret)
        try:
            data = secret_bytes(secret).get("ca.crt", b"")
        except SecretProblem:
            raise TlsProblem from None
    if not data:
        raise TlsProblem
    try:
        return normalized_certificates(data)
    except CertificateError:
        raise TlsProblem from None


def _problem_of(reason: Reason, field: FieldPath = ("tls",)) -> TlsProblem:
    if isinstance(reason, MissingReferenceGrant):
        return TlsProblem(words.CERTIFICATE_NOT_PERMITTED_MESSAGE, words.REF_NOT_PERMITTED, field=field)
    if isinstance(reason, NotFound):
        target = reason.target
        return TlsProblem(words.resource_not_found(target.kind, target.namespace, target.name), field=field)
    return TlsProblem(field=field)


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
