"""gateway_api.http_route"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.http_filters import HTTPRouteFilters
from kgwctl.api.gateway_api.references import SERVICE_NEEDS_PORT, BackendRef
from kgwctl.api.gateway_api.route import CommonRouteSpec, SessionPersistence
from kgwctl.api.gateway_api.shared import (
    Duration,
    HeaderMatchType,
    Hostname,
    HTTPHeaderName,
    HTTPRouteRetryStatusCode,
    SectionName,
)
from kgwctl.api.gateway_api.status import RouteStatus
from kgwctl.api.markers import Atomic, Default, ListMap, MaxItems, MaxLength, MinLength, Pattern, constraints
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.api.rules import (
    DurationsOrdered,
    ElementsTotal,
    Filled,
    Has,
    Holds,
    Implies,
    Is,
    Not,
    Predicate,
    Single,
    Text,
    UniqueBy,
    both,
    every,
    is_one_of,
    one,
)

HTTPMethod = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
PathMatchType = Literal["Exact", "PathPrefix", "RegularExpression"]
QueryParamMatchType = Literal["Exact", "RegularExpression"]


def literal_path(predicate: Predicate, message: str = "") -> Implies:
    """``predicate`` holds for a path that is compared literally, not as a regular expression."""
    return Implies(is_one_of("type", "Exact", "PathPrefix"), predicate, message)


PATH_CHARACTERS = Text("value", "matches", r"^([-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$")


def one_prefix_match(filters: str, action: str) -> Implies:
    """A filter that replaces the matched prefix needs the rule to match exactly one prefix.

    ``filters`` is the list to look in: the rule's own, or that of its ``backendRefs``.
    """
    replaces = both(Is(f"{action}.path.type", ("ReplacePrefixMatch",)), Has(f"{action}.path.replacePrefixMatch"))
    found = one("filters", replaces)
    return Implies(
        found if filters == "filters" else one(filters, found),
        Single("matches", both(Has("path"), Is("path.type", ("PathPrefix",)))),
        message=f"{action} replaces a path prefix, so the rule needs exactly one match, of type PathPrefix",
    )


@constraints(
    literal_path(Text("value", "startsWith", "/")),
    literal_path(Not(Text("value", "contains", "//"))),
    literal_path(Not(Text("value", "contains", "/./"))),
    literal_path(Not(Text("value", "contains", "/../"))),
    literal_path(Not(Text("value", "contains", "%2f"))),
    literal_path(Not(Text("value", "contains", "%2F"))),
    literal_path(Not(Text("value", "contains", "#"))),
    literal_path(Not(Text("value", "endsWith", "/.."))),
    literal_path(Not(Text("value", "endsWith", "/."))),
    Holds(is_one_of("type", "Exact", "PathPrefix", "RegularExpression")),
    literal_path(PATH_CHARACTERS, "value has a character that must be percent-encoded in a path"),
)
class HTTPPathMatch(Spec):
    """HTTPPathMatch."""

    type: Annotated[PathMatchType | None, Default("PathPrefix")] = None
    value: Annotated[str | None, Default("/"), MaxLength(1024)] = None


class HTTPHeaderMatch(Spec):
    """HTTPHeaderMatch."""

    type: Annotated[HeaderMatchType | None, Default("Exact")] = None
    name: HTTPHeaderName
    value: Annotated[str, MinLength(1), MaxLength(4096), Pattern(r"^[!-~]+([\t ]?[!-~]+)*$")]


class HTTPQueryParamMatch(Spec):
    """HTTPQueryParamMatch."""

    type: Annotated[QueryParamMatchType | None, Default("Exact")] = None
    name: HTTPHeaderName
    value: Annotated[str, MinLength(1), MaxLength(1024)]


class HTTPRouteMatch(Spec):
    """HTTPRouteMatch."""

    path: Annotated[HTTPPathMatch | None, Default({"type": "PathPrefix", "value": "/"})] = None
    headers: Annotated[tuple[HTTPHeaderMatch, ...] | None, MaxItems(16), ListMap(("name",))] = None
    query_params: Annotated[tuple[HTTPQueryParamMatch, ...] | None, MaxItems(16), ListMap(("name",))] = None
    method: HTTPMethod | None = None


@constraints(SERVICE_NEEDS_PORT)
class HTTPBackendRef(BackendRef):
    """HTTPBackendRef."""

    filters: HTTPRouteFilters | None = None


@constraints(DurationsOrdered("backendRequest", "request", zero_is_unlimited=True))
class HTTPRouteTimeouts(Spec):
    """HTTPRouteTimeouts."""

    request: Duration | None = None
    backend_request: Duration | None = None


class HTTPRouteRetry(Spec):
    """HTTPRouteRetry."""

    codes: Annotated[tuple[HTTPRouteRetryStatusCode, ...] | None, Atomic()] = None
    attempts: int | None = None
    backoff: Duration | None = None


@constraints(
    Implies(
        Filled("backendRefs"),
        every("filters", Not(Has("requestRedirect"))),
        message="a rule that redirects has no use for backendRefs",
    ),
    one_prefix_match("filters", "requestRedirect"),
    one_prefix_match("filters", "urlRewrite"),
    one_prefix_match("backendRefs", "requestRedirect"),
    one_prefix_match("backendRefs", "urlRewrite"),
)
class HTTPRouteRule(Spec):
    """HTTPRouteRule."""

    name: SectionName | None = None
    matches: Annotated[
        tuple[HTTPRouteMatch, ...] | None,
        Default([{"path": {"type": "PathPrefix", "value": "/"}}]),
        MaxItems(64),
        Atomic(),
    ] = None
    filters: HTTPRouteFilters | None = None
    backend_refs: Annotated[tuple[HTTPBackendRef, ...] | None, MaxItems(16), Atomic()] = None
    timeouts: HTTPRouteTimeouts | None = None
    retry: HTTPRouteRetry | None = None
    session_persistence: SessionPersistence | None = None


class HTTPRouteSpec(CommonRouteSpec):
    """HTTPRouteSpec."""

    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    rules: Annotated[
        tuple[HTTPRouteRule, ...] | None,
        Default([{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]),
        MaxItems(16),
        Atomic(),
        ElementsTotal("matches", most=128, length=16),
        UniqueBy(("name",), where=Has("name")),
    ] = None


class HTTPRouteStatus(RouteStatus):
    """HTTPRouteStatus."""


class HTTPRoute(KubernetesObject):
    """HTTPRoute."""

    spec: HTTPRouteSpec
    status: HTTPRouteStatus | None = None
