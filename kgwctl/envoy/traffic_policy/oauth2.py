"""``spec.oauth2``: requests need a login at an OAuth2 or OpenID provider."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy.gateway_extensions.lookup import Extension, ExtensionError, Reference, extension
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import BEFORE, Stage, dormant_filter
from kgwctl.envoy.policy_engine.violations import embedded, violation
from kgwctl.envoy.traffic_policy.contract import Feature, Scope, enabled

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.gateway_extensions.oauth2 import Login
    from kgwctl.envoy.messages.generated.filters.oauth2 import OAuth2Credentials
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

_REFERENCE = ("spec", "oauth2", "extensionRef")
_HEADER_NAME = "^:?[0-9a-zA-Z!#$%&'*+-.^_|~`]+$"
_IS_HEADER_NAME = re.compile(_HEADER_NAME.removesuffix("$") + r"\Z")


class Protection(msgspec.Struct, frozen=True):
    """The provider, and the filter that sends users there."""

    provider: Extension
    login: Login


class OAuth2Feature(Feature[Protection]):
    """A login at the provider of one GatewayExtension. It cannot be disabled again."""

    name = "oauth2"
    fields = ("oauth2",)
    origin = "oidc"

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The extension."""
        spec = policy.object.spec.oauth2
        if spec is None:
            return None
        reference = Reference(spec.extension_ref.namespace or policy.namespace, spec.extension_ref.name)
        try:
            # Upstream, too, speaks of extauth here.
            provider = extension(env, reference, "OAuth2", "extauth")
        except ExtensionError as error:
            return Compiled(None, (str(error),), (error.problem(_REFERENCE),))
        return Compiled(Protection(provider, provider.config))

    def validate(self, ir: Protection) -> str | None:
        """Cookies must be called like headers."""
        config = ir.login.filter.config
        names = config.credentials.cookie_names if config and config.credentials else None
        cause = _names_violation(names) if names is not None else None
        cause = embedded("OAuth2Credentials", "CookieNames", cause)
        return embedded("OAuth2", "Config", embedded("OAuth2Config", "Credentials", cause))

    def configure(self, ir: Protection, scope: Scope) -> None:
        """Nothing but a switch on the scope; the filter in the chain, the secrets beside it."""
        name = f"envoy.filters.http.oauth2/{ir.provider.name}"
        scope.typed_per_filter_config[name] = enabled()
        # Before tokens are checked: the login may have brought one.
        scope.require(dormant_filter(name, ir.login.filter, Stage.AUTH_N, BEFORE, weight=ir.provider.weight))
        for secret in ir.login.secrets:
            scope.secrets[secret.name] = secret


def _names_violation(names: OAuth2Credentials.CookieNames) -> str | None:
    given = (("BearerToken", names.bearer_token), ("IdToken", names.id_token))
    why = f'value does not match regex pattern "{_HEADER_NAME}"'
    broken = [
        violation("OAuth2Credentials_CookieNames", field, why)
        for field, name in given
        if name and not _IS_HEADER_NAME.match(name)
    ]
    return "; ".join(broken) or None


FEATURE = OAuth2Feature()
