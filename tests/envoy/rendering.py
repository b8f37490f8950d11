"""Rendering of small inputs, for tests of what comes out as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kgwctl.envoy.render import GatewayResult, render
from kgwctl.output.json_writer import to_json
from tests.resolve.inputs import GATEWAY, SERVICE, resolved

__all__ = ["GATEWAY", "SERVICE", "Rendered", "http_route", "rendered"]


class Rendered:
    """The one Gateway of an input, rendered. Lists are indexed by name."""

    def __init__(self, result: GatewayResult) -> None:
        resources = json.loads(to_json(result.resources, show_secrets=True))
        self.clusters = _by_name(resources, "clusters")
        self.listeners = _by_name(resources, "listeners")
        self.route_configs = _by_name(resources, "routes")
        self.endpoints = resources.get("endpoints", [])
        self.statuses = result.statuses

    @property
    def hosts(self) -> dict[str, Any]:
        """All virtual hosts by name."""
        return {host["name"]: host for config in self.route_configs.values() for host in config.get("virtualHosts", ())}

    @property
    def routes(self) -> list[dict[str, Any]]:
        """All routes of all virtual hosts, in order."""
        return [route for host in self.hosts.values() for route in host.get("routes", ())]

    @property
    def route(self) -> dict[str, Any]:
        """The one route."""
        (route,) = self.routes
        return route

    def hcm(self, listener: str = "listener~80", chain: str = "") -> dict[str, Any]:
        """The connection manager of a filter chain."""
        return self.chain(listener, chain or listener)["filters"][-1]["typedConfig"]

    def chain(self, listener: str, chain: str) -> dict[str, Any]:
        """A filter chain."""
        return next(one for one in self.listeners[listener]["filterChains"] if one["name"] == chain)

    def filters(self) -> list[str]:
        """Names of the HTTP filters of the plain-text chain on port 80."""
        return [one["name"] for one in self.hcm()["httpFilters"]]

    def route_condition(self, type: str, route: str = "default/r", kind: str = "httpRoutes") -> tuple[str, str]:
        """Reason and message of a condition of a route at its first parent."""
        return _condition(self.statuses[kind][route]["parents"][0]["conditions"], type)

    def listener_condition(self, type: str, listener: str) -> tuple[str, str]:
        """Reason and message of a condition of a listener of the Gateway ``gw``."""
        listeners = self.statuses["gateways"]["default/gw"]["listeners"]
        return _condition(next(one for one in listeners if one["name"] == listener)["conditions"], type)


def _by_name(resources: dict[str, Any], key: str) -> dict[str, Any]:
    return {one["name"]: one for one in resources.get(key, ())}


def _condition(conditions: list[dict[str, Any]], type: str) -> tuple[str, str]:
    condition = next(one for one in conditions if one["type"] == type)
    return condition["reason"], condition["message"]


def rendered(*texts: str, settings: Iterable[str] = ()) -> Rendered:
    """The one Gateway of the input, rendered."""
    (result,) = render(resolved(*texts, settings=settings))
    return Rendered(result)


def http_route(rule: str = "", name: str = "r", parent: str = "gw", **spec: str) -> str:
    """An HTTPRoute with one rule, given as the inside of a YAML flow mapping."""
    rest = "".join(f"  {key}: {value}\n" for key, value in spec.items())
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}, namespace: default}}
spec:
  parentRefs: [{{name: {parent}}}]
{rest}  rules: [{{{rule or "backendRefs: [{name: web, port: 80}]"}}}]
"""
