"""MCP servers as a backend."""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.backend_policies import MCPTargetPolicies
from kgwctl.api.field_rules import at_least_one_of, exactly_one_of, unique_by
from kgwctl.api.gateway_api.shared import SectionName
from kgwctl.api.markers import ListMap, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, LabelSelector, Spec

#: How an MCP server is spoken to.
MCPProtocol = Literal["StreamableHTTP", "SSE"]
#: Whether sessions are kept.
SessionRouting = Literal["Stateful", "Stateless"]


@constraints(at_least_one_of("namespaces", "services"))
class MCPTargetSelector(Spec):
    """Services that are MCP servers."""

    namespaces: LabelSelector | None = None
    """Labels of their namespaces; the backend's own namespace if absent."""
    services: LabelSelector | None = None
    """Labels of the Services."""


class MCPStaticTarget(Spec):
    """An MCP server at a fixed address."""

    host: Annotated[str, MinLength(1), MaxLength(256)]
    """DNS name or IP address."""
    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    """The port."""
    path: Annotated[str | None, MinLength(1), MaxLength(1024)] = None
    """Path of the endpoint; ``/sse`` or ``/mcp`` by protocol if absent."""
    protocol: MCPProtocol | None = None
    """How it is spoken to."""
    policies: MCPTargetPolicies | None = None
    """Settings for traffic to this server."""


@constraints(exactly_one_of("selector", "static"))
class MCPTarget(Spec):
    """MCP servers by label, or one by address."""

    name: SectionName
    """Name of the target, unique in the list; prefix of its tools."""
    selector: MCPTargetSelector | None = None
    """Services by label."""
    static: MCPStaticTarget | None = None
    """One server by address."""


class MCPBackend(Spec):
    """MCP servers that appear as one."""

    targets: Annotated[tuple[MCPTarget, ...], MinItems(1), MaxItems(32), ListMap(("name",)), unique_by("name")]
    """The servers."""
    session_routing: SessionRouting | None = None
    """Whether a session is kept at its server."""
