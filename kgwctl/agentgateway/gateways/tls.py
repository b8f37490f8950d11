"""Certificates of listeners.

Source: ``translator/conversion.go@v2.2.0``: ``buildTLS``, ``validateTLS``, ``buildSecretReference``,
``buildCaCertificateReference``; Istio's ``credentials/kube/secrets.go``: ``ExtractCertInfo``, ``ExtractRoot``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from kgwctl.api.kinds import CONFIG_MAP, SECRET
from kgwctl.golang.text import quote
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kgwctl.agentgateway.environment import Environment

#: Whether a ReferenceGrant allows the first object to refer to the second, or both are in one namespace.
Allowed: TypeAlias = "Callable[[ObjectKey, ObjectKey], bool]"

INVALID_CERTIFICATE = "InvalidCertificateRef"
NOT_PERMITTED = "RefNotPermitted"
#: Names of certificate and key inside a Secret, and of CA certificates; the first that has values counts.
_CERTIFICATE_KEYS = (("cert", "key"), ("tls.crt", "tls.key"))
_ROOT_KEYS = (("cacert",), ("ca.crt",))


class ListenerTls(NamedTuple):
    """What a listener proves itself with, and the CA of its clients."""

    certificate: bytes
    private_key: bytes
    root: bytes = b""


#: Sent where the real one cannot be had, so that the data plane refuses connections instead of serving them in clear.
REFUSING = ListenerTls(b"invalid", b"invalid")


class TlsProblem(NamedTuple):
    """Why a listener cannot terminate TLS: reason and message of its ResolvedRefs condition."""

    reason: str
    message: str


class _Refused(Exception):
    def __init__(self, message: str, reason: str = INVALID_CERTIFICATE) -> None:
        super().__init__(message)
        self.problem = TlsProblem(reason, message)


def listener_tls(
    owner: ObjectKey, tls: Any, port: int, gateway_tls: Any, env: Environment, allowed: Allowed
) -> tuple[ListenerTls | None, TlsProblem | None]:
    """The certificate of a listener that terminates TLS, and what is wrong with it.

    ``owner`` is the Gateway or XListenerSet, ``gateway_tls`` the ``spec.tls`` of the Gateway.
    """
    if tls is None or (tls.mode or "Terminate") != "Terminate":
        return None, None
    try:
        made = _terminating(owner, tls, _frontend(gateway_tls, port), env, allowed)
    except _Refused as refused:
        return REFUSING, refused.problem
    return made, _malformed(made)


def _frontend(gateway_tls: Any, port: int) -> Any:
    """The settings for clients' certificates that hold for a port."""
    if gateway_tls is None or gateway_tls.frontend is None:
        return None
    frontend = gateway_tls.frontend
    own = next((one for one in frontend.per_port or () if one.port == port), None)
    return frontend.default if own is None else own.tls


def _terminating(owner: ObjectKey, tls: Any, frontend: Any, env: Environment, allowed: Allowed) -> ListenerTls:
    refs = list(tls.certificate_refs or ())
    if len(refs) != 1:
        raise _Refused("exactly 1 certificateRefs should be present for TLS termination")
    certificate, key = _key_pair(refs[0], owner, env, allowed)
    if frontend is None or frontend.validation is None or not frontend.validation.ca_certificate_refs:
        return ListenerTls(certificate, key)
    authorities = frontend.validation.ca_certificate_refs
    if len(authorities) > 1:
        raise _Refused("only one caCertificateRef is supported")
    return ListenerTls(certificate, key, _authority(authorities[0], owner, env, allowed))


