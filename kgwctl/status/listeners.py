"""What resolution already says about a Gateway, its listener sets and listeners, and routes kept out.

Source: kgateway's gateway and listener validation, in its order; conditions that are set later may
replace these in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import GATEWAY
from kgwctl.resolve.reasons import (
    HostnameConflict,
    InvalidRouteKinds,
    PortRequired,
    ProtocolConflict,
    Reason,
    UnsupportedProtocol,
)
from kgwctl.status import words

if TYPE_CHECKING:
    from kgwctl.resolve.model import Gateway, Listener
    from kgwctl.settings import Settings
    from kgwctl.status.reporter import Reporter


def report_gateway(gateway: Gateway, settings: Settings, reporter: Reporter) -> None:
    """Report everything that is known of a Gateway before it is translated."""
    for problem in gateway.route_problems:
        report = reporter.route(problem.route.key, problem.parent_ref)
        report.set_condition(words.ACCEPTED, words.FALSE, problem.reason)
    for listener in gateway.listeners:
        listener_report = reporter.listener(listener.parent.key, listener.name)
        listener_report.attached_routes = len(listener.routes)
        listener_report.supported_kinds = listener.supported_kinds
    for denied in gateway.denied_listener_sets:
        message = denied.denied.text if denied.denied is not None else ""
        set_report = reporter.listener_set(denied.key)
        set_report.set_condition(words.ACCEPTED, words.FALSE, words.NOT_ALLOWED, message)
        set_report.set_condition(words.PROGRAMMED, words.FALSE, words.NOT_ALLOWED, message)
    for listener in gateway.listeners:
        if listener.problem is not None:
            _report_listener(listener, listener.problem, reporter)
    _report_whole(gateway, settings, reporter)


def _report_listener(listener: Listener, problem: Reason, reporter: Reporter) -> None:
    """One listener that is left out. Only what is wrong with ports also shows on its parent."""
    report = reporter.listener(listener.parent.key, listener.name)
    if isinstance(problem, UnsupportedProtocol):
        report.set_condition(words.ACCEPTED, words.FALSE, words.UNSUPPORTED_PROTOCOL, problem.text)
        return
    if isinstance(problem, InvalidRouteKinds):
        report.set_condition(words.RESOLVED_REFS, words.FALSE, words.INVALID_ROUTE_KINDS, problem.text)
        return
    reason = words.INVALID
    if isinstance(problem, ProtocolConflict):
        reason = words.PROTOCOL_CONFLICT
    elif isinstance(problem, HostnameConflict):
        reason = words.HOSTNAME_CONFLICT
    if not isinstance(problem, PortRequired):
        # A reserved port counts as a conflict, with the proxy itself.
        report.set_condition(words.CONFLICTED, words.TRUE, reason, problem.text)
    report.set_condition(words.ACCEPTED, words.FALSE, reason, problem.text)
    report.set_condition(words.PROGRAMMED, words.FALSE, reason, problem.text)
    parent = reporter.parent(listener.parent.key)
    parent.set_condition(words.ACCEPTED, words.TRUE, words.LISTENERS_NOT_VALID)
    parent.set_condition(words.PROGRAMMED, words.TRUE, words.LISTENERS_NOT_VALID)


def _report_whole(gateway: Gateway, settings: Settings, reporter: Reporter) -> None:
    """The Gateway itself: whether it has listener sets, and any listener at all."""
    report = reporter.gateway(gateway.key)
    experimental = settings.enable_experimental_gateway_api_features
    allows_sets = gateway.resource.object.spec.allowed_listeners is not None
    if experimental and not allows_sets:
        report.set_condition(words.ATTACHED_LISTENER_SETS, words.UNKNOWN, words.LISTENER_SETS_NOT_ALLOWED)
    valid = gateway.valid_listeners
    if not valid:
        report.set_condition(words.ACCEPTED, words.FALSE, words.LISTENERS_NOT_VALID, words.NO_VALID_LISTENERS_MESSAGE)
        report.set_condition(words.PROGRAMMED, words.FALSE, words.INVALID)
    elif experimental and any(listener.parent.key[:2] != GATEWAY for listener in valid):
        report.set_condition(words.ATTACHED_LISTENER_SETS, words.TRUE, words.LISTENER_SETS_ATTACHED)
    elif experimental and allows_sets:
        report.set_condition(words.ATTACHED_LISTENER_SETS, words.FALSE, words.NO_RESOURCES)
