"""Gateways for which the controller deploys no proxy: KGW0219 and KGW0711."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.proxy.verdict import deployment_refusal

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.proxy.model import DeploymentRefused
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved, ResolvedPlanes

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: edge}}
spec:
  gatewayClassName: kgateway
{}
  listeners: [{{name: http, port: 8080, protocol: HTTP}}]
"""
_ADDRESSES = "  addresses:\n{}"
_ONE = "  - {type: IPAddress, value: 192.0.2.10}"
_TWO = _ONE + "\n  - {type: IPAddress, value: 192.0.2.11}"
_REFERENCE = """\
  infrastructure:
    parametersRef: {group: gateway.kgateway.dev, kind: GatewayParameters, name: small}"""
_PARAMETERS = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata: {name: small}
spec: {kube: {deployment: {replicas: 1}}}
"""

PARAMETERS_NOT_FOUND = Rule(
    id="KGW0219",
    across_files=True,
    name="parameters-not-found",
    severity=Severity.ERROR,
    summary="The parameters that a Gateway or its class refers to do not exist.",
    explanation=(
        "The controller deploys no proxy without them, and the Gateway is not accepted. A Gateway's parameters are "
        "looked for in its own namespace; a class has to say the namespace."
    ),
    bad=_GATEWAY.format(_REFERENCE),
    good=_GATEWAY.format(_REFERENCE) + _PARAMETERS,
)
NOT_DEPLOYED = Rule(
    id="KGW0711",
    name="proxy-not-deployed",
    severity=Severity.ERROR,
    summary="The controller cannot deploy a proxy for a Gateway, which is not accepted.",
    explanation=(
        "Nothing is created or changed for the Gateway, and its Accepted condition is False with the reason "
        "InvalidParameters. `kgwctl render --proxy` shows what is created where nothing is wrong."
    ),
    bad=_GATEWAY.format(_ADDRESSES.format(_TWO)),
    good=_GATEWAY.format(_ADDRESSES.format(_ONE)),
)
RULES: tuple[Rule, ...] = (PARAMETERS_NOT_FOUND, NOT_DEPLOYED)


def proxy_deployment_findings(planes: ResolvedPlanes, unusable: Container[str] = ()) -> Iterator[Finding]:
    """What keeps proxies from being deployed. Parameters that are there and ``unusable`` are not missing."""
    said = set()
    for gateway in planes.gateways:
        resolved = planes.of(gateway.plane)
        refusal = deployment_refusal(gateway, resolved)
        if refusal is None or (refusal.missing is not None and str(refusal.missing) in unusable):
            continue
        found = refusal_finding(refusal, gateway, resolved)
        if (found.subject, found.path) not in said:
            said.add((found.subject, found.path))
            yield found


def refusal_finding(refusal: DeploymentRefused, gateway: Gateway, resolved: Resolved) -> Finding:
    """The finding about a Gateway without a proxy, at the field that is at fault."""
    blamed = resolved.objects.get(refusal.blamed) if refusal.blamed else gateway.resource
    rule = PARAMETERS_NOT_FOUND if refusal.missing is not None else NOT_DEPLOYED
    message = f"no proxy is deployed: {refusal.cause}"
    if blamed is None:
        # The class is one of the controller's own, its reference one of the settings.
        return finding(rule, gateway.resource, ("spec", "gatewayClassName"), message)
    return finding(rule, blamed, refusal.path, message)
