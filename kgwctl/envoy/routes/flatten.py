"""From a route and the tree of routes it delegates to, to one flat list of entries.

The entries of a delegated route stand before the entry of the rule that delegates to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy import names
from kgwctl.envoy.route_entry import RouteEntry
from kgwctl.envoy.routes.problems import report_backend_problem
from kgwctl.resolve.model import HttpRoute
from kgwctl.resolve.reasons import NoRouteUnderMatch
from kgwctl.status import words
from kgwctl.verdicts.delegation import children_under, own_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.api.gateway_api.http_route import HTTPRouteMatch
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import AttachedRoute, HttpRouteRule
    from kgwctl.resolve.reasons import Reason
    from kgwctl.status.reporter import Conditions, Reporter
    from kgwctl.verdicts.delegation import Child


def flatten(attached: AttachedRoute, reporter: Reporter) -> list[RouteEntry]:
    """All entries of an HTTPRoute or GRPCRoute attached to a listener, delegation resolved.

    References that lead nowhere, and delegated routes that may not be, are reported on the way.
    """
    route = attached.route
    if not isinstance(route, HttpRoute):
        return []
    flattener = _Flattener(reporter)
    flattener.add(attached, own_rules(route), reporter.route(route.key, attached.parent_ref), None)
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
        found = [self._add_child(child, entry) for child in children_under(entry.match, delegation)]
        return "" if any(found) else self._unresolved(NoRouteUnderMatch(target), report)

    def _unresolved(self, problem: Reason, report: Conditions) -> str:
        report_backend_problem(report, problem)
        return problem.text

    def _add_child(self, child: Child, entry: RouteEntry) -> bool:
        """Add a delegated route, and tell whether it may be one."""
        report = self._reporter.route(child.route.key, child.attached.parent_ref)
        if child.refused is not None:
            report.set_condition(words.ACCEPTED, words.FALSE, words.UNSUPPORTED_VALUE, child.refused.text)
            return False
        self.add(child.attached, child.rules, report, entry)
        return True
