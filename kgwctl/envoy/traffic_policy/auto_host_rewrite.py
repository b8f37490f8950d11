"""``spec.autoHostRewrite``: the Host header becomes the name of the endpoint that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.traffic_policy.contract import Feature

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource


class AutoHostRewriteFeature(Feature[bool]):
    """The form is the field's value: ``false`` overrides a wider policy's ``true``."""

    name = "autoHostRewrite"
    fields = ("autoHostRewrite",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The switch."""
        value = policy.object.spec.auto_host_rewrite
        return None if value is None else Compiled(value)

    def apply_route(self, ir: bool, route: Route) -> None:
        """Yields to a host rewrite of the HTTPRoute's own."""
        action = route.route
        assert action is not None
        rewrites = (
            action.host_rewrite_literal,
            action.auto_host_rewrite,
            action.host_rewrite_header,
            action.host_rewrite_path_regex,
        )
        if ir and all(rewrite is None for rewrite in rewrites):
            action.auto_host_rewrite = True


FEATURE = AutoHostRewriteFeature()
