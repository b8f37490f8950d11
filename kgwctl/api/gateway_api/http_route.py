"""HTTPRoute: which HTTP requests go where, and what happens to them on the way."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import (
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

#: An HTTP method.
HTTPMethod = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
#: How a path is compared.
PathMatchType = Literal["Exact", "PathPrefix", "RegularExpression"]
#: How a query parameter is compared.
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
    """A condition on the path."""

    type: Annotated[PathMatchType | None, Default("PathPrefix")] = None
    """Compare the whole path, path segments from the left, or a regular expression."""
    value: Annotated[str | None, Default("/"), MaxLength(1024)] = None
    """What to compare with."""


class HTTPHeaderMatch(Spec):
    """A condition on one header."""

    type: Annotated[HeaderMatchType | None, Default("Exact")] = None
    """Compare the value, or match a regular expression."""
    name: HTTPHeaderName
    """Name of the header; letter case doesn't count."""
    value: Annotated[str, MinLength(1), MaxLength(4096), Pattern(r"^[!-~]+([\t ]?[!-~]+)*$")]
    """What to compare with."""


class HTTPQueryParamMatch(Spec):
    """A condition on one query parameter."""

    type: Annotated[QueryParamMatchType | None, Default("Exact")] = None
    """Compare the value, or match a regular expression."""
    name: HTTPHeaderName
    """Name of the parameter."""
    value: Annotated[str, MinLength(1), MaxLength(1024)]
    """What to compare with."""


class HTTPRouteMatch(Spec):
    """Conditions that a request must meet, all of them."""

    path: Annotated[HTTPPathMatch | None, Default({"type": "PathPrefix", "value": "/"})] = None
    """Condition on the path; absent matches every path."""
    headers: Annotated[tuple[HTTPHeaderMatch, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Conditions on headers."""
    query_params: Annotated[tuple[HTTPQueryParamMatch, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Conditions on query parameters."""
    method: HTTPMethod | None = None
    """The method; absent matches every method."""


@constraints(SERVICE_NEEDS_PORT)
class HTTPBackendRef(BackendRef):
    """A backend of an HTTP rule, with filters of its own."""

    filters: HTTPRouteFilters | None = None
    """Filters for requests that go to this backend."""


@constraints(DurationsOrdered("backendRequest", "request", zero_is_unlimited=True))
class HTTPRouteTimeouts(Spec):
    """How long a request may take."""

    request: Duration | None = None
    """From the client's request to the end of the answer, retries included; 0s is no limit."""
    backend_request: Duration | None = None
    """For one attempt at a backend; not above ``request``."""


class HTTPRouteRetry(Spec):
    """When and how often to try again."""

    codes: Annotated[tuple[HTTPRouteRetryStatusCode, ...] | None, Atomic()] = None
    """Response statuses that are worth another attempt."""
    attempts: int | None = None
    """How many further attempts."""
    backoff: Duration | None = None
    """Shortest wait between attempts."""


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
    """Requests that match, and what to do with them."""

    name: SectionName | None = None
    """Name of the rule, unique in the route; policies can refer to it."""
    matches: Annotated[
        tuple[HTTPRouteMatch, ...] | None,
        Default([{"path": {"type": "PathPrefix", "value": "/"}}]),
        MaxItems(64),
        Atomic(),
    ] = None
    """Conditions, of which one is enough; the most specific of all rules wins."""
    filters: HTTPRouteFilters | None = None
    """What happens to requests of this rule."""
    backend_refs: Annotated[tuple[HTTPBackendRef, ...] | None, MaxItems(16), Atomic()] = None
    """Where requests go, by weight; without any, only a filter can answer."""
    timeouts: HTTPRouteTimeouts | None = None
    """Time limits."""
    retry: HTTPRouteRetry | None = None
    """Retries."""
    session_persistence: SessionPersistence | None = None
    """How a client is kept at the same endpoint."""


class HTTPRouteSpec(CommonRouteSpec):
    """Hosts, rules and parents of an HTTP route."""

    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    """Host names that the route serves; absent means those of its listeners."""
    rules: Annotated[
        tuple[HTTPRouteRule, ...] | None,
        Default([{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]),
        MaxItems(16),
        Atomic(),
        ElementsTotal("matches", most=128, length=16),
        UniqueBy(("name",), where=Has("name")),
    ] = None
    """The rules; without any, everything matches and nothing answers."""


class HTTPRouteStatus(RouteStatus):
    """How an HTTPRoute fares at its parents."""


class HTTPRoute(KubernetesObject):
    """Routing of HTTP requests."""

    spec: HTTPRouteSpec
    status: HTTPRouteStatus | None = None
