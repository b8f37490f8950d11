"""One Envoy listener with its filter chains, and the route configurations that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy import names
from kgwctl.envoy.listeners.http import connection_manager, network_filters
from kgwctl.envoy.messages.generated.core import Address, SocketAddress
from kgwctl.envoy.messages.generated.listener import Filter, FilterChain, FilterChainMatch, Listener, ListenerFilter
from kgwctl.envoy.messages.generated.listener_filters import TlsInspector
from kgwctl.envoy.messages.generated.tcp_proxy import TcpProxy
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Placement
from kgwctl.envoy.routes.route_config import RouteConfigTranslator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.envoy.listeners.l4 import PlannedL4Chain
    from kgwctl.envoy.listeners.plan import PlannedHttpChain, PlannedListener
    from kgwctl.envoy.messages.generated.route import RouteConfiguration
    from kgwctl.envoy.policy_engine.contract import Attached, Pass
    from kgwctl.envoy.policy_engine.engine import Engine
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.envoy.route_filters.kind import BuiltinFilters
    from kgwctl.resolve.model import Gateway
    from kgwctl.status.reporter import Reporter


class ListenerTranslator:
    """Translates the planned listeners of one Gateway."""

    def __init__(
        self, gateway: Gateway, engine: Engine, builtin: BuiltinFilters, reporter: Reporter, *, bind_ipv6: bool
    ) -> None:
        self._gateway = gateway
        self._engine = engine
        self._builtin = builtin
        self._reporter = reporter
        self._bind_ipv6 = bind_ipv6

    def translate(self, planned: PlannedListener) -> tuple[Listener, list[RouteConfiguration]]:
        """The listener and its route configurations. Without filter chains it must not be used."""
        placement = Placement(gateway=self._gateway, ancestor=planned.ancestor, listener_port=planned.port)
        listener = Listener(
            name=names.listener_name(planned.port),
            address=_address(planned.port, bind_ipv6=self._bind_ipv6),
            per_connection_buffer_limit_bytes=self._gateway.per_connection_buffer_limit,
        )
        extra: tuple[StagedFilter, ...] = ()
        if planned.inbound is not None:
            inbound = planned.inbound
            # The limit of the Gateway's annotation is forgotten here, as upstream.
            listener = Listener(name=inbound.name, address=inbound.address, listener_filters=[inbound.reader])
            extra = (inbound.authority,)
        self._run_policies(listener, placement)
        routes = []
        for http in planned.http_chains:
            chain, config = self._http_chain(http, msgspec.structs.replace(placement, chain=http.name), extra)
            listener.filter_chains.append(chain)
            routes.append(config)
        for l4 in planned.l4_chains:
            listener.filter_chains.append(self._l4_chain(l4, msgspec.structs.replace(placement, chain=l4.name), extra))
        listener.filter_chains.sort(key=lambda chain: chain.name)
        if any(chain.filter_chain_match and chain.filter_chain_match.server_names for chain in listener.filter_chains):
            inspector = ListenerFilter(name=names.TLS_INSPECTOR, typed_config=pack(TlsInspector()))
            listener.listener_filters = [*listener.listener_filters, inspector]
        return listener, routes

    def _run_policies(self, listener: Listener, placement: Placement) -> None:
        def apply(one: Pass, policy: Attached) -> None:
            one.apply_listener(policy.ir, listener, placement)

        policies = self._engine.gather((self._engine.attached(self._gateway.policies),))
        self._engine.apply(policies, placement.ancestor, apply, onto=listener, with_errors=True)

    def _http_chain(
        self, planned: PlannedHttpChain, placement: Placement, extra: Sequence[StagedFilter]
    ) -> tuple[FilterChain, RouteConfiguration]:
        engine, owner = self._engine, planned.owner
        own = engine.attached(owner.policies) if owner is not None else {}
        policies = engine.gather((own, engine.attached(self._gateway.policies)))
        translator = RouteConfigTranslator(engine, self._builtin, placement, self._reporter, owner)
        config = translator.translate(planned.hosts, policies, require_tls=planned.transport_socket is not None)
        report = self._reporter.listener(owner.parent.key, owner.name) if owner is not None else None
        chain = _chain(planned)
        chain.filters = [
            *network_filters(engine, placement, extra),
            connection_manager(engine, placement, policies, report, planned.filters),
        ]
        return chain, config

    def _l4_chain(self, planned: PlannedL4Chain, placement: Placement, extra: Sequence[StagedFilter]) -> FilterChain:
        proxy = TcpProxy(stat_prefix=planned.name)
        backends = planned.backends
        if len(backends) == 1:
            proxy.cluster = names.referenced_cluster(backends[0])
        else:
            # Envoy refuses a weight of zero here, so it counts as one.
            proxy.weighted_clusters = TcpProxy.WeightedCluster(
                clusters=[
                    TcpProxy.WeightedCluster.ClusterWeight(name=names.referenced_cluster(ref), weight=ref.weight or 1)
                    for ref in backends
                ]
            )
        chain = _chain(planned)
        last = Filter(name=names.TCP_PROXY, typed_config=pack(proxy))
        chain.filters = [*network_filters(self._engine, placement, extra), last]
        return chain


def _chain(planned: PlannedHttpChain | PlannedL4Chain) -> FilterChain:
    match = planned.match
    if match is None and planned.sni is not None:
        match = FilterChainMatch(server_names=[planned.sni])
    return FilterChain(name=planned.name, filter_chain_match=match, transport_socket=planned.transport_socket)


def _address(port: int, *, bind_ipv6: bool) -> Address:
    if bind_ipv6:
        return Address(socket_address=SocketAddress(address="::", port_value=port, ipv4_compat=True))
    return Address(socket_address=SocketAddress(address="0.0.0.0", port_value=port))
