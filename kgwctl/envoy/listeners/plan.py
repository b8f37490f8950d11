"""The Envoy listeners of a Gateway before translation: valid listeners merged by port, routes flattened.

Everything that can be said about a listener or a route without translating its routes is reported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy import names
from kgwctl.envoy.routes.virtual_hosts import plan_own, plan_shared
from kgwctl.status import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.envoy.listeners.l4 import PlannedL4Chain
    from kgwctl.envoy.messages.generated.core import Address, TransportSocket
    from kgwctl.envoy.messages.generated.listener import FilterChainMatch, ListenerFilter
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.envoy.routes.virtual_hosts import PlannedVirtualHost
    from kgwctl.resolve.model import Backend, FrontendTls, Gateway, Listener, ParentRef
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.status.reporter import Reporter


class PlannedHttpChain(NamedTuple):
    """An HTTP filter chain. ``owner`` is the HTTPS listener it belongs to, ``None`` for plain text.

    ``match`` is what it is chosen by, if not ``sni``; ``filters`` are HTTP filters besides those of policies;
    ``served`` is the port that a waypoint's chain stands in front of.
    """

    name: str
    hosts: Sequence[PlannedVirtualHost]
    owner: Listener | None = None
    sni: str | None = None
    transport_socket: TransportSocket | None = None
    match: FilterChainMatch | None = None
    filters: Sequence[StagedFilter] = ()
    served: Backend | None = None


class Inbound(NamedTuple):
    """What is special about an Envoy listener that gets its connections from a mesh.

    ``reader`` learns where a connection comes from, ``authority`` stands in every chain.
    """

    name: str
    listener: Listener
    address: Address
    reader: ListenerFilter
    authority: StagedFilter


class PlannedListener(NamedTuple):
    """An Envoy listener. ``ancestor`` is the parent of the first listener on the port."""

    port: int
    ancestor: ParentRef
    http_chains: Sequence[PlannedHttpChain]
    l4_chains: Sequence[PlannedL4Chain]
    inbound: Inbound | None = None


def plan_listeners(gateway: Gateway, resolved: Resolved, reporter: Reporter) -> list[PlannedListener]:
    """Plan all Envoy listeners of a Gateway, in order of the first listener on each port."""
    by_port: dict[int, list[Listener]] = {}
    for listener in gateway.valid_listeners:
        if listener.protocol in ("HTTP", "HTTPS", "TCP", "TLS"):
            by_port.setdefault(listener.port, []).append(listener)
    return [_Planner(gateway, port, listeners, resolved, reporter).plan() for port, listeners in by_port.items()]


def frontend_of(gateway: Gateway, listeners: Sequence[Listener]) -> FrontendTls | None:
    """How the listeners of one port validate clients.

    Upstream knows the Gateway of a port only if its first listener is not a TLS one; clients of
    HTTPS listeners after a TLS one on the same port are not validated.
    """
    return gateway.frontend_tls if listeners[0].protocol != "TLS" else None


class _Planner:
    """Plans one port."""

    def __init__(
        self, gateway: Gateway, port: int, listeners: Sequence[Listener], resolved: Resolved, reporter: Reporter
    ) -> None:
        self._port = port
        self._listeners = listeners
        self._resolved = resolved
        self._reporter = reporter
        self._frontend = frontend_of(gateway, listeners)

    def plan(self) -> PlannedListener:
        plain = [one for one in self._listeners if one.protocol == "HTTP"]
        chains = []
        if plain:
            name = names.listener_name(self._port)
            chains.append(PlannedHttpChain(name, plan_shared(name, plain, self._reporter)))
        https = (self._https(one) for one in self._listeners if one.protocol == "HTTPS")
        chains += [chain for chain in https if chain is not None]
        return PlannedListener(self._port, self._listeners[0].ancestor, chains, self._l4())

    def _https(self, listener: Listener) -> PlannedHttpChain | None:
        from kgwctl.envoy.listeners.tls_context import HTTP_ALPN, TlsProblem, transport_socket

        name = names.section_name(listener.parent, listener.name)
        # Routes first: what is wrong with them is told even if TLS fails.
        hosts = plan_own(name, listener, self._reporter)
        try:
            socket = transport_socket(listener, self._frontend, self._resolved, HTTP_ALPN)
        except TlsProblem as problem:
            problem.report(self._reporter.listener(listener.parent.key, listener.name))
            return None
        return PlannedHttpChain(name, hosts, listener, listener.hostname, socket)

    def _l4(self) -> list[PlannedL4Chain]:
        listeners = [one for one in self._listeners if one.protocol in ("TCP", "TLS")]
        if not listeners:
            return []
        from kgwctl.envoy.listeners.l4 import plan_l4

        planned = (plan_l4(one, self._port, self._frontend, self._resolved, self._reporter) for one in listeners)
        chains = [chain for chain in planned if chain is not None]
        if not chains:
            for listener in listeners:
                report = self._reporter.listener(listener.parent.key, listener.name)
                report.set_condition(words.PROGRAMMED, words.FALSE, words.INVALID, words.NO_L4_BACKENDS_MESSAGE)
        return chains
