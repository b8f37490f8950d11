"""``spec.rbac``: CEL expressions over the request that let it pass or turn it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.cel_expressions.errors import ExpressionError
from kgwctl.envoy.cel_expressions.parser import parse
from kgwctl.envoy.messages.generated.filters.rbac import RBAC, RBACPerRoute
from kgwctl.envoy.messages.generated.rbac import Action
from kgwctl.envoy.messages.generated.xds import (
    CelExpression,
    CelMatcher,
    HttpAttributesCelMatchInput,
    Matcher,
    TypedExtensionConfig,
)
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled, Problem
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.traffic_policy.contract import Feature, Scope

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "envoy.filters.http.rbac"
_Predicate = Matcher.MatcherList.Predicate


class RbacFeature(Feature[RBACPerRoute]):
    """Authorization by CEL. What no expression matches is turned away, whatever the action."""

    name = "rbac"
    fields = ("rbac",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The matcher; nothing where an expression cannot be parsed."""
        spec = policy.object.spec.rbac
        if spec is None:
            return None
        predicates = []
        for index, expression in enumerate(spec.policy.match_expressions):
            try:
                predicates.append(_predicate(expression))
            except ExpressionError as error:
                return _refused(index, error)
        return Compiled(pack(RBACPerRoute(rbac=_rbac(predicates, deny=spec.action == "Deny"))))

    def configure(self, ir: RBACPerRoute, scope: Scope) -> None:
        """The matcher on the scope; in the chain a filter without rules, which lets everything pass."""
        scope.typed_per_filter_config[FILTER] = ir
        scope.require(dormant_filter(FILTER, RBAC(), Stage.AUTH_Z, disabled=False))


def _refused(index: int, error: ExpressionError) -> Compiled:
    """The first expression that cannot be parsed. Upstream compiles the field twice, and says everything twice."""
    text = f"RBAC policy encountered CEL matcher errors: [failed to parse CEL expression: {error}]"
    path = ("spec", "rbac", "policy", "matchExpressions", index)
    return Compiled(None, (text, text), (Problem(path, f"failed to parse CEL expression: {error.summary}"),))


def _rbac(predicates: list[Matcher.MatcherList.Predicate], *, deny: bool) -> RBAC:
    any_of = predicates[0]
    if len(predicates) > 1:
        any_of = _Predicate(or_matcher=_Predicate.PredicateList(predicate=predicates))
    matched = _decision("envoy.filters.rbac.action", deny=deny)
    field_matcher = Matcher.MatcherList.FieldMatcher(predicate=any_of, on_match=matched)
    matcher_list = Matcher.MatcherList(matchers=[field_matcher])
    return RBAC(matcher=Matcher(matcher_list=matcher_list, on_no_match=_decision("action", deny=True)))


def _predicate(expression: str) -> Matcher.MatcherList.Predicate:
    """Raises :class:`ExpressionError`."""
    matcher = CelMatcher(expr_match=CelExpression(cel_expr_parsed=parse(expression)))
    single = _Predicate.SinglePredicate(
        input=_extension("envoy.matching.inputs.cel_data_input", pack(HttpAttributesCelMatchInput())),
        custom_match=_extension("envoy.matching.matchers.cel_matcher", pack(matcher)),
    )
    return _Predicate(single_predicate=single)


def _decision(name: str, *, deny: bool) -> Matcher.OnMatch:
    action = Action(name="deny-request", action="DENY") if deny else Action(name="allow-request")
    return Matcher.OnMatch(action=_extension(name, pack(action)))


def _extension(name: str, config: HttpAttributesCelMatchInput | CelMatcher | Action) -> TypedExtensionConfig:
    return TypedExtensionConfig(name=name, typed_config=config)


FEATURE = RbacFeature()
