"""What a policy changes in a rendered Gateway, as a short readable value; everything usual is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

_PATHS = ("pathSeparatedPrefix", "prefix", "path")
_USUAL_ROUTE = {"name", "match", "route", "metadata", "typedPerFilterConfig", "decorator"}
_USUAL_ACTION = {"cluster": None, "clusterNotFoundResponseCode": "INTERNAL_SERVER_ERROR"}
_USUAL_MANAGER = {
    "statPrefix": "http",
    "rds": None,
    "httpFilters": None,
    "useRemoteAddress": True,
    "normalizePath": True,
    "mergeSlashes": True,
}
_USUAL_LISTENER = {"name", "address", "filterChains", "metadata"}
_USUAL_HOST = {"name", "domains", "routes", "requireTls", "metadata", "typedPerFilterConfig"}
_USUAL_CLUSTER = {
    "name": None,
    "metadata": None,
    "type": None,
    "edsClusterConfig": None,
    "ignoreHealthOnHostRemoval": None,
    "dnsLookupFamily": None,
    "loadAssignment": None,
    "connectTimeout": "5s",
}
_GOOD = {("Accepted", "True"), ("ResolvedRefs", "True"), ("Programmed", "True"), ("Conflicted", "False")}
_USUAL_REASONS = {"ListenerSetsNotAllowed", "ListenerSetsAttached"}


class Rendered(NamedTuple):
    """One Gateway's result as plain data."""

    gateway: str
    resources: dict[str, Any]
    statuses: dict[str, Any]


def excerpt(gateways: list[Rendered]) -> dict[str, Any]:
    """The excerpt of rendered Gateways. With several Gateways its parts stand under their names."""
    parts = {one.gateway: _gateway(one.resources, one.statuses) for one in gateways}
    return next(iter(parts.values())) if len(parts) == 1 else parts


def _gateway(document: dict[str, Any], statuses: dict[str, Any]) -> dict[str, Any]:
    configs = document.get("routes", [])
    hosts = [host for config in configs for host in config.get("virtualHosts", [])]
    found = {
        "listeners": {one["name"]: value for one in document.get("listeners", []) if (value := _listener(one))},
        "filters": dict(_chain_filters(document)),
        "configs": {config["name"]: _annotated(config) for config in configs if _annotated(config)},
        "hosts": {host["name"]: value for host in hosts if (value := _annotated(host, _USUAL_HOST))},
        "routes": _routes(configs),
        "clusters": {one["name"]: value for one in document.get("clusters", []) if (value := _cluster(one))},
        "statuses": dict(_statuses(statuses)),
        "policies": {
            key: [_ancestor(one) for one in status["ancestors"]] for key, status in statuses.get("policies", {}).items()
        },
    }
    return {key: value for key, value in found.items() if value}


def _listener(listener: dict[str, Any]) -> dict[str, Any]:
    """What is unusual about a listener itself, its filters by name."""
    found = _annotated(listener, _USUAL_LISTENER)
    filters = {one["name"]: _short(one["typedConfig"]) for one in found.pop("listenerFilters", ())}
    return {"filters": filters, **found} if filters.keys() - {"envoy.filters.listener.tls_inspector"} else found


