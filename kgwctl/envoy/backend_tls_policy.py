"""The BackendTLSPolicy kind of Gateway API: whom a Gateway trusts to be a backend.

Where a BackendConfigPolicy asks for TLS towards the same backend, this policy is the one that counts.
Upstream leaves that to chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import BACKEND_TLS_POLICY
from kgwctl.envoy.clusters.transport_sockets import dns_name, system_authorities, upstream_tls
from kgwctl.envoy.messages.generated.core import DataSource, TransportSocket
from kgwctl.envoy.messages.generated.matcher import StringMatcher
from kgwctl.envoy.messages.generated.tls import (
    CertificateValidationContext,
    CommonTlsContext,
    SubjectAltNameMatcher,
    TlsParameters,
    UpstreamTlsContext,
)
from kgwctl.envoy.policy_engine.contract import Compiled, PolicyKind, Problem
from kgwctl.envoy.secrets import SecretProblem, find_secret, secret_bytes
from kgwctl.keys.certificates import CertificateError, normalized_certificates
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.gateway_api.backend_tls_policy import BackendTLSPolicy, BackendTLSPolicyValidation
    from kgwctl.api.gateway_api.references import LocalObjectReference
    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_SPEC: FieldPath = ("spec", "validation")
#: The first reference is the only one that is read.
_REFERENCE: FieldPath = (*_SPEC, "caCertificateRefs", 0)


class BackendTlsKind(PolicyKind):
    """``BackendTLSPolicy.gateway.networking.k8s.io``."""

    group_kind = BACKEND_TLS_POLICY

    def compile(self, policy: Resource[Any], env: CompileEnv) -> Compiled:
        """The transport socket of the policy's backends."""
        try:
            return Compiled(_transport_socket(policy, env.resolved))
        except _RefusedError as error:
            return Compiled(None, (error.problem.text,))

    def problems(self, policy: Resource[Any], env: CompileEnv) -> tuple[Problem, ...]:
        """The error at the reference that leads to it."""
        try:
            _transport_socket(policy, env.resolved)
        except _RefusedError as error:
            return (error.problem,)
        return ()

    def apply_cluster(self, ir: TransportSocket, cluster: Cluster, backend: Backend, env: CompileEnv) -> str | None:
        """Speak TLS to the backend."""
        cluster.transport_socket = ir
        return None


class _RefusedError(Exception):
    def __init__(self, text: str, path: FieldPath = _REFERENCE, missing: ObjectKey | None = None) -> None:
        super().__init__(text)
        self.problem = Problem(path, text, missing=missing)


def _transport_socket(policy: Resource[BackendTLSPolicy], resolved: Resolved) -> TransportSocket:
    validation = policy.object.spec.validation
    checks = CertificateValidationContext(match_typed_subject_alt_names=list(_names(validation)))
    if validation.well_known_ca_certificates == "System":
        common = CommonTlsContext(combined_validation_context=system_authorities(checks))
    elif validation.ca_certificate_refs:
        authorities = _authorities(validation.ca_certificate_refs[0], policy, resolved)
        checks.trusted_ca = DataSource(inline_string=authorities.decode())
        common = CommonTlsContext(tls_params=TlsParameters(), validation_context=checks)
    else:
        raise _RefusedError("invalid validation spec", _SPEC)
    return upstream_tls(UpstreamTlsContext(common_tls_context=common, sni=validation.hostname))


def _names(validation: BackendTLSPolicyValidation) -> Iterator[SubjectAltNameMatcher]:
    """The names of which the backend's certificate must have one."""
    if not validation.subject_alt_names and validation.hostname:
        yield dns_name(validation.hostname)
    for name in validation.subject_alt_names or ():
        if name.type == "Hostname":
            yield dns_name(name.hostname or "")
        else:
            yield SubjectAltNameMatcher(san_type="URI", matcher=StringMatcher(exact=name.uri or ""))


def _authorities(ref: LocalObjectReference, policy: Resource[Any], resolved: Resolved) -> bytes:
    """The certificates under ``ca.crt`` of what a reference names, written anew."""
    kind = ref.kind or "ConfigMap"
    if kind == "ConfigMap":
        config_map = resolved.config_map(policy.key, name=ref.name)
        if isinstance(config_map, Reason):
            text = f"ConfigMap not found: {policy.namespace}/{ref.name}"
            raise _RefusedError(text, (*_REFERENCE, "name"), ObjectKey("", kind, policy.namespace, ref.name))
        data = ((config_map.object.data or {}).get("ca.crt") or "").encode()
    elif kind == "Secret":
        try:
            data = secret_bytes(find_secret(resolved, policy.key, ref.name, policy.namespace)).get("ca.crt", b"")
        except SecretProblem as problem:
            raise _RefusedError(f"Secret not found: {problem}", (*_REFERENCE, "name"), problem.missing) from None
    else:
        text = f"invalid validation spec: unsupported certificate reference kind: {kind}"
        raise _RefusedError(text, (*_REFERENCE, "kind"))
    if not data:
        raise _RefusedError("TLS config error: ca.crt key missing")
    try:
        return normalized_certificates(data)
    except CertificateError as error:
        # The same words for a Secret, as upstream has them.
        text = f"TLS config error: invalid ca.crt in ConfigMap {policy.namespace}/{ref.name}: {error}"
        raise _RefusedError(text) from None


KIND: PolicyKind = BackendTlsKind()
