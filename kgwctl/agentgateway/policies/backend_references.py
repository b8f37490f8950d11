"""References of policies to backends (``plugins/traffic_plugin.go:buildBackendRef@v2.2.0``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.environment import (
    AGENTGATEWAY_GROUP,
    INFERENCE_GROUP,
    pool_hostname,
    service_hostname,
)
from kgwctl.agentgateway.resources.generated.resource import BackendReference
from kgwctl.api.kinds import SERVICE

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.gateway_api.references import BackendObjectReference


class ReferenceProblem(Exception):
    """A reference that leads nowhere; the text is the controller's."""


def backend_reference(ref: BackendObjectReference, namespace: str, env: Environment) -> BackendReference:
    """The reference as agentgateway gets it; ``namespace`` is that of the policy.

    Raises :class:`ReferenceProblem`. Neither namespaces nor grants are looked at, and InferencePools say
    themselves what port they have.
    """
    group, kind = ref.group or "", "Service" if ref.kind is None else ref.kind
    namespace = namespace if ref.namespace is None else ref.namespace
    match group, kind:
        case ("", "Service"):
            return _service(ref, namespace, env)
        case (group, "InferencePool") if group == INFERENCE_GROUP:
            return _pool(ref.name, namespace, env)
        case (group, "AgentgatewayBackend") if group == AGENTGATEWAY_GROUP:
            if env.find(AGENTGATEWAY_GROUP, kind, namespace, ref.name) is None:
                raise ReferenceProblem(f"unable to find the Backend {namespace}/{ref.name}")
            return BackendReference(backend=f"{namespace}/{ref.name}")
    raise ReferenceProblem(f"unsupported backend {f'{kind}.{group}' if group else kind}")


def _service(ref: BackendObjectReference, namespace: str, env: Environment) -> BackendReference:
    if "." in ref.name:
        raise ReferenceProblem("service name invalid; the name of the Service, not the hostname")
    if env.find(*SERVICE, namespace, ref.name) is None:
        raise ReferenceProblem(f"unable to find the Service {namespace}/{ref.name}")
    if ref.port is None:
        raise ReferenceProblem("port is required for Service targets")
    service = BackendReference.Service(hostname=service_hostname(namespace, ref.name), namespace=namespace)
    return BackendReference(service=service, port=ref.port)


def _pool(name: str, namespace: str, env: Environment) -> BackendReference:
    if "." in name:
        raise ReferenceProblem("service name invalid; the name of the InferencePool, not the hostname")
    pool = env.find(INFERENCE_GROUP, "InferencePool", namespace, name)
    if pool is None:
        raise ReferenceProblem(f"unable to find the InferencePool {namespace}/{name}")
    service = BackendReference.Service(hostname=pool_hostname(namespace, name), namespace=namespace)
    return BackendReference(service=service, port=pool.object.spec.target_ports[0].number)
