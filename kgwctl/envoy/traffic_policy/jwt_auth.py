"""``spec.jwtAuth``: requests need a JSON web token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy.gateway_extensions.composite import switch_off_filter, switch_off_name
from kgwctl.envoy.gateway_extensions.lookup import Extension, ExtensionError, Reference, extension
from kgwctl.envoy.messages.generated.filters.jwt_authn import PerRouteConfig
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.traffic_policy.contract import Feature, Scope, enabled

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

_REFERENCE = ("spec", "jwtAuth", "extensionRef")


class JwtRequirement(msgspec.Struct, frozen=True):
    """``providers`` is ``None`` where the policy disables what a wider one set."""

    providers: Extension | None
    per_route: PerRouteConfig | None = None


class JwtAuthFeature(Feature[JwtRequirement]):
    """Tokens of the providers of one GatewayExtension."""

    name = "jwt"
    fields = ("jwtAuth",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The extension, and which of its requirements holds.

        The requirement is called after the policy's namespace, but exists under that of the extension: across
        namespaces upstream, too, asks for one that does not exist.
        """
        spec = policy.object.spec.jwt_auth
        if spec is None:
            return None
        if spec.disable is not None:
            return Compiled(JwtRequirement(None))
        ref = spec.extension_ref
        if ref is None:
            return Compiled(None, ("jwt: extensionRef is required if disable is not set",))
        try:
            providers = extension(env, Reference(ref.namespace or policy.namespace, ref.name), "JWT", "jwt")
        except ExtensionError as error:
            return Compiled(None, (str(error),), (error.problem(_REFERENCE),))
        per_route = PerRouteConfig(requirement_name=f"{ref.name}_{policy.namespace}_requirements")
        return Compiled(JwtRequirement(providers, pack(per_route)))

    def configure(self, ir: JwtRequirement, scope: Scope) -> None:
        """The requirement on the scope; in the chain the providers, and a filter that can switch them off."""
        if ir.providers is None or ir.per_route is None:
            scope.typed_per_filter_config[switch_off_name("jwt")] = enabled()
            return
        name = f"jwt/{ir.providers.name}"
        scope.typed_per_filter_config[name] = ir.per_route
        scope.require(switch_off_filter("jwt"))
        scope.require(dormant_filter(name, ir.providers.config, Stage.AUTH_N))


FEATURE = JwtAuthFeature()
