"""What requests a route is for.

Source: ``translator/agw.go@v2.2.0``: ``CreateAgwPathMatch``, ``CreateAgwHeadersMatch``, ``CreateAgwQueryMatch``;
``conversion.go:ConvertGRPCRouteToAgw``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.resources.generated.resource import HeaderMatch, MethodMatch, PathMatch, QueryMatch, RouteMatch

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.grpc_route import GRPCHeaderMatch, GRPCMethodMatch, GRPCRouteMatch
    from kgwctl.api.gateway_api.http_route import HTTPHeaderMatch, HTTPPathMatch, HTTPRouteMatch

_REGEX = "RegularExpression"


def http_match(spec: HTTPRouteMatch) -> RouteMatch:
    """A match of an HTTPRoute."""
    return RouteMatch(
        path=None if spec.path is None else _path(spec.path),
        headers=[_header(one) for one in spec.headers or ()],
        method=None if spec.method is None else MethodMatch(exact=spec.method),
        query_params=[
            QueryMatch(name=one.name, regex=one.value)
            if one.type == _REGEX
            else QueryMatch(name=one.name, exact=one.value)
            for one in spec.query_params or ()
        ],
    )


def grpc_match(spec: GRPCRouteMatch) -> RouteMatch:
    """A match of a GRPCRoute. Its type is not looked at: patterns are compared letter by letter."""
    return RouteMatch(
        path=None if spec.method is None else _grpc_path(spec.method),
        headers=[_header(one) for one in spec.headers or ()],
    )


def everything() -> RouteMatch:
    """What a GRPCRoute without matches is for."""
    return RouteMatch(path=PathMatch(path_prefix="/"))


def _path(spec: HTTPPathMatch) -> PathMatch:
    value = spec.value or "/"
    if not value.startswith("/"):
        value = f"/{value}"
    if spec.type == "Exact":
        return PathMatch(exact=value)
    if spec.type == _REGEX:
        return PathMatch(regex=value)
    return PathMatch(path_prefix=value.rstrip("/") or "/")


def _grpc_path(spec: GRPCMethodMatch) -> PathMatch | None:
    if spec.service is not None:
        return PathMatch(exact=f"/{spec.service}/{spec.method or ''}")
    if spec.method is not None:
        return PathMatch(regex=f"/[^/]+/{spec.method}")
    return None


def _header(spec: HTTPHeaderMatch | GRPCHeaderMatch) -> HeaderMatch:
    if spec.type == _REGEX:
        return HeaderMatch(name=spec.name, regex=spec.value)
    return HeaderMatch(name=spec.name, exact=spec.value)
