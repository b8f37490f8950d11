"""GRPCRoutes in HTTP terms: a service and method are a path.

Source: kgateway's conversion. Its limits are kept: filters of backendRefs and ExtensionRef filters
of a GRPCRoute have no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.gateway_api.http_filters import HTTPRouteFilter
from kgwctl.api.gateway_api.http_route import HTTPHeaderMatch, HTTPPathMatch, HTTPRouteMatch, HTTPRouteRule

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.grpc_route import GRPCMethodMatch, GRPCRouteFilter, GRPCRouteMatch, GRPCRouteRule

#: What stands for an unset service or method in a regular expression.
_ANY = ".+"


def http_rule(rule: GRPCRouteRule) -> HTTPRouteRule:
    """A rule with its matches, filters and session persistence; backendRefs are resolved elsewhere."""
    return HTTPRouteRule(
        name=rule.name,
        matches=tuple(_match(match) for match in rule.matches or ()),
        filters=tuple(_filter(one) for one in rule.filters or ()),
        session_persistence=rule.session_persistence,
    )


def _match(match: GRPCRouteMatch) -> HTTPRouteMatch:
    return HTTPRouteMatch(
        path=path_match(match.method),
        headers=tuple(
            HTTPHeaderMatch(type=header.type, name=header.name, value=header.value) for header in match.headers or ()
        ),
    )


def path_match(method: GRPCMethodMatch | None) -> HTTPPathMatch:
    """The path of a method match. A match that names neither service nor method takes every path."""
    service = method.service if method is not None else None
    name = method.method if method is not None else None
    if method is None or (service is None and name is None):
        return HTTPPathMatch(type="PathPrefix", value="/")
    if method.type == "RegularExpression" or service is None:
        return HTTPPathMatch(
            type="RegularExpression",
            value=f"/{_ANY if service is None else service}/{_ANY if name is None else name}",
        )
    if name is None:
        return HTTPPathMatch(type="PathPrefix", value=f"/{service}")
    return HTTPPathMatch(type="Exact", value=f"/{service}/{name}")


def _filter(one: GRPCRouteFilter) -> HTTPRouteFilter:
    return HTTPRouteFilter(
        type=one.type,
        request_header_modifier=one.request_header_modifier,
        response_header_modifier=one.response_header_modifier,
        request_mirror=one.request_mirror,
    )
