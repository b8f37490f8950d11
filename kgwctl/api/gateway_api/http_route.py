"""gateway_api.http_route"""

from __future__ import annotations

from typing import Annotated, Literal

from kgwctl.api.gateway_api.http_filters import HTTPRouteFilter
from kgwctl.api.gateway_api.references import ParentReference
from kgwctl.api.gateway_api.route import SessionPersistence
from kgwctl.api.gateway_api.shared import (
    Duration,
    GatewayDefaultScope,
    Group,
    HeaderMatchType,
    Hostname,
    HTTPHeaderName,
    HTTPRouteRetryStatusCode,
    Kind,
    Namespace,
    ObjectName,
    SectionName,
)
from kgwctl.api.gateway_api.status import RouteParentStatus
from kgwctl.api.markers import (
    Atomic,
    Default,
    ListMap,
    Maximum,
    MaxItems,
    MaxLength,
    Minimum,
    MinLength,
    Pattern,
    Required,
)
from kgwctl.api.meta import Int32, KubernetesObject, Spec

HTTPMethod = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
PathMatchType = Literal["Exact", "PathPrefix", "RegularExpression"]
QueryParamMatchType = Literal["Exact", "RegularExpression"]


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


class HTTPBackendRef(Spec):
    """HTTPBackendRef."""

    group: Annotated[Group | None, Default("")] = None
    kind: Annotated[Kind | None, Default("Service")] = None
    name: Annotated[ObjectName, Required()] = ""
    namespace: Namespace | None = None
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
    weight: Annotated[Int32 | None, Default(1), Minimum(0), Maximum(1000000)] = None
    filters: Annotated[tuple[HTTPRouteFilter, ...] | None, MaxItems(16), Atomic()] = None


class HTTPRouteTimeouts(Spec):
    """HTTPRouteTimeouts."""

    request: Duration | None = None
    backend_request: Duration | None = None


class HTTPRouteRetry(Spec):
    """HTTPRouteRetry."""

    codes: Annotated[tuple[HTTPRouteRetryStatusCode, ...] | None, Atomic()] = None
    attempts: int | None = None
    backoff: Duration | None = None


class HTTPRouteRule(Spec):
    """HTTPRouteRule."""

    name: SectionName | None = None
    matches: Annotated[
        tuple[HTTPRouteMatch, ...] | None,
        Default([{"path": {"type": "PathPrefix", "value": "/"}}]),
        MaxItems(64),
        Atomic(),
    ] = None
    filters: Annotated[tuple[HTTPRouteFilter, ...] | None, MaxItems(16), Atomic()] = None
    backend_refs: Annotated[tuple[HTTPBackendRef, ...] | None, MaxItems(16), Atomic()] = None
    timeouts: HTTPRouteTimeouts | None = None
    retry: HTTPRouteRetry | None = None
    session_persistence: SessionPersistence | None = None


class HTTPRouteSpec(Spec):
    """HTTPRouteSpec."""

    parent_refs: Annotated[tuple[ParentReference, ...] | None, MaxItems(32), Atomic()] = None
    use_default_gateways: GatewayDefaultScope | None = None
    hostnames: Annotated[tuple[Hostname, ...] | None, MaxItems(16), Atomic()] = None
    rules: Annotated[
        tuple[HTTPRouteRule, ...] | None,
        Default([{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]),
        MaxItems(16),
        Atomic(),
    ] = None


class HTTPRouteStatus(Spec):
    """HTTPRouteStatus."""

    parents: Annotated[tuple[RouteParentStatus, ...], MaxItems(32), Atomic()]


class HTTPRoute(KubernetesObject):
    """HTTPRoute."""

    spec: HTTPRouteSpec
    status: HTTPRouteStatus | None = None
