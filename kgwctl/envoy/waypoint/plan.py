"""The listener of a waypoint before translation: a filter chain for each port of each service behind it.

A waypoint gets connections from ztunnel, which has ended their encryption and tells by the PROXY protocol where
they were to go and who the client is.

Sources: ``pkg/kgateway/extensions2/plugins/waypoint/waypoint_translator.go``, ``…/sandwich@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy import names
from kgwctl.envoy.listeners.l4 import PlannedL4Chain
from kgwctl.envoy.listeners.plan import Inbound, PlannedHttpChain, PlannedListener
from kgwctl.envoy.messages.generated.core import Address, DataSource, SocketAddress, SubstitutionFormatString
from kgwctl.envoy.messages.generated.listener import Filter, FilterChainMatch, ListenerFilter
from kgwctl.envoy.messages.generated.listener_filters import ProxyProtocol
from kgwctl.envoy.messages.generated.set_filter_state import Config, FilterStateValue
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import BEFORE, Stage, StagedFilter
from kgwctl.envoy.route_entry import RouteEntry
from kgwctl.envoy.routes.flatten import flatten
from kgwctl.envoy.routes.virtual_hosts import PlannedVirtualHost
from kgwctl.envoy.waypoint.authorization.filters import http_filters
from kgwctl.envoy.waypoint.authorization.rules import PEER_PRINCIPAL
from kgwctl.envoy.waypoint.authorization.values import UnusableValue, cidr
from kgwctl.resolve.model import BackendRef, HttpBackend, HttpRoute, HttpRouteRule, ParentRef
from kgwctl.status.waypoints import report_waypoint

if TYPE_CHECKING:
    from kgwctl.envoy.messages.generated.core import CidrRange
    from kgwctl.resolve.model import AttachedRoute, Gateway, Listener
    from kgwctl.resolve.waypoints import ServedPort, ServedService, Waypoints
    from kgwctl.settings import Settings
    from kgwctl.status.reporter import Reporter

_NAME = "proxy_protocol_inbound"
#: The field of the PROXY protocol in which ztunnel gives the client's identity, and what it is kept as.
_PEER_FIELD, _PEER_KEY = 0xD0, "peer_principal"
_PROXY_PROTOCOL = "envoy.filters.listener.proxy_protocol"
_MAX_NAME = 253


def plan_waypoint(
    gateway: Gateway, waypoints: Waypoints, settings: Settings, reporter: Reporter
) -> PlannedListener | None:
    """Plan the listener of a waypoint and report on it; ``None`` if it has no listener for ztunnel."""
    listener = report_waypoint(gateway, reporter)
    if listener is None:
        return None
    http: list[PlannedHttpChain] = []
    l4: list[PlannedL4Chain] = []
    for service in waypoints.services(gateway):
        routes = (*listener.routes, *waypoints.routes(service))
        shared = _host_of_routes(service, routes, listener, reporter)
        match = _prefixes(service)
        filters = http_filters(waypoints.policies(gateway, service))
        if not service.addresses:
            continue
        for port in service.ports:
            where = FilterChainMatch(destination_port=port.backend.port, prefix_ranges=match)
            name = _chain_name(service, port)
            if port.http:
                host = shared or _host_of_port(service, port, listener)
                http.append(PlannedHttpChain(name, [host], match=where, filters=filters, served=port.backend))
            else:
                l4.append(PlannedL4Chain(name, listener, None, (_reference(port),), match=where, served=port.backend))
    http.sort(key=lambda chain: chain.name)
    l4.sort(key=lambda chain: chain.name)
    return PlannedListener(listener.port, listener.ancestor, http, l4, _inbound(listener, settings))


def _inbound(listener: Listener, settings: Settings) -> Inbound:
    port = listener.port
    local, ipv6 = settings.waypoint_local_binding, settings.listener_bind_ipv6
    if ipv6:
        address = SocketAddress(address="::ffff:127.0.0.1" if local else "::", port_value=port, ipv4_compat=True)
    else:
        address = SocketAddress(address="127.0.0.1" if local else "0.0.0.0", port_value=port)
    kept = ProxyProtocol.Rule(tlv_type=_PEER_FIELD, on_tlv_present=ProxyProtocol.KeyValuePair(key=_PEER_KEY))
    reader = ListenerFilter(name=_PROXY_PROTOCOL, typed_config=pack(ProxyProtocol(rules=[kept])))
    source = DataSource(inline_string=f"%DYNAMIC_METADATA({_PROXY_PROTOCOL}:{_PEER_KEY})%")
    value = FilterStateValue(
        object_key=PEER_PRINCIPAL,
        factory_key="envoy.string",
        format_string=SubstitutionFormatString(text_format_source=source),
        shared_with_upstream="ONCE",
    )
    authority = Filter(name="proxy_protocol_authority", typed_config=pack(Config(on_new_connection=[value])))
    return Inbound(
        _NAME, listener, Address(socket_address=address), reader, StagedFilter(authority, Stage.AUTH_Z, BEFORE)
    )


def _chain_name(service: ServedService, port: ServedPort) -> str:
    protocol = "http" if port.http else "tcp"
    return f"fc_{protocol}_{port.backend.port}_{service.resource.name}_{service.resource.namespace}"[:_MAX_NAME]


def _prefixes(service: ServedService) -> list[CidrRange]:
    found = []
    for address in service.addresses:
        try:
            found.append(cidr(address))
        except UnusableValue:
            continue
    return found


def _host_of_routes(
    service: ServedService, routes: tuple[AttachedRoute, ...], listener: Listener, reporter: Reporter
) -> PlannedVirtualHost | None:
    """The virtual host that all ports of a service share; routes apply in the order in which they are found."""
    if not routes:
        return None
    entries = [entry for attached in routes for entry in flatten(attached, reporter)]
    stem = f"http_routes_{service.resource.name}_{service.resource.namespace}"[:_MAX_NAME]
    return PlannedVirtualHost(names.dotless(stem), "*", entries, listener.policies, listener, stem)


def _host_of_port(service: ServedService, port: ServedPort, listener: Listener) -> PlannedVirtualHost:
    """The virtual host of a port without routes, which leads to the port itself."""
    stem = f"vh_http_{port.backend.port}_{service.resource.name}_{service.resource.namespace}"
    if service.resource.kind != "Service":
        stem = f"{stem}_{port.backend.hostname}"
    stem = stem[:_MAX_NAME]
    return PlannedVirtualHost(names.dotless(stem), "*", [_entry(service, port)], {}, listener, stem)


def _entry(service: ServedService, port: ServedPort) -> RouteEntry:
    from kgwctl.api.gateway_api.http_route import HTTPPathMatch, HTTPRouteMatch, HTTPRouteRule

    match = HTTPRouteMatch(path=HTTPPathMatch(type="PathPrefix", value="/"))
    spec = HTTPRouteRule()
    rule = HttpRouteRule(
        index=0, name="", matches=(match,), spec=spec, source=spec, backends=(HttpBackend(ref=_reference(port)),)
    )
    parent = ParentRef(*service.resource.key)
    route = HttpRoute(resource=service.resource, parent_refs=(), hostnames=(), rules=(rule,))
    return RouteEntry(route, rule, match, 0, parent, None)


def _reference(port: ServedPort) -> BackendRef:
    return BackendRef(target=port.backend.key, weight=0, backend=port.backend)
