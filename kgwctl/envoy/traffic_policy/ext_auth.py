"""``spec.extAuth``: a service outside decides whether a request may pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.gateway_extensions.ext_auth import buffer_rules, buffer_settings
from kgwctl.envoy.gateway_extensions.field_rules import inside, problem_of
from kgwctl.envoy.messages.generated.filters.ext_authz import CheckSettings, ExtAuthzPerRoute
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.traffic_policy.providers import ProvidersFeature, Uses

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.auth import ExtAuthPolicy
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicySpec
    from kgwctl.envoy.gateway_extensions.lookup import Extension
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.contract import Problem
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter

_FIELD = ("spec", "extAuth")


class ExtAuthFeature(ProvidersFeature):
    """External authorization, by gRPC or HTTP."""

    name = "extAuth"
    fields = ("extAuth",)
    kind = "ext_auth"
    type = "ExtAuth"

    def said(self, spec: TrafficPolicySpec) -> ExtAuthPolicy | None:
        """``spec.extAuth``."""
        return spec.ext_auth

    def per_route(self, said: ExtAuthPolicy) -> Message | None:
        """What the service is sent from here."""
        settings = CheckSettings(context_extensions=said.context_extensions or {})
        if said.with_request_body is not None:
            settings.with_request_body = buffer_settings(said.with_request_body)
        elif not said.context_extensions:
            return None
        return pack(ExtAuthzPerRoute(check_settings=settings))

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


FEATURE = ExtAuthFeature()
