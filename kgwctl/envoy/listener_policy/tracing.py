"""``tracing``: spans for an OpenTelemetry collector."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from kgwctl.envoy.listener_policy.contract import HttpSetting
from kgwctl.envoy.listener_policy.grpc_service import grpc_service, reporting_backend
from kgwctl.envoy.messages.generated.core import TypedExtensionConfig
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
from kgwctl.envoy.messages.generated.metadata import MetadataKey, MetadataKind
from kgwctl.envoy.messages.generated.tracing import (
    AlwaysOnSamplerConfig,
    CustomTag,
    EnvironmentResourceDetectorConfig,
    OpenTelemetryConfig,
    Tracing,
)
from kgwctl.envoy.messages.generated.types import Percent
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.names import proxy_service

if TYPE_CHECKING:
    from kgwctl.api.kgateway.listener_policy import tracing as api
    from kgwctl.envoy.policy_engine.contract import Placement
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_PROVIDER = "envoy.tracers.opentelemetry"
_DETECTOR = "envoy.tracers.opentelemetry.resource_detectors.environment"
_SAMPLER = "envoy.tracers.opentelemetry.samplers.always_on"


class Form(NamedTuple):
    """Where traces go, which may still lack what only the Gateway knows; and how many, of what."""

    provider: OpenTelemetryConfig
    tracing: HttpConnectionManager.Tracing


class _Tracing(HttpSetting["api.Tracing", Form]):
    def compile(self, value: api.Tracing, policy: ObjectKey, resolved: Resolved) -> Form | None:
        provider = value.provider.open_telemetry
        if provider is None:
            return None
        backend = reporting_backend(provider.grpc_service, policy, resolved, "provider", "openTelemetry")
        tracing = HttpConnectionManager.Tracing(
            client_sampling=_percent(value.client_sampling),
            random_sampling=_percent(value.random_sampling),
            overall_sampling=_percent(value.overall_sampling),
            verbose=bool(value.verbose),
            max_path_tag_length=value.max_path_tag_length,
            custom_tags=[_tag(one) for one in value.attributes or ()],
            spawn_upstream_span=value.spawn_upstream_span,
        )
        return Form(pack(_provider(provider, backend)), tracing)

    def apply(self, form: Form, manager: HttpConnectionManager, placement: Placement) -> None:
        provider = form.provider
        if not provider.service_name:
            provider = replace(provider, service_name=proxy_service(placement.gateway.key))
        manager.tracing = replace(form.tracing, provider=Tracing.Http(name=_PROVIDER, typed_config=provider))


def _provider(given: api.OpenTelemetryTracingConfig, backend: Backend) -> OpenTelemetryConfig:
    made = OpenTelemetryConfig(
        grpc_service=grpc_service(given.grpc_service, backend),
        service_name=given.service_name or "",
        resource_detectors=[_detector(one) for one in given.resource_detectors or ()],
    )
    if given.sampler is not None and given.sampler.always_on_config is not None:
        made.sampler = TypedExtensionConfig(name=_SAMPLER, typed_config=pack(AlwaysOnSamplerConfig()))
    return made


def _detector(given: api.ResourceDetector) -> TypedExtensionConfig:
    if given.environment_resource_detector is None:
        return TypedExtensionConfig()
    return TypedExtensionConfig(name=_DETECTOR, typed_config=pack(EnvironmentResourceDetectorConfig()))


def _percent(given: int | None) -> Percent | None:
    return None if given is None else Percent(value=given)


def _tag(given: api.CustomAttribute) -> CustomTag:
    """An attribute; one that says no value stays empty, which Envoy refuses."""
    if given.literal is not None:
        return CustomTag(tag=given.name, literal=CustomTag.Literal(value=given.literal.value))
    if given.environment is not None:
        variable, default = given.environment.name, given.environment.default_value or ""
        return CustomTag(tag=given.name, environment=CustomTag.Environment(name=variable, default_value=default))
    if given.request_header is not None:
        header, default = given.request_header.name, given.request_header.default_value or ""
        return CustomTag(tag=given.name, request_header=CustomTag.Header(name=header, default_value=default))
    if given.metadata is not None:
        return CustomTag(tag=given.name, metadata=_metadata(given.metadata))
    return CustomTag()


def _metadata(given: api.CustomAttributeMetadata) -> CustomTag.Metadata:
    path = [MetadataKey.PathSegment(key=one.key) for one in given.metadata_key.path]
    return CustomTag.Metadata(
        kind=_kind(given.kind),
        metadata_key=MetadataKey(key=given.metadata_key.key, path=path),
        default_value=given.default_value or "",
    )


def _kind(given: api.MetadataKind) -> MetadataKind:
    if given == "Request":
        return MetadataKind(request=MetadataKind.Request())
    if given == "Route":
        return MetadataKind(route=MetadataKind.Route())
    if given == "Cluster":
        return MetadataKind(cluster=MetadataKind.Cluster())
    return MetadataKind(host=MetadataKind.Host())


TRACING = _Tracing()
