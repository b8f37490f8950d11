"""TCP and TLS listeners: one route each, forwarded byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import TLS_ROUTE
from kgwctl.envoy import names
from kgwctl.envoy.listeners.tls_context import TlsProblem, transport_socket
from kgwctl.envoy.routes.problems import report_backend_problem
from kgwctl.resolve.model import L4Route
from kgwctl.status import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.envoy.messages.generated.core import TransportSocket
    from kgwctl.envoy.messages.generated.listener import FilterChainMatch
    from kgwctl.resolve.model import Backend, BackendRef, FrontendTls, Listener
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.status.reporter import Reporter


class PlannedL4Chain(NamedTuple):
    """A filter chain that proxies connections of a route. ``owner`` is its listener.

    A waypoint's has no route, but a ``served`` port, and ``match`` instead of ``sni``.
    """

    name: str
    owner: Listener
    route: L4Route | None
    backends: Sequence[BackendRef]
    sni: str | None = None
    transport_socket: TransportSocket | None = None
    match: FilterChainMatch | None = None
    served: Backend | None = None


class L4Backends(NamedTuple):
    """What a TCP or TLS listener forwards to. ``passes_tls``: it hands encrypted connections on as they are."""

    route: L4Route
    backends: Sequence[BackendRef]

    @property
    def passes_tls(self) -> bool:
        """Whether no TLS is terminated here."""
        return self.route.key[:2] == TLS_ROUTE


def l4_backends(listener: Listener) -> L4Backends | None:
    """The route that a listener serves and its backends: the oldest route, if it has exactly one rule."""
    if not listener.routes:
        return None
    route = min((attached.route for attached in listener.routes), key=lambda route: route.resource.age)
    if not isinstance(route, L4Route) or len(route.resource.object.spec.rules or ()) != 1:
        return None
    return L4Backends(route, route.rules[0] if route.rules else ())


def plan_l4(
    listener: Listener, port: int, frontend: FrontendTls | None, resolved: Resolved, reporter: Reporter
) -> PlannedL4Chain | None:
    """The chain of a TCP or TLS listener, ``None`` where there is nothing to forward to."""
    found = l4_backends(listener)
    if found is None:
        return None
    route, backends = found
    reports = [reporter.route(route.key, parent_ref) for parent_ref in route.parent_refs]
    for report in reports:
        report.set_condition(words.ACCEPTED, words.TRUE, words.ACCEPTED)
    for backend in backends:
        for report in reports:
            if backend.problem is not None:
                report_backend_problem(report, backend.problem)
    if not backends:
        return None
    name = names.l4_chain_name(port, route)
    if found.passes_tls:
        return PlannedL4Chain(name, listener, route, backends, sni=listener.hostname)
    try:
        # Envoy passes bytes on, so it promises no protocol unless told to.
        socket = transport_socket(listener, frontend, resolved, ())
    except TlsProblem as problem:
        problem.report(reporter.listener(listener.parent.key, listener.name))
        return None
    return PlannedL4Chain(name, listener, route, backends, transport_socket=socket)
