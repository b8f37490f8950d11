"""gateway_api.grpc_route"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import SERVICE_NEEDS_PORT, BackendRef, LocalObjectReference
from kgwctl.api.gateway_api.route import CommonRouteSpec, HTTPHeaderFilter, HTTPRequestMirrorFilter, SessionPersistence
from kgwctl.api.gateway_api.shared import Hostname, SectionName
from kgwctl.api.gateway_api.status import RouteStatus
from kgwctl.api.markers import Atomic, Default, ListMap, MaxItems, MaxLength, MinLength, Pattern, constraints
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.api.rules import (
    AtMostOneElement,
    ElementsTotal,
    Has,
    Implies,
    Is,
    Not,
    Text,
    UniqueBy,
    allowed_for,
    both,
    either,
    needed_for,
)

GRPCHeaderMatchType = Literal["Exact", "RegularExpression"]
GRPCHeaderName = Annotated[str, MinLength(1), MaxLength(256), Pattern(r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$")]
GRPCMethodMatchType = Literal["Exact", "RegularExpression"]
GRPCRouteFilterType = Literal["ResponseHeaderModifier", "RequestHeaderModifier", "RequestMirror", "ExtensionRef"]


_EXACT = either(Not(Has("type")), Is("type", ("Exact",)))
EXACT_SERVICE = Implies(
    both(_EXACT, Has("service")),
    Text("service", "matches", r"(?i)^[.]?[a-z_][a-z_0-9]*([.][a-z_][a-z_0-9]*)*$"),
    message="service must be dot-separated identifiers",
)
EXACT_METHOD = Implies(
    both(_EXACT, Has("method")),
    Text("method", "matches", "^[a-zA-Z_][a-zA-Z_0-9]*$"),
    message="method must be an identifier",
)


@constraints(Implies(Has("type"), either(Has("service"), Has("method"))), EXACT_SERVICE, EXACT_METHOD)
class GRPCMethodMatch(Spec):
    """GRPCMethodMatch."""

    type: Annotated[GRPCMethodMatchType | None, Default("Exact")] = None
    service: Annotated[str | None, MaxLength(1024)] = None
    method: Annotated[str | None, MaxLength(1024)] = None


class GRPCHeaderMatch(Spec):
    """GRPCHeaderMatch."""

    type: Annotated[GRPCHeaderMatchType | None, Default("Exact")] = None
    name: GRPCHeaderName
    value: Annotated[str, MinLength(1), MaxLength(4096)]


class GRPCRouteMatch(Spec):
    """GRPCRouteMatch."""

    method: GRPCMethodMatch | None = None
    headers: Annotated[tuple[GRPCHeaderMatch, ...] | None, MaxItems(16), ListMap(("name",))] = None


@constraints(
    allowed_for("requestHeaderModifier", "type", "RequestHeaderModifier"),
    needed_for("requestHeaderModifier", "type", "RequestHeaderModifier"),
    allowed_for("responseHeaderModifier", "type", "ResponseHeaderModifier"),
    needed_for("responseHeaderModifier", "type", "ResponseHeaderModifier"),
    allowed_for("requestMirror", "type", "RequestMirror"),
    needed_for("requestMirror", "type", "RequestMirror"),
    allowed_for("extensionRef", "type", "ExtensionRef"),
    needed_for("extensionRef", "type", "ExtensionRef"),
)
class GRPCRouteFilter(Spec):
    """GRPCRouteFilter."""

    type: GRPCRouteFilterType
    request_header_modifier: HTTPHeaderFilter | None = None
    response_header_modifier: HTTPHeaderFilter | None = None
    request_mirror: HTTPRequestMirrorFilter | None = None
    extension_ref: LocalObjectReference | None = None


#: The filters of a rule or of one of its backends.
GRPCRouteFilters = Annotated[
    tuple[GRPCRouteFilter, ...],
    MaxItems(16),
    Atomic(),
    AtMostOneElement(Is("type", ("RequestHeaderModifier",))),
    AtMostOneElement(Is("type", ("ResponseHeaderModifier",))),
]


@constraints(SERVICE_NEEDS_PORT)
class GRPCBackendRef(BackendRef):
    """GRPCBackendRef."""

    filters: GRPCRouteFilters | None = None


class GRPCRouteRule(Spec):
    """GRPCRouteRule."""

    name: SectionName | None = None
    matches: Annotated[tuple[GRPCRouteMatch, ...] | None, MaxItems(64), Atomic()] = None
    filters: GRPCRouteFilters | None = None
    backend_refs: Annotated[tuple[GRPCBackendRef, ...] | None, MaxItems(16), Atomic()] = None
    session_persistence: SessionPersistence | None = None


class GRPCRouteSpec(CommonRouteSpec):
    """GRPCRouteSpec."""

    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    rules: Annotated[
        tuple[GRPCRouteRule, ...] | None,
        MaxItems(16),
        Atomic(),
        ElementsTotal("matches", most=128, length=16),
        UniqueBy(("name",), where=Has("name")),
    ] = None


class GRPCRouteStatus(RouteStatus):
    """GRPCRouteStatus."""


class GRPCRoute(KubernetesObject):
    """GRPCRoute."""

    spec: GRPCRouteSpec
    status: GRPCRouteStatus | None = None
