"""From a route and the tree of routes it delegates to, to one flat list of entries.

The entries of a delegated route stand before the entry of the rule that delegates to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.gateway_api.http_route import HTTPRouteMatch
from kgwctl.envoy import names
from kgwctl.envoy.route_entry import RouteEntry
from kgwctl.envoy.routes.delegation import rules_under
from kgwctl.envoy.routes.problems import report_backend_problem
from kgwctl.resolve.model import HttpRoute
from kgwctl.resolve.reasons import UnresolvedReference
from kgwctl.status import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import AttachedRoute, HttpRouteRule
    from kgwctl.resolve.reasons import Reason
    from kgwctl.status.reporter import Conditions, Reporter

_ANY = HTTPRouteMatch()


def flatten(attached: AttachedRoute, reporter: Reporter) -> list[RouteEntry]:
    """All entries of an HTTPRoute or GRPCRoute attached to a listener, delegation resolved.

    References that lead nowhere, and delegated routes that may not be, are reported on the way.
    """
    route = attached.route
    if not isinstance(route, HttpRoute):
        return []
    flattener = _Flattener(reporter)
    rules = ((rule, rule.matches or (_ANY,)) for rule in route.rules)
    flattener.add(attached, rules, reporter.route(route.key, attached.parent_ref), None)
    return flattener.entries


class _Flattener:
    def __init__(self, reporter: Reporter) -> None:
        self.entries: list[RouteEntry] = []
        self._reporter = reporter

    def add(
        self,
        attached: AttachedRoute,
        rules: Iterable[tuple[HttpRouteRule, Sequence[HTTPRouteMatch]]],
        report: Conditions,
        delegating_parent: RouteEntry | None,
    ) -> None:
        """Add the entries of one route. Names count the rules and matches given, not those written."""
        route = attached.route
        if not isinstance(route, HttpRoute):
            return
        for rule_index, (rule, matches) in enumerate(rules):
            made = []
            for index, match in enumerate(matches):
                entry = RouteEntry(route, rule, match, index, attached.parent_ref, delegating_parent)
                entry.name = names.rule_match_name(route.key, rule_index, index, rule.name)
                self._add_backends(attached, entry, report)
                made.append(entry)
            self.entries += made

    def _add_backends(self, attached: AttachedRoute, entry: RouteEntry, report: Conditions) -> None:
        plain = []
        for backend in entry.rule.backends:
            if backend.delegate is not None:
                entry.delegates = True
                problem = self._delegate(attached, entry, backend.delegate, report)
                entry.replacement_error = problem or entry.replacement_error
                continue
            if backend.ref is not None and backend.ref.problem is not None:
                report_backend_problem(report, backend.ref.problem)
            plain.append(backend)
        if entry.delegates:
            entry.backends = tuple(plain)

    def _delegate(self, attached: AttachedRoute, entry: RouteEntry, target: ObjectKey, report: Conditions) -> str:
        """Add the routes that ``target`` leads to. Returns the controller's error text, or nothing."""
        delegation = attached.delegations[target]
        if delegation.problem is not None:
            return self._unresolved(delegation.problem, report)
        found = [self._add_child(child, entry) for child in delegation.children]
        return "" if any(found) else self._unresolved(UnresolvedReference(target), report)

    def _unresolved(self, problem: Reason, report: Conditions) -> str:
        report_backend_problem(report, problem)
        return problem.text

    def _add_child(self, child: AttachedRoute, entry: RouteEntry) -> bool:
        """Add a delegated route, and tell whether it is one: it must apply under the match, without hostnames."""
        route = child.route
        rules = list(rules_under(entry.match, route)) if isinstance(route, HttpRoute) else []
        if not rules:
            return False
        report = self._reporter.route(route.key, child.parent_ref)
        if route.hostnames:
            report.set_condition(words.ACCEPTED, words.FALSE, words.UNSUPPORTED_VALUE, words.CHILD_HOSTNAMES_MESSAGE)
            return False
        self.add(child, rules, report, entry)
        return True
