"""``backend.tls``: TLS towards backends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import Alpn, BackendPolicySpec
from kgwctl.golang.forms import proto_bytes
from kgwctl.keys.certificates import CertificateError, check_key_pair, normalized_certificates
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.connection import BackendTLS

_TLS = BackendPolicySpec.BackendTLS


def translate(spec: BackendTLS, origin: Origin, env: Environment) -> Made:
    """``plugins/backend_policies.go:translateBackendTLS@v2.2.0``.

    TLS is spoken whatever is wrong: without the CA that was meant, agentgateway trusts the system's.
    """
    problems: list[Problem] = []
    tls = _TLS(hostname=spec.sni, verify_subject_alt_names=list(spec.verify_subject_alt_names or ()))
    if spec.mtls_certificate_ref:
        _own_certificate(tls, spec.mtls_certificate_ref[0].name or "", origin, env, problems)
    roots = _roots(spec, origin, env, problems)
    if roots:
        tls.root = proto_bytes(roots)
    if spec.insecure_skip_verify is not None:
        tls.verification = "INSECURE_ALL" if spec.insecure_skip_verify == "All" else "INSECURE_HOST"
    if spec.alpn_protocols is not None:
        tls.alpn = Alpn(protocols=list(spec.alpn_protocols))
    return Made((Part("tls", BackendPolicySpec(backend_tls=tls), bare=True),), tuple(problems))


def _own_certificate(
    tls: BackendPolicySpec.BackendTLS, name: str, origin: Origin, env: Environment, problems: list[Problem]
) -> None:
    """What a Secret holds, sent even where certificate and key do not go together."""
    path = ("mtlsCertificateRef", 0)
    where = f"{origin.namespace}/{name}"
    values = env.secret(origin.namespace, name)
    if values is None:
        problems.append(Problem(f"secret {where} not found", path))
        return
    certificate, key, root = (values.get(one) for one in ("tls.crt", "tls.key", "ca.crt"))
    if certificate or key or not root:
        try:
            check_key_pair(certificate or b"", key or b"")
        except CertificateError as error:
            text = f"secret {where} contains invalid certificate: invalid TLS secret {where}: {error}"
            problems.append(Problem(text, path))
    tls.cert = None if certificate is None else proto_bytes(certificate)
    tls.key = None if key is None else Sensitive(proto_bytes(key))
    tls.root = None if root is None else proto_bytes(root)


def _roots(spec: BackendTLS, origin: Origin, env: Environment, problems: list[Problem]) -> bytes:
    found = []
    for at, ref in enumerate(spec.ca_certificate_refs or ()):
        path, where = ("caCertificateRefs", at), f"{origin.namespace}/{ref.name or ''}"
        texts = env.config_map(origin.namespace, ref.name or "")
        if texts is None:
            problems.append(Problem(f"ConfigMap {where} not found", path))
            continue
        bundle = (texts.get("ca.crt") or "").encode()
        try:
            if not bundle:
                raise CertificateError("ca.crt key missing")
            found.append(_normalized(bundle, where))
        except CertificateError as error:
            problems.append(Problem(f"error extracting CA cert from ConfigMap {where}: {error}", path))
    return b"\n".join(found)


def _normalized(bundle: bytes, where: str) -> bytes:
    try:
        return normalized_certificates(bundle)
    except CertificateError as error:
        raise CertificateError(f"invalid ca.crt in ConfigMap {where}: {error}") from None


FEATURE = Feature(("tls",), translate)
