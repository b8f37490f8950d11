"""gateway_api.l4_routes"""

from typing import Annotated

from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.gateway_api.route import CommonRouteSpec
from kgwctl.api.gateway_api.shared import Hostname, SectionName
from kgwctl.api.gateway_api.status import RouteStatus
from kgwctl.api.markers import Atomic, MaxItems, MinItems
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.api.rules import Has, UniqueBy


class TCPRouteRule(Spec):
    """TCPRouteRule."""

    name: SectionName | None = None
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]


class TCPRouteSpec(CommonRouteSpec):
    """TCPRouteSpec."""

    rules: Annotated[
        tuple[TCPRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class TCPRouteStatus(RouteStatus):
    """TCPRouteStatus."""


class TCPRoute(KubernetesObject):
    """TCPRoute."""

    spec: TCPRouteSpec
    status: TCPRouteStatus | None = None


class TLSRouteRule(Spec):
    """TLSRouteRule."""

    name: SectionName | None = None
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]


class TLSRouteSpec(CommonRouteSpec):
    """TLSRouteSpec."""

    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    rules: Annotated[
        tuple[TLSRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class TLSRouteStatus(RouteStatus):
    """TLSRouteStatus."""


class TLSRoute(KubernetesObject):
    """TLSRoute."""

    spec: TLSRouteSpec
    status: TLSRouteStatus | None = None


class TLSRouteSpecV1Alpha3(TLSRouteSpec):
    """TLSRouteSpecV1Alpha3."""

    hostnames: Annotated[tuple[Hostname, ...], MinItems(1), MaxItems(16), Atomic()]
    rules: Annotated[
        tuple[TLSRouteRule, ...], MinItems(1), MaxItems(1), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class TLSRouteV1Alpha3(TLSRoute):
    """TLSRouteV1Alpha3."""

    spec: TLSRouteSpecV1Alpha3


class UDPRouteRule(Spec):
    """UDPRouteRule."""

    name: SectionName | None = None
    backend_refs: Annotated[tuple[BackendRef, ...], MinItems(1), MaxItems(16), Atomic()]


class UDPRouteSpec(CommonRouteSpec):
    """UDPRouteSpec."""

    rules: Annotated[
        tuple[UDPRouteRule, ...], MinItems(1), MaxItems(16), Atomic(), UniqueBy(("name",), where=Has("name"))
    ]


class UDPRouteStatus(RouteStatus):
    """UDPRouteStatus."""


class UDPRoute(KubernetesObject):
    """UDPRoute."""

    spec: UDPRouteSpec
    status: UDPRouteStatus | None = None
