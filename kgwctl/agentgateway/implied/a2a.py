"""Ports of Services that speak A2A.

Source: ``plugins/a2a_plugin.go:translatePoliciesForService@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.environment import service_hostname
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec, Policy, PolicyTarget, TypedResourceName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.objects.resource import Resource

PROTOCOL = "kgateway.dev/a2a"


def a2a_policies(service: Resource[Any]) -> Iterator[Policy]:
    """One policy for each port that says so in ``appProtocol``."""
    hostname = service_hostname(service.namespace, service.name)
    for port in service.object.spec.ports or ():
        if port.app_protocol == PROTOCOL:
            target = PolicyTarget.ServiceTarget(namespace=service.namespace, hostname=hostname, port=port.port)
            yield Policy(
                key=f"a2a/{service.namespace}/{service.name}/{port.port}",
                name=TypedResourceName(name=service.name, namespace=service.namespace, kind="Service"),
                target=PolicyTarget(service=target),
                backend=BackendPolicySpec(a2a=BackendPolicySpec.A2a()),
            )
