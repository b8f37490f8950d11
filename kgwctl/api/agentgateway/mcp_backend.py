"""agentgateway.mcp_backend"""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.backend_policies import MCPTargetPolicies
from kgwctl.api.gateway_api.shared import SectionName
from kgwctl.api.markers import ListMap, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, LabelSelector, Spec
from kgwctl.api.rules import at_least_one_of, exactly_one_of, unique_by

MCPProtocol = Literal["StreamableHTTP", "SSE"]
SessionRouting = Literal["Stateful", "Stateless"]


@constraints(at_least_one_of("namespaces", "services"))
class MCPTargetSelector(Spec):
    """MCPTargetSelector."""

    namespaces: LabelSelector | None = None
    services: LabelSelector | None = None


class MCPStaticTarget(Spec):
    """MCPStaticTarget."""

    host: Annotated[str, MinLength(1), MaxLength(256)]
    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    path: Annotated[str | None, MinLength(1), MaxLength(1024)] = None
    protocol: MCPProtocol | None = None
    policies: MCPTargetPolicies | None = None


@constraints(exactly_one_of("selector", "static"))
class MCPTarget(Spec):
    """MCPTarget."""

    name: SectionName
    selector: MCPTargetSelector | None = None
    static: MCPStaticTarget | None = None


class MCPBackend(Spec):
    """MCPBackend."""

    targets: Annotated[tuple[MCPTarget, ...], MinItems(1), MaxItems(32), ListMap(("name",)), unique_by("name")]
    session_routing: SessionRouting | None = None
