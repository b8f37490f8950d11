"""What is said about a waypoint and its listeners, of which only one is served.

Source: ``pkg/kgateway/extensions2/plugins/waypoint/waypoint_translator.go:buildInboundListener@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import HTTP_ROUTE
from kgwctl.resolve.waypoints import PROXY_PROTOCOL
from kgwctl.status import words

if TYPE_CHECKING:
    from kgwctl.resolve.model import Gateway, Listener
    from kgwctl.status.reporter import Reporter


def report_waypoint(gateway: Gateway, reporter: Reporter) -> Listener | None:
    """Report on a waypoint before it is translated, and give the listener that is served.

    How many routes are attached is not counted.
    """
    served: Listener | None = None
    for listener in gateway.listeners:
        report = reporter.listener(gateway.key, listener.name)
        if served is None and listener.protocol == PROXY_PROTOCOL:
            served = listener
            report.supported_kinds = (HTTP_ROUTE,) if _takes_http_routes(listener) else ()
            continue
        report.set_condition(words.ACCEPTED, words.FALSE, words.INVALID, words.ONLY_PROXY_LISTENER_MESSAGE)
    if served is None:
        message = words.NO_PROXY_LISTENER_MESSAGE
        reporter.gateway(gateway.key).set_condition(words.ACCEPTED, words.FALSE, words.LISTENERS_NOT_VALID, message)
        return None
    reporter.gateway(gateway.key)
    for problem in gateway.route_problems:
        report_route = reporter.route(problem.route.key, problem.parent_ref)
        report_route.set_condition(words.ACCEPTED, words.FALSE, problem.reason)
    return served


def _takes_http_routes(listener: Listener) -> bool:
    """Whether a listener names HTTPRoutes, or says nothing about routes at all.

    One that only says where routes may come from names none, and is told to take none; it takes them all the same.
    """
    allowed = listener.spec.allowed_routes
    return allowed is None or any((one.group, one.kind) == HTTP_ROUTE for one in allowed.kinds or ())
