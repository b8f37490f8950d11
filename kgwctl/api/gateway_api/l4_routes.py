"""TCPRoute, TLSRoute and UDPRoute: where connections go without looking into them."""

from typing import Annotated

from kgwctl.api.field_rules import Has, UniqueBy
from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.gateway_api.route import CommonRouteSpec
from kgwctl.api.gateway_api.shared import Hostname, SectionName
from kgwctl.api.gateway_api.status import RouteStatus
from kgwctl.api.markers import Atomic, MaxItems, MinItems
from kgwctl.api.meta import KubernetesObject, Spec


class TCPRouteRule(Spec):
    """Where TCP connections go."""

    name: SectionName | None = None
    """Name of the rule, unique in the route."""
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]
    """Where connections go, by weight."""


class TCPRouteSpec(CommonRouteSpec):
    """Parents and rules of a TCP route."""

    rules: Annotated[
        tuple[TCPRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]
    """The rules; only the first has any effect."""


class TCPRouteStatus(RouteStatus):
    """How a TCPRoute fares at its parents."""


class TCPRoute(KubernetesObject):
    """Routing of TCP connections by listener."""

    spec: TCPRouteSpec
    status: TCPRouteStatus | None = None


class TLSRouteRule(Spec):
    """Where TLS connections go."""

    name: SectionName | None = None
    """Name of the rule, unique in the route."""
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]
    """Where connections go, by weight."""


class TLSRouteSpec(CommonRouteSpec):
    """Parents, server names and rules of a TLS route."""

    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    """Server names (SNI) that the route serves."""
    rules: Annotated[
        tuple[TLSRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]
    """The rules; only the first has any effect."""


class TLSRouteStatus(RouteStatus):
    """How a TLSRoute fares at its parents."""


class TLSRoute(KubernetesObject):
    """Routing of TLS connections by the server name that the client asks for."""

    spec: TLSRouteSpec
    status: TLSRouteStatus | None = None


class TLSRouteSpecV1Alpha3(TLSRouteSpec):
    """As in v1alpha2, but with host names required and a single rule."""

    hostnames: Annotated[tuple[Hostname, ...], MinItems(1), MaxItems(16), Atomic()]
    """Server names (SNI) that the route serves; at least one."""
    rules: Annotated[
        tuple[TLSRouteRule, ...], MinItems(1), MaxItems(1), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]
    """The one rule."""


class TLSRouteV1Alpha3(TLSRoute):
    """A TLSRoute as version v1alpha3 has it."""

    spec: TLSRouteSpecV1Alpha3


class UDPRouteRule(Spec):
    """Where UDP datagrams go."""

    name: SectionName | None = None
    """Name of the rule, unique in the route."""
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]
    """Where datagrams go, by weight."""


class UDPRouteSpec(CommonRouteSpec):
    """Parents and rules of a UDP route."""

    rules: Annotated[
        tuple[UDPRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]
    """The rules; only the first has any effect."""


class UDPRouteStatus(RouteStatus):
    """How a UDPRoute fares at its parents."""


class UDPRoute(KubernetesObject):
    """Routing of UDP datagrams by listener."""

    spec: UDPRouteSpec
    status: UDPRouteStatus | None = None