def _key_pair(ref: Any, owner: ObjectKey, env: Environment, allowed: Allowed) -> tuple[bytes, bytes]:
    group, kind = "" if ref.group is None else ref.group, ref.kind or "Secret"
    shown = f"{ref.group or ''}/{ref.kind or ''}/{ref.name}.{ref.namespace or ''}"
    if (group, kind) != SECRET:
        raise _Refused(f"invalid certificate reference {shown}, only secret is allowed")
    namespace = owner.namespace if ref.namespace is None else ref.namespace
    values = env.secret(namespace, ref.name)
    if values is None:
        raise _Refused(f"invalid certificate reference {shown}, secret not found")
    try:
        certificate, key = _values(values, _CERTIFICATE_KEYS)
    except KeyError as error:
        raise _Refused(f"invalid certificate reference {shown}, {error.args[0]}") from None
    if not allowed(owner, ObjectKey(*SECRET, namespace, ref.name)):
        raise _Refused(_not_accessible("certificateRef", f"{ref.name}/{namespace}", owner), NOT_PERMITTED)
    return certificate, key


def _authority(ref: Any, owner: ObjectKey, env: Environment, allowed: Allowed) -> bytes:
    namespace = owner.namespace if ref.namespace is None else ref.namespace
    shown = f"{ref.group}/{ref.kind}/{ref.name}.{ref.namespace or ''}"
    if (ref.group, ref.kind) not in (CONFIG_MAP, SECRET):
        raise _Refused(f"invalid CA certificate reference {shown}, only secret and configmap are allowed")
    values = env.secret(namespace, ref.name) if ref.kind == "Secret" else _texts(env.config_map(namespace, ref.name))
    if values is None:
        where = f"{ref.kind.lower()} {namespace}/{ref.name}"
        raise _Refused(f"invalid CA certificate reference, {where} not found")
    try:
        (root,) = _values(values, _ROOT_KEYS)
    except KeyError as error:
        raise _Refused(f"invalid CA certificate reference {shown}, {error.args[0]}") from None
    if ref.kind == "Secret" and not allowed(owner, ObjectKey(*SECRET, namespace, ref.name)):
        raise _Refused(_not_accessible("caCertificateRef", f"{namespace}/{ref.name}", owner), NOT_PERMITTED)
    return root


def _not_accessible(field: str, target: str, owner: ObjectKey) -> str:
    return (
        f"{field} {target} not accessible to a Gateway in namespace {quote(owner.namespace)} "
        "(missing a ReferenceGrant?)"
    )


def _texts(values: Mapping[str, str | None] | None) -> dict[str, bytes] | None:
    if values is None or values.__class__ is dict:
        return None if values is None else {key: (text or "").encode() for key, text in values.items()}
    from kgwctl.objects.placeholder import decoded

    return decoded(values)


def _values(values: Mapping[str, bytes], names: tuple[tuple[str, ...], ...]) -> tuple[bytes, ...]:
    """The values of the first set of names that are all there and not empty. Raises :class:`KeyError` with a text."""
    for wanted in names:
        if all(values.get(name) for name in wanted):
            return tuple(values[name] for name in wanted)
    for wanted in names:
        if all(name in values for name in wanted):
            found = " and ".join(map(quote, wanted))
            raise KeyError(
                f"found keys {found}, but they were empty"
                if len(wanted) > 1
                else f"found key {found}, but it was empty"
            )
    expected = [" and ".join(wanted) for wanted in names]
    if len(names[0]) > 1:
        expected = [f"({one})" for one in expected]
    raise KeyError(
        f"found secret, but didn't have expected keys {' or '.join(expected)}; found: {_shortened(sorted(values))}"
    )


def _shortened(names: list[str]) -> str:
    if len(names) < 3:
        return ", ".join(names)
    return f"{', '.join(names[:3])}, and {len(names) - 3} more..."


def _malformed(tls: ListenerTls) -> TlsProblem | None:
    """What Go's ``tls.X509KeyPair`` says; CA certificates are not looked at."""
    from kgwctl.keys.certificates import CertificateError, check_key_pair

    try:
        check_key_pair(tls.certificate, tls.private_key)
    except CertificateError as error:
        text = f"invalid certificate reference, the certificate is malformed: {error}"
        return TlsProblem(INVALID_CERTIFICATE, text)
    return None
