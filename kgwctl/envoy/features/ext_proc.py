"""``spec.extProc``: a service outside may change requests and responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.extensions.ext_proc import processing_mode
from kgwctl.envoy.features.contract import dormant_filter
from kgwctl.envoy.features.providers import ProvidersFeature
from kgwctl.envoy.messages.filters.ext_proc import ExtProcOverrides, ExtProcPerRoute
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policies.filter_stages import AFTER, Stage

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.external_processing import ExtProcPolicy
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicySpec
    from kgwctl.envoy.extensions.lookup import Extension
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policies.filter_stages import StagedFilter


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
