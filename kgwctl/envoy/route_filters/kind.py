"""Built-in filters and rule fields as a policy kind: attached by the route itself, never merged.

Filters apply in order, from the route's own to those of its delegating parents; whether a later one may
set what an earlier one has set is decided by the strategy of the route that it comes through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from kgwctl.api.kinds import HTTP_ROUTE
from kgwctl.envoy import names
from kgwctl.envoy.policy_engine.contract import BUILTIN, Attached, Pass, PolicyKind
from kgwctl.envoy.policy_engine.merging import strategy_between_levels
from kgwctl.envoy.route_filters import header_modifier, mirror, redirect, url_rewrite
from kgwctl.envoy.route_filters.retry import route_retry
from kgwctl.envoy.route_filters.timeouts import route_timeout
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.model import Backend

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.api.gateway_api.http_filters import HTTPRouteFilter
    from kgwctl.api.gateway_api.route import HTTPRequestMirrorFilter
    from kgwctl.envoy.messages.generated.route import RetryPolicy, Route
    from kgwctl.envoy.policy_engine.contract import CompileEnv, Placement, RouteBackendContext, RouteContext
    from kgwctl.envoy.policy_engine.engine import Gathered
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.envoy.policy_engine.merging import Strategy
    from kgwctl.envoy.route_filters.session_persistence import Session
    from kgwctl.resolve.model import HttpBackend, HttpRoute, HttpRouteRule


class RouteFilter(Protocol):
    """A compiled filter."""

    def apply(self, route: Route, strategy: Strategy, context: RouteContext, /) -> StagedFilter | None:
        """Change a route, as far as ``strategy`` lets it. Returns the HTTP filter that the chain needs for it."""


@runtime_checkable
class BackendFilter(Protocol):
    """A compiled filter that also works on a backendRef."""

    def apply_to_backend(self, context: RouteBackendContext, /) -> StagedFilter | None:
        """Configure one backend. Returns the HTTP filter that the chain needs for it."""


class RuleFields(NamedTuple):
    """What a rule says besides its filters."""

    timeout: str | None
    retry: RetryPolicy | None
    session: Session | None

    def apply(self, route: Route, strategy: Strategy, _context: RouteContext) -> StagedFilter | None:
        """Set what may be set. Routes without backends are left alone."""
        action = route.route
        if action is None:
            return None
        if self.timeout is not None and strategy.settable(action.timeout):
            action.timeout = self.timeout
        if self.retry is not None and strategy.settable(action.retry_policy):
            action.retry_policy = self.retry
        return self.session.apply(route, strategy) if self.session is not None else None


class CompiledRule(NamedTuple):
    """A rule's own filters, its other fields, and what is wrong with its filters, in their order."""

    filters: Gathered
    fields: Gathered
    errors: tuple[str, ...]


_NOTHING = CompiledRule({}, {}, ())


