"""Routes below their listeners (``types/local.rs:LocalRoute``, ``LocalTCPRoute@v0.11.1``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.authentication import mcp_authentication
from kgwctl.agentgateway.local.backends import route_backend, tcp_backend
from kgwctl.agentgateway.local.traffic import traffic_settings
from kgwctl.agentgateway.local.values import header_match

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import ListenerName, Route, RouteMatch, TCPRoute


def http_route(route: Route, listener: ListenerName, scope: Scope) -> dict[str, Any]:
    """A route with everything that applies to it."""
    assert route.name is not None
    backends = [route_backend(one, route.name, listener, scope) for one in route.backends]
    policies = traffic_settings(scope.attached.traffic(route.name, listener, route.traffic_policies), scope)
    for one in (setting for backend in backends for setting in backend.for_route):
        authentication = mcp_authentication(one.value, one.holder, scope)
        if authentication is not None:
            policies.setdefault("mcpAuthentication", authentication)
    form = _named(route.key, route.name.namespace, route.hostnames)
    form["matches"] = [_match(one) for one in route.matches] or [{"path": {"pathPrefix": "/"}}]
    if policies:
        form["policies"] = policies
    form["backends"] = [one.backend for one in backends]
    return form


def tcp_route(route: TCPRoute, listener: ListenerName, scope: Scope) -> dict[str, Any]:
    """A route of connections."""
    assert route.name is not None
    form = _named(route.key, route.name.namespace, route.hostnames)
    form["backends"] = [tcp_backend(one, route.name, listener, scope) for one in route.backends]
    return form


def _named(key: str, namespace: str, hostnames: list[str]) -> dict[str, Any]:
    """A route's name is unique in its listener only with the numbers of rule and match, which the key has."""
    name = key.removeprefix(f"{namespace}/")
    named: dict[str, Any] = {"name": name, "namespace": namespace}
    return {**named, "hostnames": list(hostnames)} if hostnames else named


def _match(match: RouteMatch) -> dict[str, Any]:
    """One match. ``path`` may not be left out, and a regular expression comes with its length."""
    form: dict[str, Any] = {"path": {"pathPrefix": "/"}}
    path = match.path
    if path is not None and path.exact is not None:
        form["path"] = {"exact": path.exact}
    elif path is not None and path.regex is not None:
        form["path"] = {"regex": [path.regex, len(path.regex.encode())]}
    elif path is not None and path.path_prefix is not None:
        form["path"] = {"pathPrefix": path.path_prefix}
    if match.headers:
        form["headers"] = [header_match(one) for one in match.headers]
    if match.method is not None:
        form["method"] = match.method.exact
    if match.query_params:
        form["query"] = [_query(one) for one in match.query_params]
    return form


def _query(match: Any) -> dict[str, Any]:
    value = {"exact": match.exact} if match.exact is not None else {"regex": match.regex or ""}
    return {"name": match.name, "value": value}
