"""Where a remote key set is, and by what TLS (``jwks_url/remote_jwks_url_builder.go@v2.2.0``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.agentgateway.environment import service_hostname
from kgwctl.agentgateway.jwks.stores import KeySetProblem
from kgwctl.api.kinds import AGENTGATEWAY_BACKEND
from kgwctl.keys.certificates import CertificateError, normalized_certificates
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.policies.contract import Origin
    from kgwctl.api.agentgateway.connection import BackendTLS
    from kgwctl.api.agentgateway.shared import RemoteJWKS
    from kgwctl.api.gateway_api.references import BackendObjectReference


class TlsToKeys(NamedTuple):
    """How the controller itself connects. ``roots`` are certificates in PEM; empty: the system's."""

    server_name: str
    unverified: bool
    protocols: tuple[str, ...]
    roots: bytes


class KeySetSource(NamedTuple):
    """The URL of a key set; ``tls`` is ``None`` where it is fetched in clear text."""

    url: str
    tls: TlsToKeys | None


def remote_key_set(remote: RemoteJWKS, origin: Origin, env: Environment) -> str:
    """The keys as JSON. Raises :class:`KeySetProblem`."""
    return env.key_sets.text(key_set_source(remote, origin, env).url)


def key_set_source(remote: RemoteJWKS, origin: Origin, env: Environment) -> KeySetSource:
    """``defaultJwksUrlFactory.BuildJwksUrlAndTlsConfig``. Raises :class:`KeySetProblem`."""
    ref = remote.backend_ref
    namespace = origin.namespace if ref.namespace is None else ref.namespace
    if ref.kind is None:
        raise KeySetProblem("a remote key set without a kind of backend makes the controller panic", panics=True)
    path = remote.jwks_path.removeprefix("/")
    if ref.kind == "AgentgatewayBackend":
        host, tls = _backend(ref, namespace, origin, env)
    elif ref.kind == "Service":
        host = service_hostname(namespace, ref.name)
        if ref.port:
            host = f"{host}:{ref.port}"
        tls = _attached_tls(ref, namespace, origin, env)
    else:
        raise KeySetProblem(
            f"unsupported target kind in remote jwks provider; kind: {ref.kind}, policy: {namespace}/{origin.name}"
        )
    return KeySetSource(f"{'https' if tls else 'http'}://{host}/{path}", tls)


def _backend(
    ref: BackendObjectReference, namespace: str, origin: Origin, env: Environment
) -> tuple[str, TlsToKeys | None]:
    """Host and port of a static backend, whose own TLS settings win over those of policies."""
    backend = env.find(*AGENTGATEWAY_BACKEND, namespace, ref.name)
    policy = f"{origin.namespace}/{origin.name}"
    if backend is None:
        raise KeySetProblem(f"backend {namespace}/{ref.name} not found, policy {policy}")
    spec = backend.object.spec
    if spec.static is None:
        raise KeySetProblem(f"only static backends are supported; backend: {namespace}/{ref.name}, policy: {policy}")
    host = f"{spec.static.host}:{spec.static.port}"
    if spec.policies is None or spec.policies.tls is None:
        return host, _attached_tls(ref, namespace, origin, env)
    try:
        return host, _tls(spec.policies.tls, namespace, env)
    except KeySetProblem as problem:
        where = f"backend: {namespace}/{ref.name}, policy: {namespace}/{origin.name}"
        raise KeySetProblem(f"error setting tls options; {where}, {problem}") from None


def _attached_tls(ref: BackendObjectReference, namespace: str, origin: Origin, env: Environment) -> TlsToKeys | None:
    """The TLS settings of the policy that targets what ``ref`` names, whatever section it targets."""
    found = env.policies_targeting(ObjectKey(ref.group or "", ref.kind or "", namespace, ref.name))
    if len(found) > 1:
        raise KeySetProblem(
            f"two policies that target {ref.kind} {namespace}/{ref.name} make the controller panic", panics=True
        )
    backend = found[0].object.spec.backend if found else None
    if backend is None or backend.tls is None:
        return None
    try:
        return _tls(backend.tls, namespace, env)
    except KeySetProblem as problem:
        where = f"service {ref.name}/{namespace}, policy: {namespace}/{origin.name}"
        raise KeySetProblem(f"error setting tls options; {where} {problem}") from None


def _tls(spec: BackendTLS, namespace: str, env: Environment) -> TlsToKeys:
    """``GetTLSConfig``, which knows ConfigMaps only. Raises :class:`KeySetProblem`."""
    roots = []
    for ref in spec.ca_certificate_refs or ():
        texts = env.config_map(namespace, ref.name or "")
        if texts is None:
            raise KeySetProblem(f"ConfigMap {namespace}/{ref.name} not found")
        try:
            roots.append(normalized_certificates((texts.get("ca.crt") or "").encode()))
        except CertificateError:
            raise KeySetProblem(f"error extracting CA cert from ConfigMap {namespace}/{ref.name}") from None
    unverified = spec.insecure_skip_verify is not None
    return TlsToKeys(spec.sni or "", unverified, tuple(spec.alpn_protocols or ()), b"".join(roots))
