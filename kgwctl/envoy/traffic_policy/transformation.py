"""``spec.transformation``: headers and bodies rewritten by templates.

kgateway 2.2 runs templates in a dynamic module of its own (``rust_module``), which reads the policy
field as JSON, byte for byte as Go prints it. With ``KGW_USE_RUST_FORMATIONS=false`` the classic
transformation filter is configured instead; that is :mod:`.classic_transformation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.envoy.messages.generated.filters.dynamic_modules import (
    DynamicModuleConfig,
    DynamicModuleFilter,
    DynamicModuleFilterPerRoute,
)
from kgwctl.envoy.messages.message import Message, pack
from kgwctl.envoy.messages.well_known import StringValue
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import BEFORE, Stage, dormant_filter
from kgwctl.envoy.traffic_policy.contract import Feature, Scope, merge_setting
from kgwctl.golang.forms import go_json

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.api.kgateway.traffic_policy.transformation import Transform, TransformationPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.envoy.policy_engine.merging import MergeOrigins, MergeSource, Strategy
    from kgwctl.objects.resource import Resource

FILTER = "dynamic_modules/simple_mutations"
_MODULE = "rust_module"
_MODULE_FILTER = "http_simple_mutations"


class Transformation(msgspec.Struct, frozen=True):
    """``document`` is the policy field as plain data, ``None`` if it is there but empty.

    ``config`` is what a route gets.
    """

    document: dict[str, Any] | None
    config: DynamicModuleFilterPerRoute | None


class TransformationFeature(Feature[Transformation]):
    """Transformations by the dynamic module."""

    name = "transformation"
    fields = ("transformation",)
    merges_in_place = True

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The field as the module reads it."""
        spec = policy.object.spec.transformation
        if spec is None or not env.settings.use_rust_formations:
            return None
        document = as_go_struct(spec)
        if not document:
            return Compiled(Transformation(None, None))
        return Compiled(Transformation(document, _per_route(go_json(document))))

    def same_level_strategy(self, strategy: Strategy, env: CompileEnv) -> Strategy:
        """``KGW_POLICY_MERGE`` may ask for a deep merge."""
        return merge_setting(strategy, env, "transformation")

    def merge(
        self,
        p1: Transformation | None,
        p2: Transformation,
        strategy: Strategy,
        source: MergeSource,
        origins: MergeOrigins,
    ) -> Transformation | None:
        """Deep: lists are joined, the other policy's first, and the preferred policy's body stays."""
        if not strategy.deep:
            return super().merge(p1, p2, strategy, source, origins)
        if p2.document is None:
            return p1
        base = (p1.document if p1 else None) or {}
        preferred, other = (p2.document, base) if strategy is strategy.OVERRIDABLE_DEEP else (base, p2.document)
        document = _join(other, preferred)
        source.extend(origins, self.name)
        # Upstream prints the result from a map, so its keys are sorted; a struct's are not.
        return Transformation(document, _per_route(go_json(document, sort_keys=True)))

    def configure(self, ir: Transformation, scope: Scope) -> None:
        """The templates on the scope, the module in the chain."""
        if ir.config is None:
            return
        scope.typed_per_filter_config[FILTER] = ir.config
        chain_config = DynamicModuleFilter(
            dynamic_module_config=DynamicModuleConfig(name=_MODULE),
            filter_name=_MODULE_FILTER,
            filter_config=pack(StringValue(value="{}")),
        )
        scope.require(dormant_filter(FILTER, chain_config, Stage.ACCEPTED, BEFORE))


def as_go_struct(spec: TransformationPolicy) -> dict[str, Any]:
    """The field with the key order of upstream's Go struct, empty parts left out as ``omitempty`` does."""
    parts = (("request", spec.request), ("response", spec.response))
    return {name: _transform(part) for name, part in parts if part is not None}


def _transform(part: Transform) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, headers in (("set", part.set), ("add", part.add)):
        if headers:
            out[name] = [{"name": h.name, **({"value": h.value} if h.value else {})} for h in headers]
    if part.remove:
        out["remove"] = list(part.remove)
    if part.body is not None:
        body: dict[str, str] = {"parseAs": part.body.parse_as} if part.body.parse_as else {}
        if part.body.value is not None:
            body["value"] = part.body.value
        out["body"] = body
    return out


def _join(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Both documents: ``first``'s list entries before ``second``'s, ``second``'s body before ``first``'s."""
    joined = dict(first)
    for direction, theirs in second.items():
        ours = joined.get(direction)
        if ours is None:
            joined[direction] = theirs
            continue
        merged = {**ours, **theirs}
        for action in ("add", "remove", "set"):
            if action in ours and action in theirs:
                merged[action] = ours[action] + theirs[action]
        joined[direction] = merged
    return joined


def _per_route(text: str) -> DynamicModuleFilterPerRoute:
    config: Message = pack(StringValue(value=text))
    return pack(
        DynamicModuleFilterPerRoute(
            dynamic_module_config=DynamicModuleConfig(name=_MODULE),
            per_route_config_name=_MODULE_FILTER,
            filter_config=config,
        )
    )


FEATURE = TransformationFeature()