def _chain_filters(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The HTTP filters of each chain, without the router; and what is unusual about its connection manager."""
    for listener in document.get("listeners", []):
        for chain in listener["filterChains"]:
            manager = chain["filters"][-1]["typedConfig"]
            filters = [_filter(one) for one in manager.get("httpFilters", ())[:-1]]
            if filters:
                yield chain["name"], filters
            unusual = {key: value for key, value in manager.items() if key not in _USUAL_MANAGER and key != "@type"}
            if unusual and "httpFilters" in manager:
                yield f"{chain['name']} manager", unusual


def _filter(one: dict[str, Any]) -> dict[str, Any]:
    config = _short(one["typedConfig"])
    return {one["name"] + ("" if one.get("disabled") else " (enabled)"): config}


def _annotated(message: dict[str, Any], usual: set[str] | None = None) -> dict[str, Any]:
    """Per-filter configuration, merge origins and, where ``usual`` is given, all other fields but those."""
    found: dict[str, Any] = {}
    if usual is not None:
        found = {key: value for key, value in message.items() if key not in usual}
    if "typedPerFilterConfig" in message:
        found["perFilter"] = {key: _short(value) for key, value in message["typedPerFilterConfig"].items()}
    origins = _origins(message)
    if origins:
        found["origins"] = origins
    return found


def _origins(message: dict[str, Any]) -> dict[str, str]:
    """Fields with the policies they came from, in the form ``name, namespace/name``."""
    metadata = message.get("metadata", {}).get("filterMetadata", {})
    return {
        field: ", ".join(one.split("/", 2)[2].removeprefix("default/") for one in of)
        for key, fields in metadata.items()
        if key.startswith("merge.")
        for field, of in fields.items()
    }


def _routes(configs: list[dict[str, Any]]) -> dict[str, Any]:
    """What is unusual about routes, by path; further routes of one path are numbered."""
    found: dict[str, Any] = {}
    met: Counter[str] = Counter()
    for config in configs:
        for host in config.get("virtualHosts", []):
            for route in host.get("routes", []):
                name = _route_name(config["name"], host["name"], route["match"])
                met[name] += 1
                if value := _route(route):
                    found[name if met[name] == 1 else f"{name} #{met[name]}"] = value
    return found


def _route_name(config: str, host: str, match: dict[str, Any]) -> str:
    """The path that a route matches, after its virtual host where that is not the one for all of port 80."""
    path = next((match[key] for key in _PATHS if key in match), "") or match["safeRegex"]["regex"]
    if (config, host) == ("listener~80", "listener~80~*"):
        return str(path)
    return f"{host if host.startswith(config) else f'{config}: {host}'} {path}"


def _route(route: dict[str, Any]) -> dict[str, Any]:
    found = _annotated(route, _USUAL_ROUTE)
    if not route["match"].keys() <= {"prefix", "pathSeparatedPrefix"}:
        found["match"] = route["match"]
    action = {key: value for key, value in route.get("route", {}).items() if key not in _USUAL_ACTION}
    if action:
        found["action"] = _short(action)
    return found


def _cluster(cluster: dict[str, Any]) -> Any:
    """What policies have set on a cluster, or that it leads nowhere."""
    if cluster.get("type") == "STATIC" and "connectTimeout" not in cluster:
        return "blackhole"
    found = {
        key: one for key, one in cluster.items() if key not in _USUAL_CLUSTER or _USUAL_CLUSTER[key] not in (None, one)
    }
    return _without_pem(_short(found))


def _statuses(statuses: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """What is not as it should be: objects, their listeners, and routes at their parents."""
    for kind in ("gateways", "listenerSets"):
        for name, status in statuses.get(kind, {}).items():
            if bad := _unusual(status["conditions"]):
                yield name, bad
            for listener in status.get("listeners", ()):
                if bad := _unusual(listener["conditions"]):
                    yield f"{name} {listener['name']}", bad
    for kind in ("httpRoutes", "grpcRoutes", "tcpRoutes", "tlsRoutes"):
        for name, status in statuses.get(kind, {}).items():
            for parent in status["parents"]:
                if bad := _unusual(parent["conditions"]):
                    yield f"{name} at {parent['parentRef']['name']}", bad


def _unusual(conditions: list[dict[str, Any]]) -> list[str]:
    return [
        _condition(one)
        for one in conditions
        if (one["type"], one["status"]) not in _GOOD and one["reason"] not in _USUAL_REASONS
    ]


def _ancestor(one: dict[str, Any]) -> str:
    ref = one["ancestorRef"]
    said = "; ".join(_policy_condition(condition) for condition in one["conditions"])
    return f"{ref.get('kind', '')} {ref['name']}: {said}"


def _policy_condition(one: dict[str, Any]) -> str:
    """The reason says the status; the message counts where it says more than the reason."""
    return one["reason"] if one["message"] in _POLICY_MESSAGES else f"{one['reason']}: {one['message']}"


_POLICY_MESSAGES = {
    "Policy accepted",
    "Attached to all targets",
    "Merged with other policies in target(s) and attached",
    "Overridden due to conflict with higher priority policy in target(s)",
    "",
}


def _condition(one: dict[str, Any]) -> str:
    return f"{one['type']}={one['status']} {one['reason']}: {one['message']}"


def _short(value: Any) -> Any:
    """Type URLs as the bare name of the message."""
    if isinstance(value, list):
        return [_short(one) for one in value]
    if isinstance(value, dict):
        return {key: one.rpartition(".")[2] if key == "@type" else _short(one) for key, one in value.items()}
    return value


def _without_pem(value: Any) -> Any:
    """PEM texts as the types of their blocks."""
    if isinstance(value, list):
        return [_without_pem(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_pem(one) for key, one in value.items()}
    if isinstance(value, str) and "-----BEGIN" in value:
        return f"PEM of {', '.join(re.findall('-----BEGIN ([A-Z ]+)-----', value))}"
    return value
