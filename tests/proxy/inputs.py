"""Deployments from manifests given as text."""

from __future__ import annotations

from typing import Any

from kgwctl.objects.typing import type_documents
from kgwctl.proxy.deploy import deployed
from kgwctl.resolve.resolved import Resolved, ResolvedPlanes
from kgwctl.settings import Settings
from tests.documents import documents

GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec:
  gatewayClassName: %s
  listeners: [{name: http, port: 8080, protocol: HTTP}]
  %s
"""
REFERS = "infrastructure: {parametersRef: {group: %s, kind: %s, name: own}}"
KGATEWAY = GATEWAY % ("kgateway", REFERS % ("gateway.kgateway.dev", "GatewayParameters"))
AGENTGATEWAY = GATEWAY % ("agentgateway", REFERS % ("agentgateway.dev", "AgentgatewayParameters"))


def parameters(kind: str, spec: str, name: str = "own") -> str:
    """A parameters object with that spec, a YAML flow mapping."""
    group = "gateway.kgateway.dev" if kind == "GatewayParameters" else "agentgateway.dev"
    metadata = f"metadata: {{name: {name}, namespace: web}}"
    return f"---\napiVersion: {group}/v1alpha1\nkind: {kind}\n{metadata}\nspec: {spec}\n"


def resolved_of(text: str, *settings: str) -> Resolved:
    """The resolved objects of a text."""
    typed = type_documents(documents(text))
    assert [one.message for one in typed.findings] == []
    return ResolvedPlanes(typed.objects, Settings.from_pairs(settings)).occurring[0]


def deployed_of(text: str, *settings: str) -> dict[str, Any]:
    """The objects made for the only Gateway of a text, by kind."""
    resolved = resolved_of(text, *settings)
    (gateway,) = resolved.gateways
    return {one["kind"]: one for one in deployed(gateway, resolved)}


def envoy_of(spec: str, *settings: str) -> dict[str, Any]:
    """The objects of an Envoy Gateway with that ``kube`` section."""
    return deployed_of(KGATEWAY + parameters("GatewayParameters", f"{{kube: {spec}}}"), *settings)


def agentgateway_of(spec: str, *settings: str) -> dict[str, Any]:
    """The objects of a Gateway of agentgateway with that spec of its parameters."""
    return deployed_of(AGENTGATEWAY + parameters("AgentgatewayParameters", spec), *settings)
