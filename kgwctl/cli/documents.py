"""What is printed of one Gateway, by data plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from kgwctl.agentgateway.render import GatewayResult as AgentgatewayResult
    from kgwctl.envoy.render import GatewayResult as EnvoyResult


class EnvoyDocument(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A Gateway of Envoy. Empty lists are left out."""

    gateway: str
    dataplane: str
    world: str = ""
    clusters: list[Any] = []
    endpoints: list[Any] = []
    listeners: list[Any] = []
    routes: list[Any] = []
    secrets: list[Any] = []
    statuses: dict[str, Any] = {}


class AgentgatewayDocument(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A Gateway of agentgateway: its resources and those of every Gateway. Empty lists are left out."""

    gateway: str
    dataplane: str
    world: str = ""
    resources: list[Any] = []
    addresses: list[Any] = []
    statuses: dict[str, Any] = {}


def of_envoy(result: EnvoyResult, world: str = "") -> EnvoyDocument:
    """The document of a Gateway of Envoy; ``world`` is named where there are several."""
    resources = result.resources
    return EnvoyDocument(
        gateway=result.gateway.namespaced_name,
        dataplane="envoy",
        world=world,
        clusters=resources.clusters,
        endpoints=resources.endpoints,
        listeners=resources.listeners,
        routes=resources.routes,
        secrets=resources.secrets,
        statuses=result.statuses,
    )


def of_agentgateway(result: AgentgatewayResult, world: str = "") -> AgentgatewayDocument:
    """The document of a Gateway of agentgateway; ``world`` is named where there are several."""
    return AgentgatewayDocument(
        gateway=result.gateway.namespaced_name,
        dataplane="agentgateway",
        world=world,
        resources=result.resources,
        addresses=result.addresses,
        statuses=result.statuses,
    )
