"""InferencePools: who picks their endpoints.

Source: ``plugins/inference_plugin.go:translatePoliciesForInferencePool@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.environment import pool_hostname, service_hostname
from kgwctl.agentgateway.resources.generated.resource import (
    BackendPolicySpec,
    BackendReference,
    Policy,
    PolicyTarget,
    TypedResourceName,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.objects.resource import Resource

_ROUTING = BackendPolicySpec.InferenceRouting


def pool_policies(pool: Resource[Any]) -> Iterator[Policy]:
    """The picker, and TLS towards it without verification; nothing where the picker is no Service with a port."""
    picker = pool.object.spec.endpoint_picker_ref
    if picker.group or picker.kind != "Service" or picker.port is None:
        return
    namespace, port = pool.namespace, picker.port.number
    hostname = service_hostname(namespace, picker.name)
    name = TypedResourceName(name=pool.name, namespace=namespace, kind="InferencePool")
    service = BackendReference.Service(namespace=namespace, hostname=hostname)
    routing = _ROUTING(
        endpoint_picker=BackendReference(service=service, port=port),
        failure_mode="FAIL_OPEN" if picker.failure_mode == "FailOpen" else "FAIL_CLOSED",
    )
    of_pool = PolicyTarget.ServiceTarget(namespace=namespace, hostname=pool_hostname(namespace, pool.name))
    yield Policy(
        key=f"{namespace}/{pool.name}:inference",
        name=name,
        target=PolicyTarget(service=of_pool),
        backend=BackendPolicySpec(inference_routing=routing),
    )
    of_picker = PolicyTarget.ServiceTarget(namespace=namespace, hostname=hostname, port=port)
    yield Policy(
        key=f"{namespace}/{pool.name}:inferencetls",
        name=name,
        target=PolicyTarget(service=of_picker),
        backend=BackendPolicySpec(backend_tls=BackendPolicySpec.BackendTLS(verification="INSECURE_ALL")),
    )
