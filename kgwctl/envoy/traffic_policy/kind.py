"""The TrafficPolicy kind: a bundle of features, compiled, merged and applied field by field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import TRAFFIC_POLICY
from kgwctl.envoy.policy_engine.contract import (
    Attached,
    Compiled,
    CompileEnv,
    ExtraResources,
    Pass,
    PolicyKind,
    Problem,
)
from kgwctl.envoy.policy_engine.merging import MergeOrigins, MergeSource, Strategy, merge_attached
from kgwctl.envoy.traffic_policy.contract import Scope
from kgwctl.envoy.traffic_policy.registry import VALIDATION_ORDER, feature, features_of
from kgwctl.resolve.annotations import POLICY_WEIGHT, weight_problem
from kgwctl.scalars.duration import DurationError
from kgwctl.scalars.quantity import QuantityError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgwctl.envoy.messages.generated.route import Route, RouteConfiguration, VirtualHost
    from kgwctl.envoy.messages.generated.tls import Secret
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.contract import ConfigContext, Placement, RouteBackendContext, RouteContext
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.envoy.strict import PartialBootstrap
    from kgwctl.objects.resource import Resource

#: Compiled forms by feature name. Changed only where upstream changes them, too: see :meth:`CompileEnv.write_back`.
FeatureForms = dict[str, Any]


class TrafficPolicyKind(PolicyKind):
    """``TrafficPolicy.gateway.kgateway.dev``."""

    group_kind = TRAFFIC_POLICY
    merges = True

    def compile(self, policy: Resource[Any], env: CompileEnv) -> Compiled:
        """Compile every feature; then check the forms against Envoy's field rules."""
        return _compile(policy, env)

    def problems(self, policy: Resource[Any], env: CompileEnv) -> tuple[Problem, ...]:
        """Each error at its feature's field."""
        return _compile(policy, env).problems

    def merge(self, attached: Sequence[Attached], env: CompileEnv) -> Attached:
        """Merge feature by feature."""
        return merge_attached(attached, dict, partial(_merge_into, env))

    def new_pass(self, env: CompileEnv) -> Pass:
        """A pass that remembers which filters each chain needs."""
        return TrafficPolicyPass()


class TrafficPolicyPass(Pass):
    """Applies merged features and collects the filters that each chain needs for them."""

    def __init__(self) -> None:
        self._chain_filters: dict[tuple[int, str], dict[str, StagedFilter]] = {}
        self._secrets: dict[str, Secret] = {}

    def apply_route(self, ir: FeatureForms, route: Route, ctx: RouteContext) -> str | None:
        """Fields of the route action, then filters."""
        # Redirects and direct responses have no action to change; upstream would crash on some of these.
        if route.route is not None:
            for name, form in ir.items():
                feature(name).apply_route(form, route)
        self._configure(ir, ctx)
        return None

    def apply_route_backend(self, ir: FeatureForms, ctx: RouteBackendContext) -> str | None:
        """Filters, for one backend of a route."""
        self._configure(ir, ctx)
        return None

    def apply_virtual_host(self, ir: FeatureForms, virtual_host: VirtualHost, ctx: ConfigContext) -> None:
        """Fields of the virtual host, then filters."""
        for name, form in ir.items():
            feature(name).apply_virtual_host(form, virtual_host)
        self._configure(ir, ctx)

    def apply_route_config(self, ir: FeatureForms, config: RouteConfiguration, ctx: ConfigContext) -> None:
        """Filters, for everything in the chain."""
        self._configure(ir, ctx)

    def http_filters(self, placement: Placement) -> Sequence[StagedFilter] | None:
        """What the scopes of this chain asked for."""
        return tuple(self._filters_of(placement).values())

    def resources(self) -> ExtraResources | None:
        """Secrets that the scopes of all chains asked for."""
        return ExtraResources(secrets=tuple(self._secrets.values()))

    def _configure(self, forms: Mapping[str, Any], ctx: ConfigContext) -> None:
        config: dict[str, Message] = ctx.typed_per_filter_config
        scope = Scope(config, self._filters_of(ctx.placement), self._secrets)
        for name, form in forms.items():
            feature(name).configure(form, scope)

    def _filters_of(self, placement: Placement) -> dict[str, StagedFilter]:
        return self._chain_filters.setdefault((placement.listener_port, placement.chain), {})


def _compile(policy: Resource[Any], env: CompileEnv) -> Compiled:
    forms: FeatureForms = {}
    errors: list[str] = []
    problems: list[Problem] = []
    for used in features_of(policy.object.spec):
        try:
            compiled = used.compile(policy, env)
        except (DurationError, QuantityError) as error:
            # An API server refuses such text, so the controller has no words for it.
            compiled = Compiled(None, (f"{used.name}: {error}",))
        if compiled is None:
            continue
        errors += compiled.errors
        problems += compiled.problems or (Problem(used.path, error) for error in compiled.errors)
        if compiled.ir is not None:
            forms[used.name] = compiled.ir
            if used.merges_in_place:
                env.own(forms, used.name)
    further = [_first_violation(forms) or _refusal(forms, env)]
    problem = weight_problem(policy.annotations, POLICY_WEIGHT)
    if problem:
        further.append(Problem(("metadata", "annotations", POLICY_WEIGHT), problem))
    for one in filter(None, further):
        errors.append(one.text)
        problems.append(one)
    return Compiled(forms, tuple(errors), tuple(problems))


def _first_violation(forms: FeatureForms) -> Problem | None:
    problems = (feature(name).problem(forms[name]) for name in VALIDATION_ORDER if name in forms)
    return next(filter(None, problems), None)


def _refusal(forms: FeatureForms, env: CompileEnv) -> Problem | None:
    """What Envoy says of a virtual host and a chain that have nothing but what the policy puts there."""
    if env.strict is None:
        return None
    refusal = env.strict.refusal(_alone(forms))
    if not refusal:
        return None
    # The controller does not know which field it is; each by itself tells.
    blamed = [feature(name) for name, form in forms.items() if env.strict.refusal(_alone({name: form}))]
    return Problem(blamed[0].path if blamed else ("spec",), refusal)


def _alone(forms: FeatureForms) -> PartialBootstrap:
    from kgwctl.envoy.strict import PartialBootstrap

    filters: dict[str, StagedFilter] = {}
    scope = Scope({}, filters, {})
    for name, form in forms.items():
        feature(name).configure(form, scope)
    return PartialBootstrap(
        filter_configs=scope.typed_per_filter_config, http_filters=tuple(one.filter for one in filters.values())
    )


def _merge_into(
    env: CompileEnv,
    p1: FeatureForms,
    p2: FeatureForms,
    strategy: Strategy,
    source: MergeSource,
    origins: MergeOrigins,
    *,
    same_level: bool,
) -> FeatureForms:
    merged = dict(p1)
    for name, form in p2.items():
        own = feature(name)
        chosen = own.same_level_strategy(strategy, env) if same_level else strategy
        before = p1.get(name)
        merged[name] = own.merge(before, form, chosen, source, origins)
        if own.merges_in_place and chosen.deep and before is not None:
            env.write_back(before, merged[name])
    return merged


KIND = TrafficPolicyKind()
