"""BackendTLSPolicies: TLS towards Services, InferencePools and AgentgatewayBackends.

Source: ``plugins/backend_tls_plugin.go@v2.2.0``; ``sslutils:GetCACertFromConfigMap``. No status is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP, pool_hostname, service_hostname
from kgwctl.agentgateway.policies.targets import port_number
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec, Policy, PolicyTarget, TypedResourceName
from kgwctl.api.kinds import CONFIG_MAP
from kgwctl.golang.forms import proto_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.objects.resource import Resource

_TLS = BackendPolicySpec.BackendTLS


class AuthorityError(ValueError):
    """The CA certificates of a policy cannot be had."""


def backend_tls_policies(policy: Resource[Any], env: Environment) -> list[Policy]:
    """One policy a target. What is wrong with the CA certificates discards all of them."""
    validation = policy.object.spec.validation
    name = TypedResourceName(name=policy.name, namespace=policy.namespace, kind="BackendTLSPolicy")
    made = []
    for target, key in _targets(policy, env):
        try:
            root = _authorities(policy, env)
        except AuthorityError:
            return []
        tls = _TLS(root=root, hostname=validation.hostname)
        made.append(
            Policy(
                key=f"{policy.namespace}/{policy.name}:backend-tls{key}",
                name=name,
                target=target,
                backend=BackendPolicySpec(backend_tls=tls),
            )
        )
    return made


def _targets(policy: Resource[Any], env: Environment) -> Iterator[tuple[PolicyTarget, str]]:
    """The targets that count, by kind alone, with their part of the policy's key."""
    namespace = policy.namespace
    for ref in policy.object.spec.target_refs:
        section = ref.section_name
        match ref.kind:
            case "AgentgatewayBackend":
                if env.find(AGENTGATEWAY_GROUP, ref.kind, namespace, ref.name) is not None:
                    backend = PolicyTarget.BackendTarget(name=ref.name, namespace=namespace, section=section)
                    suffix = f"/{section}" if section is not None else ""
                    yield PolicyTarget(backend=backend), f":{namespace}/{ref.name}{suffix}"
            case "Service" | "InferencePool":
                hostname = (service_hostname if ref.kind == "Service" else pool_hostname)(namespace, ref.name)
                port = None if section is None else port_number(section)
                service = PolicyTarget.ServiceTarget(namespace=namespace, hostname=hostname, port=port)
                suffix = f"/{port}" if port is not None else ""
                yield PolicyTarget(service=service), f":{namespace}/{hostname}{suffix}"


def _authorities(policy: Resource[Any], env: Environment) -> str | None:
    """The CA certificates of all references one after the other; ``None`` for those of the system."""
    from kgwctl.keys.certificates import CertificateError, normalized_certificates

    validation = policy.object.spec.validation
    if validation.well_known_ca_certificates is not None:
        if validation.well_known_ca_certificates == "System":
            return None
        raise AuthorityError(f"unsupported wellKnownCACertificates: {validation.well_known_ca_certificates}")
    texts = []
    for ref in validation.ca_certificate_refs or ():
        values = env.config_map(policy.namespace, ref.name) if (ref.group, ref.kind) == CONFIG_MAP else None
        if values is None:
            raise AuthorityError(f"there is no {ref.kind} {policy.namespace}/{ref.name}")
        try:
            texts.append(normalized_certificates((values.get("ca.crt") or "").encode()))
        except CertificateError as error:
            raise AuthorityError(str(error)) from None
    if not texts:
        raise AuthorityError("there are no CA certificates")
    return proto_bytes(b"\n".join(texts))
