"""``spec.extProc``: a service outside may change requests and responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.gateway_extensions.ext_proc import processing_mode
from kgwctl.envoy.messages.generated.filters.ext_proc import ExtProcOverrides, ExtProcPerRoute
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import AFTER, Stage, dormant_filter
from kgwctl.envoy.traffic_policy.providers import ProvidersFeature

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.external_processing import ExtProcPolicy
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicySpec
    from kgwctl.envoy.gateway_extensions.lookup import Extension
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter


class ExtProcFeature(ProvidersFeature):
    """External processing."""

    name = "extProc"
    fields = ("extProc",)
    kind = "ext_proc"
    type = "ExtProc"

    def said(self, spec: TrafficPolicySpec) -> ExtProcPolicy | None:
        """``spec.extProc``."""
        return spec.ext_proc

    def per_route(self, said: ExtProcPolicy) -> Message:
        """What the service sees of requests here."""
        return pack(ExtProcPerRoute(overrides=ExtProcOverrides(processing_mode=processing_mode(said.processing_mode))))

    def filter(self, name: str, service: Extension) -> StagedFilter:
        """Behind authorization."""
        return dormant_filter(name, service.config, Stage.AUTH_Z, AFTER, weight=service.weight)


FEATURE = ExtProcFeature()
