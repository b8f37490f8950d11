"""``spec.extProc``: a service outside may change requests and responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.extensions.ext_proc import processing_mode
from kgwctl.envoy.extensions.lookup import Extension, ExtensionError, Reference, extension
from kgwctl.envoy.features.contract import dormant_filter
from kgwctl.envoy.features.providers import ProvidersFeature, Use, Uses
from kgwctl.envoy.messages.filters.ext_proc import ExtProcOverrides, ExtProcPerRoute
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policies.contract import Compiled
from kgwctl.envoy.policies.filter_stages import AFTER, Stage

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policies.contract import CompileEnv
    from kgwctl.envoy.policies.filter_stages import StagedFilter
    from kgwctl.objects.resource import Resource


class ExtProcFeature(ProvidersFeature):
    """External processing."""

    name = "extProc"
    fields = ("extProc",)
    kind = "ext_proc"

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The service, and what it sees of requests here."""
        spec = policy.object.spec.ext_proc
        if spec is None:
            return None
        if spec.disable is not None:
            return Compiled(Uses(disabled=True))
        ref = spec.extension_ref
        if ref is None:
            return Compiled(None, ("extproc: extensionRef is required if disable is not set",))
        try:
            service = extension(env, Reference(ref.namespace or policy.namespace, ref.name), "ExtProc", "extproc")
        except ExtensionError as error:
            return Compiled(None, (str(error),), (error.problem(("spec", "extProc", "extensionRef")),))
        overrides = ExtProcOverrides(processing_mode=processing_mode(spec.processing_mode))
        return Compiled(Uses((Use(service, pack(ExtProcPerRoute(overrides=overrides))),)))

    def filter(self, name: str, service: Extension) -> StagedFilter:
        """Behind authorization."""
        return dormant_filter(name, service.config, Stage.AUTH_Z, AFTER, weight=service.weight)


FEATURE = ExtProcFeature()
