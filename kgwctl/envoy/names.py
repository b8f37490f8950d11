"""Names of everything the Envoy configuration refers to by name.

Source: kgateway's translator (``pkg/kgateway/translator``); tools and dashboards rely on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import BACKEND, SERVICE, SERVICE_ENTRY

if TYPE_CHECKING:
    from kgwctl.envoy.route_entry import RouteEntry
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.model import Backend, BackendRef, L4Route

#: Referenced where a backend cannot be resolved; never defined, so Envoy answers 500.
BLACKHOLE_CLUSTER = "blackhole-cluster"

HTTP_CONNECTION_MANAGER = "envoy.filters.network.http_connection_manager"
TCP_PROXY = "envoy.filters.network.tcp_proxy"
TLS_INSPECTOR = "envoy.filters.listener.tls_inspector"
ROUTER = "envoy.filters.http.router"
TLS_TRANSPORT_SOCKET = "envoy.transport_sockets.tls"
HTTP_PROTOCOL_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"

_CLUSTER_PREFIXES: dict[tuple[str, str], str] = {SERVICE: "kube", BACKEND: "backend"}


def listener_name(port: int) -> str:
    """Of an Envoy listener, of its plain-text HTTP filter chain, and of that chain's routes."""
    return f"listener~{port}"


def section_name(parent: Resource[object], listener: str) -> str:
    """Of the filter chain and routes of an HTTPS listener: the listener's own name on a Gateway,
    ``namespace/set/listener`` in a listener set.
    """
    return listener if parent.kind == "Gateway" else f"{parent.namespace}/{parent.name}/{listener}"


def l4_chain_name(port: int, route: L4Route) -> str:
    """Of the filter chain of a TCP or TLS listener, and its statistics prefix."""
    return f"{listener_name(port)}-{route.key.namespace}.{route.key.name}-rule-0"


def virtual_host_name(chain: str, hostname: str) -> str:
    """Of a virtual host; ``hostname`` is ``*`` for every host."""
    return dotless(f"{chain}~{hostname}")


def dotless(name: str) -> str:
    """A name as virtual hosts have it."""
    return name.replace(".", "_")


def rule_match_name(route: ObjectKey, rule_index: int, match_index: int, rule_name: str) -> str:
    """The part of a route's name that says which rule and match it was made from."""
    name = f"{route.kind.lower()}-{route.name}-{route.namespace}-{rule_index}-{match_index}"
    return f"{name}-{rule_name}" if rule_name else name


def route_name(host: str, index: int, entry: RouteEntry) -> str:
    """Of a route: the virtual host, its place among the entries there, and what it was made from."""
    made_from = f"-{entry.name}" if entry.name else ""
    return f"{host}-route-{index}{made_from}-matcher-{entry.match_index}"


def cluster_name(backend: Backend) -> str:
    """Of the cluster of a backend: ``kube_<namespace>_<service>_<port>``, ``backend_<namespace>_<name>_0``,
    ``istio-se_<namespace>_<entry>_<host>_<port>``.
    """
    key = backend.key
    if key[:2] == SERVICE_ENTRY:
        return f"istio-se_{key.namespace}_{key.name}_{backend.hostname}_{backend.port}"
    prefix = _CLUSTER_PREFIXES.get(key[:2]) or key.kind.lower()
    return f"{prefix}_{key.namespace}_{key.name}_{backend.port}"


def referenced_cluster(ref: BackendRef) -> str:
    """Of the cluster that a backendRef leads to."""
    return cluster_name(ref.backend) if ref.backend is not None else BLACKHOLE_CLUSTER


def proxy_service(gateway: ObjectKey) -> str:
    """Of the proxies of a Gateway in logs and traces; also their cluster in a node's own identity."""
    return f"{gateway.name}.{gateway.namespace}"
