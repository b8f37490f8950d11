"""gateway_api.l4_routes"""

from typing import Annotated

from kgwctl.api.gateway_api.references import BackendRef, ParentReference
from kgwctl.api.gateway_api.route import SECTION_OR_PORT_OF_REPEATED_PARENT, UNIQUE_PARENTS
from kgwctl.api.gateway_api.shared import GatewayDefaultScope, Hostname, SectionName
from kgwctl.api.gateway_api.status import RouteParentStatus
from kgwctl.api.markers import Atomic, MaxItems, MinItems
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.api.rules import Has, UniqueBy


class TCPRouteRule(Spec):
    """TCPRouteRule."""

    name: SectionName | None = None
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]


class TCPRouteSpec(Spec):
    """TCPRouteSpec."""

    parent_refs: Annotated[
        tuple[ParentReference, ...] | None, MaxItems(32), Atomic(), SECTION_OR_PORT_OF_REPEATED_PARENT, UNIQUE_PARENTS
    ] = None
    use_default_gateways: GatewayDefaultScope | None = None
    rules: Annotated[
        tuple[TCPRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class TCPRouteStatus(Spec):
    """TCPRouteStatus."""

    parents: Annotated[tuple[RouteParentStatus, ...], MaxItems(32), Atomic()]


class TCPRoute(KubernetesObject):
    """TCPRoute."""

    spec: TCPRouteSpec
    status: TCPRouteStatus | None = None


class TLSRouteRule(Spec):
    """TLSRouteRule."""

    name: SectionName | None = None
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]


class TLSRouteSpec(Spec):
    """TLSRouteSpec."""

    parent_refs: Annotated[
        tuple[ParentReference, ...] | None, MaxItems(32), Atomic(), SECTION_OR_PORT_OF_REPEATED_PARENT, UNIQUE_PARENTS
    ] = None
    use_default_gateways: GatewayDefaultScope | None = None
    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    rules: Annotated[
        tuple[TLSRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class TLSRouteStatus(Spec):
    """TLSRouteStatus."""

    parents: Annotated[tuple[RouteParentStatus, ...], MaxItems(32), Atomic()]


class TLSRoute(KubernetesObject):
    """TLSRoute."""

    spec: TLSRouteSpec
    status: TLSRouteStatus | None = None


class TLSRouteSpecV1Alpha3(TLSRouteSpec):
    """TLSRouteSpecV1Alpha3."""

    parent_refs: Annotated[
        tuple[ParentReference, ...] | None, MaxItems(32), Atomic(), SECTION_OR_PORT_OF_REPEATED_PARENT, UNIQUE_PARENTS
    ] = None
    use_default_gateways: GatewayDefaultScope | None = None
    hostnames: Annotated[tuple[Hostname, ...], MinItems(1), MaxItems(16), Atomic()]
    rules: Annotated[
        tuple[TLSRouteRule, ...], MinItems(1), MaxItems(1), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class TLSRouteV1Alpha3(TLSRoute):
    """TLSRouteV1Alpha3."""

    spec: TLSRouteSpecV1Alpha3
    status: TLSRouteStatus | None = None


class UDPRouteRule(Spec):
    """UDPRouteRule."""

    name: SectionName | None = None
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]


class UDPRouteSpec(Spec):
    """UDPRouteSpec."""

    parent_refs: Annotated[
        tuple[ParentReference, ...] | None, MaxItems(32), Atomic(), SECTION_OR_PORT_OF_REPEATED_PARENT, UNIQUE_PARENTS
    ] = None
    use_default_gateways: GatewayDefaultScope | None = None
    rules: Annotated[
        tuple[UDPRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class UDPRouteStatus(Spec):
    """UDPRouteStatus."""

    parents: Annotated[tuple[RouteParentStatus, ...], MaxItems(32), Atomic()]


class UDPRoute(KubernetesObject):
    """UDPRoute."""

    spec: UDPRouteSpec
    status: UDPRouteStatus | None = None
