"""GRPCRoute: which gRPC calls go where, and what happens to them on the way."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import (
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
from kgwctl.api.gateway_api.references import SERVICE_NEEDS_PORT, BackendRef, LocalObjectReference
from kgwctl.api.gateway_api.route import CommonRouteSpec, HTTPHeaderFilter, HTTPRequestMirrorFilter, SessionPersistence
from kgwctl.api.gateway_api.shared import Hostname, SectionName
from kgwctl.api.gateway_api.status import RouteStatus
from kgwctl.api.markers import Atomic, Default, ListMap, MaxItems, MaxLength, MinLength, Pattern, constraints
from kgwctl.api.meta import KubernetesObject, Spec

#: How a header is compared.
GRPCHeaderMatchType = Literal["Exact", "RegularExpression"]
#: The name of a gRPC header.
GRPCHeaderName = Annotated[str, MinLength(1), MaxLength(256), Pattern(r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$")]
#: How service and method are compared.
GRPCMethodMatchType = Literal["Exact", "RegularExpression"]
#: Which filter it is.
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
    """A condition on the called method."""

    type: Annotated[GRPCMethodMatchType | None, Default("Exact")] = None
    """Compare names, or match regular expressions."""
    service: Annotated[str | None, MaxLength(1024)] = None
    """The service, with its package; absent matches all."""
    method: Annotated[str | None, MaxLength(1024)] = None
    """The method; absent matches all."""


class GRPCHeaderMatch(Spec):
    """A condition on one header (metadata)."""

    type: Annotated[GRPCHeaderMatchType | None, Default("Exact")] = None
    """Compare the value, or match a regular expression."""
    name: GRPCHeaderName
    """Name of the header; letter case doesn't count."""
    value: Annotated[str, MinLength(1), MaxLength(4096)]
    """What to compare with."""


class GRPCRouteMatch(Spec):
    """Conditions that a call must meet, all of them."""

    method: GRPCMethodMatch | None = None
    """Condition on service and method; absent matches every call."""
    headers: Annotated[tuple[GRPCHeaderMatch, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Conditions on headers."""


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
    """One step in handling a call: ``type`` names it, the field of that name configures it."""

    type: GRPCRouteFilterType
    """Which filter this is."""
    request_header_modifier: HTTPHeaderFilter | None = None
    """Changes to the request's headers."""
    response_header_modifier: HTTPHeaderFilter | None = None
    """Changes to the response's headers."""
    request_mirror: HTTPRequestMirrorFilter | None = None
    """Copies for another backend; may occur several times."""
    extension_ref: LocalObjectReference | None = None
    """An object of an implementation, in the route's namespace, that acts as filter."""


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
    """A backend of a gRPC rule, with filters of its own."""

    filters: GRPCRouteFilters | None = None
    """Filters for calls that go to this backend."""


class GRPCRouteRule(Spec):
    """Calls that match, and what to do with them."""

    name: SectionName | None = None
    """Name of the rule, unique in the route; policies can refer to it."""
    matches: Annotated[tuple[GRPCRouteMatch, ...] | None, MaxItems(64), Atomic()] = None
    """Conditions, of which one is enough; the most specific of all rules wins."""
    filters: GRPCRouteFilters | None = None
    """What happens to calls of this rule."""
    backend_refs: Annotated[tuple[GRPCBackendRef, ...] | None, MaxItems(16), Atomic()] = None
    """Where calls go, by weight; with none they fail as UNAVAILABLE."""
    session_persistence: SessionPersistence | None = None
    """How a client is kept at the same endpoint."""


class GRPCRouteSpec(CommonRouteSpec):
    """Hosts, rules and parents of a gRPC route."""

    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    """Host names that the route serves; absent means those of its listeners."""
    rules: Annotated[
        tuple[GRPCRouteRule, ...] | None,
        MaxItems(16),
        Atomic(),
        ElementsTotal("matches", most=128, length=16),
        UniqueBy(("name",), where=Has("name")),
    ] = None
    """The rules."""


class GRPCRouteStatus(RouteStatus):
    """How a GRPCRoute fares at its parents."""


class GRPCRoute(KubernetesObject):
    """Routing of gRPC calls."""

    spec: GRPCRouteSpec
    status: GRPCRouteStatus | None = None
