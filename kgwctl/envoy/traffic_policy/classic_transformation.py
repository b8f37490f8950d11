"""``spec.transformation`` with ``KGW_USE_RUST_FORMATIONS=false``: the classic C++ filter, templates in Inja."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.messages.transformation import (
    FilterTransformations,
    InjaTemplate,
    Passthrough,
    RouteTransformations,
    Transformation,
    TransformationTemplate,
)
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import BEFORE, Stage, dormant_filter
from kgwctl.envoy.traffic_policy.contract import Feature, Scope, merge_setting

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.api.kgateway.traffic_policy.transformation import Transform
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.envoy.policy_engine.merging import MergeOrigins, MergeSource, Strategy
    from kgwctl.objects.resource import Resource

FILTER = "transformation"

_RouteTransformation = RouteTransformations.RouteTransformation
#: The transformations of a policy, in order. Empty is not unset: it overrides.
ClassicTransformations = tuple[_RouteTransformation, ...]


class ClassicTransformationFeature(Feature[ClassicTransformations]):
    """Transformations by the classic filter."""

    name = "classicTransformation"
    fields = ("transformation",)
    origin = "transformation"

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """One route transformation with the two directions, if either does anything."""
        spec = policy.object.spec.transformation
        if spec is None or env.settings.use_rust_formations:
            return None
        request, response = _template(spec.request), _template(spec.response)
        if request is None and response is None:
            return Compiled(())
        match = _RouteTransformation.RequestMatch(request_transformation=request, response_transformation=response)
        return Compiled((_RouteTransformation(request_match=match),))

    def same_level_strategy(self, strategy: Strategy, env: CompileEnv) -> Strategy:
        """``KGW_POLICY_MERGE`` may ask for a deep merge."""
        return merge_setting(strategy, env, "transformation")

    def merge(
        self,
        p1: ClassicTransformations | None,
        p2: ClassicTransformations,
        strategy: Strategy,
        source: MergeSource,
        origins: MergeOrigins,
    ) -> ClassicTransformations | None:
        """Deep: both lists, the preferred policy's first."""
        if not strategy.deep:
            return super().merge(p1, p2, strategy, source, origins)
        source.extend(origins, self.origin)
        return p2 + (p1 or ()) if strategy is strategy.OVERRIDABLE_DEEP else (p1 or ()) + p2

    def configure(self, ir: ClassicTransformations, scope: Scope) -> None:
        """The transformations on the scope, the filter in the chain."""
        scope.typed_per_filter_config[FILTER] = pack(RouteTransformations(transformations=list(ir)))
        scope.require(dormant_filter(FILTER, FilterTransformations(), Stage.ACCEPTED, BEFORE))


def _template(part: Transform | None) -> Transformation | None:
    """One direction, ``None`` if it changes nothing."""
    if part is None:
        return None
    template = TransformationTemplate(parse_body_behavior="DontParse")
    for header in part.set or ():
        template.headers[header.name] = InjaTemplate(text=header.value or "")
    for header in part.add or ():
        template.headers_to_append.append(
            TransformationTemplate.HeaderToAppend(key=header.name, value=InjaTemplate(text=header.value or ""))
        )
    template.headers_to_remove.extend(part.remove or ())
    changes = bool(part.set or part.add or part.remove)
    if part.body is None:
        template.passthrough = Passthrough()
    else:
        if part.body.parse_as == "AsJson":
            template.parse_body_behavior = "ParseAsJson"
        if part.body.value is not None:
            template.body = InjaTemplate(text=part.body.value)
            changes = True
    return Transformation(transformation_template=template) if changes else None


FEATURE = ClassicTransformationFeature()
