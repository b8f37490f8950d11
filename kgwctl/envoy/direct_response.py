"""The DirectResponse kind: an ExtensionRef filter that answers instead of a backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import DIRECT_RESPONSE
from kgwctl.envoy.messages.generated.core import DataSource
from kgwctl.envoy.messages.generated.route import DirectResponseAction
from kgwctl.envoy.policy_engine.contract import Compiled, CompileEnv, Pass, PolicyKind
from kgwctl.envoy.routes.actions import replace_with_direct_response

if TYPE_CHECKING:
    from kgwctl.api.kgateway.direct_response import DirectResponse
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import RouteBackendContext, RouteContext
    from kgwctl.objects.resource import Resource

#: Upstream names the action after it has replaced it, so the type is always this one.
_CONFLICT = "DirectResponse cannot be applied to route with existing action: *routev3.Route_DirectResponse"


class DirectResponsePass(Pass):
    """Puts direct responses on routes that do nothing else."""

    def apply_route(self, ir: DirectResponseAction, route: Route, ctx: RouteContext) -> str | None:
        """Answer directly; an error where the route already has an action."""
        if route.route is not None or route.redirect is not None or route.direct_response is not None:
            return _CONFLICT
        replace_with_direct_response(route, ir)
        return None

    def apply_route_backend(self, ir: DirectResponseAction, ctx: RouteBackendContext) -> str | None:
        """A backend cannot answer by itself."""
        return "policy is not attachable to this object"


class DirectResponseKind(PolicyKind):
    """``DirectResponse.gateway.kgateway.dev``."""

    group_kind = DIRECT_RESPONSE

    def compile(self, policy: Resource[DirectResponse], env: CompileEnv) -> Compiled:
        """The action itself."""
        spec = policy.object.spec
        body = None if spec.body is None else DataSource(inline_string=spec.body)
        return Compiled(DirectResponseAction(status=spec.status, body=body))

    def new_pass(self, env: CompileEnv) -> Pass:
        """A pass without state."""
        return DirectResponsePass()


KIND: PolicyKind = DirectResponseKind()