class BuiltinFilters:
    """Compiles the filters and fields of rules and backendRefs, each of them once."""

    def __init__(self, env: CompileEnv) -> None:
        self._env = env
        self._experimental = env.settings.enable_experimental_gateway_api_features
        self._rules: dict[tuple[int, int], tuple[CompiledRule, HttpRouteRule]] = {}
        self._backends: dict[int, tuple[Gathered, HttpBackend]] = {}

    def on_backend(self, backend: HttpBackend) -> Gathered:
        """The filters of a backendRef; those that cannot be made are left out."""
        if not backend.filters:
            return {}
        found = self._backends.get(id(backend))
        if found is None:
            compiled = (self._filter(one, None, None)[0] for one in backend.filters)
            gathered = _attached(compiled, 0, "ShallowMergePreferChild")
            found = self._backends[id(backend)] = (gathered, backend)
        return found[0]

    def of_rule(self, rule: HttpRouteRule, route: HttpRoute, level: int = 0) -> CompiledRule:
        """What a rule configures by itself, as attached at a delegation level."""
        spec = rule.spec
        if spec.filters is None and spec.timeouts is None and spec.retry is None and spec.session_persistence is None:
            return _NOTHING
        key = (id(rule), level)
        found = self._rules.get(key)
        if found is None:
            found = self._rules[key] = (self._compile(rule, route, level), rule)
        return found[0]

    def _compile(self, rule: HttpRouteRule, route: HttpRoute, level: int) -> CompiledRule:
        filters = []
        errors = []
        unresolved = {problem.filter_index: problem.text for problem in rule.extension_problems}
        for index, one in enumerate(rule.spec.filters or ()):
            if one.type == "ExtensionRef":
                if index in unresolved:
                    errors.append(unresolved[index])
                continue
            compiled, error = self._filter(one, rule, route)
            if error:
                errors.append(error)
            filters.append(compiled)
        priority = route.inherited_priority
        return CompiledRule(
            filters=_attached(filters, level, priority),
            fields=_attached((self._fields(rule),), level, priority),
            errors=tuple(errors),
        )

    def _filter(
        self, spec: HTTPRouteFilter, rule: HttpRouteRule | None, route: HttpRoute | None
    ) -> tuple[RouteFilter | None, str]:
        """A compiled filter, or ``None`` where there is nothing to apply; and the controller's error text."""
        made: RouteFilter | None = None
        if spec.type == "RequestHeaderModifier" and spec.request_header_modifier is not None:
            made = header_modifier.request_headers(spec.request_header_modifier)
        elif spec.type == "ResponseHeaderModifier" and spec.response_header_modifier is not None:
            made = header_modifier.response_headers(spec.response_header_modifier)
        elif spec.type == "URLRewrite" and spec.url_rewrite is not None:
            made = url_rewrite.url_rewrite(spec.url_rewrite)
        elif spec.type == "RequestMirror" and spec.request_mirror is not None:
            made = self._mirror(spec.request_mirror, route)
        elif spec.type == "CORS" and spec.cors is not None and self._experimental:
            from kgwctl.envoy.route_filters.cors import cors_filter

            made = cors_filter(spec.cors)
        elif spec.type == "RequestRedirect" and spec.request_redirect is not None:
            annotations = route.resource.annotations if route is not None else {}
            try:
                name = rule.spec.name if rule is not None else None
                made = redirect.redirect(spec.request_redirect, name, annotations)
            except redirect.RedirectError as error:
                return None, str(error)
        return made, ""

    def _mirror(self, spec: HTTPRequestMirrorFilter, route: HttpRoute | None) -> mirror.Mirror | None:
        if route is None:
            return None
        # References of GRPCRoutes, too, count as an HTTPRoute's here.
        origin = ObjectKey(*HTTP_ROUTE, route.key.namespace, route.key.name)
        target = self._env.resolved.backend(origin, spec.backend_ref)
        return mirror.mirror(spec, names.cluster_name(target)) if isinstance(target, Backend) else None

    def _fields(self, rule: HttpRouteRule) -> RuleFields | None:
        spec = rule.spec
        if spec.timeouts is None and spec.retry is None and spec.session_persistence is None:
            return None
        retry = route_retry(spec.retry, spec.timeouts) if self._experimental else None
        session = None
        if spec.session_persistence is not None and self._experimental:
            from kgwctl.envoy.route_filters.session_persistence import session_persistence

            session = session_persistence(spec.session_persistence)
        timeout = route_timeout(spec.timeouts, retries=retry is not None)
        return RuleFields(timeout=timeout, retry=retry, session=session)


def _attached(compiled: Iterable[RouteFilter | None], level: int, priority: str) -> Gathered:
    attached = tuple(
        Attached(kind=BUILTIN, ir=one, level=level, inherited_priority=priority) for one in compiled if one is not None
    )
    return {BUILTIN: attached} if attached else {}


class BuiltinPass(Pass):
    """Applies filters and fields, and remembers which chains need an HTTP filter for them."""

    def __init__(self) -> None:
        self._needed: dict[str, dict[str, StagedFilter]] = {}

    def apply_route(self, ir: RouteFilter, route: Route, ctx: RouteContext) -> str | None:
        """Apply one filter, or the fields of a rule."""
        self._need(ctx.placement, ir.apply(route, strategy_between_levels(ctx.inherited_priority), ctx))
        return None

    def apply_route_backend(self, ir: RouteFilter, ctx: RouteBackendContext) -> str | None:
        """Apply one filter of a backendRef; other kinds of filter mean nothing there."""
        if isinstance(ir, BackendFilter):
            self._need(ctx.placement, ir.apply_to_backend(ctx))
        return None

    def http_filters(self, placement: Placement) -> Sequence[StagedFilter] | None:
        """What the routes of the chain asked for."""
        return tuple(self._needed.get(placement.chain, {}).values())

    def _need(self, placement: Placement, staged: StagedFilter | None) -> None:
        if staged is not None:
            self._needed.setdefault(placement.chain, {})[staged.filter.name] = staged


class BuiltinKind(PolicyKind):
    """What Gateway API routes configure by themselves."""

    group_kind = BUILTIN

    def new_pass(self, env: CompileEnv) -> Pass:
        """A pass that has seen nothing yet."""
        return BuiltinPass()


KIND = BuiltinKind()
