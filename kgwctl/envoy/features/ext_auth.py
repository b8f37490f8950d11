"""``spec.extAuth``: a service outside decides whether a request may pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.extensions.ext_auth import buffer_rules, buffer_settings
from kgwctl.envoy.extensions.field_rules import inside, problem_of
from kgwctl.envoy.extensions.lookup import Extension, ExtensionError, Reference, extension
from kgwctl.envoy.features.contract import dormant_filter
from kgwctl.envoy.features.providers import ProvidersFeature, Use, Uses
from kgwctl.envoy.messages.filters.ext_authz import CheckSettings, ExtAuthzPerRoute
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policies.contract import Compiled
from kgwctl.envoy.policies.filter_stages import Stage

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.auth import ExtAuthPolicy
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policies.contract import CompileEnv, Problem
    from kgwctl.envoy.policies.filter_stages import StagedFilter
    from kgwctl.objects.resource import Resource

_FIELD = ("spec", "extAuth")


class ExtAuthFeature(ProvidersFeature):
    """External authorization, by gRPC or HTTP."""

    name = "extAuth"
    fields = ("extAuth",)
    kind = "ext_auth"

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The service, and what it is sent from here."""
        spec = policy.object.spec.ext_auth
        if spec is None:
            return None
        if spec.disable is not None:
            return Compiled(Uses(disabled=True))
        ref = spec.extension_ref
        if ref is None:
            return Compiled(None, ("extauth: extensionRef is required if disable is not set",))
        try:
            service = extension(env, Reference(ref.namespace or policy.namespace, ref.name), "ExtAuth", "extauth")
        except ExtensionError as error:
            return Compiled(None, (str(error),), (error.problem((*_FIELD, "extensionRef")),))
        return Compiled(Uses((Use(service, _per_route(spec)),)))

    def problem(self, ir: Uses) -> Problem | None:
        """The field rules of what is said here, then those of the service."""
        for use in ir.services:
            settings = use.per_route.check_settings if isinstance(use.per_route, ExtAuthzPerRoute) else None
            if settings is not None:
                buffer = buffer_rules("CheckSettings", settings.with_request_body)
                broken = problem_of(inside("ExtAuthzPerRoute", "CheckSettings", buffer), None, *_FIELD)
                if broken is not None:
                    return broken
            if use.service.broken is not None:
                return use.service.broken
        return None

    def filter(self, name: str, service: Extension) -> StagedFilter:
        """Where users are authenticated, although Envoy calls this authorization."""
        return dormant_filter(name, service.config, Stage.AUTH_N, weight=service.weight)


def _per_route(spec: ExtAuthPolicy) -> ExtAuthzPerRoute | None:
    settings = CheckSettings(context_extensions=spec.context_extensions or {})
    if spec.with_request_body is not None:
        settings.with_request_body = buffer_settings(spec.with_request_body)
    elif not spec.context_extensions:
        return None
    return pack(ExtAuthzPerRoute(check_settings=settings))


FEATURE = ExtAuthFeature()
