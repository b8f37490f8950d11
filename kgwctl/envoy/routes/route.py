"""One entry of the flat list of rules and matches, as an Envoy route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.route import Route
from kgwctl.envoy.policy_engine.contract import RouteContext
from kgwctl.envoy.routes.actions import BackendActions, append_headers, replace_with_direct_response, replaced_action
from kgwctl.envoy.routes.matchers import route_match
from kgwctl.envoy.routes.validation import route_error
from kgwctl.status import words

if TYPE_CHECKING:
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.contract import Attached, Pass, Placement
    from kgwctl.envoy.policy_engine.engine import Engine, Gathered
    from kgwctl.envoy.route_entry import RouteEntry
    from kgwctl.envoy.route_filters.kind import BuiltinFilters
    from kgwctl.status.reporter import Reporter


class RouteTranslator:
    """Translates the routes of one filter chain."""

    def __init__(self, engine: Engine, builtin: BuiltinFilters, placement: Placement, reporter: Reporter) -> None:
        self._engine = engine
        self._builtin = builtin
        self._placement = placement
        self._reporter = reporter
        self._actions = BackendActions(engine, builtin, placement)
        self._strict = engine.strict

    def translate(self, entry: RouteEntry, name: str) -> Route | None:
        """The Envoy route of an entry, or ``None`` for a rule that only delegates.

        A route with errors is kept, but answers 500; the errors go to the status of its HTTPRoute.
        """
        route = Route(name=name, match=route_match(entry.match))
        typed_config: dict[str, Message] = {}
        single = self._actions.set_action(route, entry.backends, typed_config) if entry.backends else None
        errors = self._run_policies(entry, route, typed_config)
        if typed_config:
            route.typed_per_filter_config = {**typed_config, **route.typed_per_filter_config}
        if single is not None:
            append_headers(route, single)
        error = "\n".join(errors) or self._own_error(entry, route)
        dropped = "" if error else self._matcher_error(route)
        error = error or dropped or self._refusal(route)
        acceptance_error = "\n".join(filter(None, (error, *self._builtin.of_rule(entry.rule, entry.route).errors)))
        if acceptance_error:
            self._report(entry, acceptance_error, dropped=bool(dropped))
        if dropped:
            return None
        if acceptance_error or entry.replacement_error:
            return _replaced(route)
        return None if entry.delegates else route

    def _report(self, entry: RouteEntry, error: str, *, dropped: bool) -> None:
        report = self._reporter.route(entry.route.key, entry.parent_ref)
        reason = words.ROUTE_RULE_DROPPED if dropped else words.ROUTE_RULE_REPLACED
        message = words.rule_dropped if dropped else words.rule_replaced
        report.set_condition(words.ACCEPTED, words.FALSE, reason, message(entry.match_index, error))

    def _matcher_error(self, route: Route) -> str:
        """What Envoy says of the match alone, in strict mode: there is no route to keep then."""
        if self._strict is None:
            return ""
        from kgwctl.envoy.strict import matcher_alone

        refusal = self._strict.refusal(matcher_alone(route))
        return f"invalid matcher configuration: validation failed: {refusal}" if refusal else ""

    def _refusal(self, route: Route) -> str:
        """What Envoy says of the whole route, in strict mode."""
        if self._strict is None:
            return ""
        from kgwctl.envoy.strict import whole_route

        refusal = self._strict.refusal(whole_route(route))
        return f"invalid route configuration: validation failed: {refusal}" if refusal else ""

    def _own_error(self, entry: RouteEntry, route: Route) -> str:
        """What is wrong with a route that no policy complained about."""
        if route.route is None and route.redirect is None and route.direct_response is None and not entry.delegates:
            return "no action specified"
        return route_error(route)

    def _run_policies(self, entry: RouteEntry, route: Route, typed_config: dict[str, Message]) -> list[str]:
        gathered = self._gather(entry)
        if not gathered:
            return []
        context = RouteContext(placement=self._placement, typed_per_filter_config=typed_config, entry=entry)

        def apply(one: Pass, policy: Attached) -> str | None:
            context.inherited_priority = policy.inherited_priority
            return one.apply_route(policy.ir, route, context)

        return self._engine.apply(gathered, self._placement.ancestor, apply, onto=route)

    def _gather(self, entry: RouteEntry) -> Gathered:
        """Policies of the rule, then of its route, then of each delegating rule and route above it."""
        engine, builtin = self._engine, self._builtin
        sources: list[Gathered] = []
        level = 0
        at: RouteEntry | None = entry
        while at is not None:
            rule, route = at.rule, at.route
            own = builtin.of_rule(rule, route, level)
            sources.append(own.filters)
            if rule.extension_refs or rule.policies or route.policies:
                sources.append(engine.attached(rule.extension_refs, level))
                sources.append(engine.attached(rule.policies, level))
                sources.append(engine.attached(route.policies, level))
            sources.append(own.fields)
            at = at.delegating_parent
            level -= 1
        return engine.gather(sources)


def _replaced(route: Route) -> Route:
    """The route without anything that could be wrong; its metadata still tells which policies it had."""
    route.typed_per_filter_config = {}
    route.request_headers_to_add = []
    route.request_headers_to_remove = []
    route.response_headers_to_add = []
    route.response_headers_to_remove = []
    replace_with_direct_response(route, replaced_action())
    return route
