"""kgateway.listener_policy.tracing"""

from typing import Annotated, Literal

from kgwctl.api.kgateway.shared import CommonGrpcService
from kgwctl.api.markers import Maximum, MaxProperties, Minimum, MinProperties, constraints
from kgwctl.api.meta import Int32, Spec

MetadataKind = Literal["Request", "Route", "Cluster", "Host"]


class EnvironmentResourceDetectorConfig(Spec):
    """EnvironmentResourceDetectorConfig."""


@constraints(MinProperties(1), MaxProperties(1))
class ResourceDetector(Spec):
    """ResourceDetector."""

    environment_resource_detector: EnvironmentResourceDetectorConfig | None = None


class AlwaysOnConfig(Spec):
    """AlwaysOnConfig."""


@constraints(MinProperties(1), MaxProperties(1))
class Sampler(Spec):
    """Sampler."""

    always_on_config: AlwaysOnConfig | None = None


class OpenTelemetryTracingConfig(Spec):
    """OpenTelemetryTracingConfig."""

    grpc_service: CommonGrpcService
    service_name: str | None = None
    resource_detectors: tuple[ResourceDetector, ...] | None = None
    sampler: Sampler | None = None


@constraints(MinProperties(1), MaxProperties(1))
class TracingProvider(Spec):
    """TracingProvider."""

    open_telemetry: OpenTelemetryTracingConfig | None = None


class CustomAttributeLiteral(Spec):
    """CustomAttributeLiteral."""

    value: str


class CustomAttributeEnvironment(Spec):
    """CustomAttributeEnvironment."""

    name: str
    default_value: str | None = None


class CustomAttributeHeader(Spec):
    """CustomAttributeHeader."""

    name: str
    default_value: str | None = None


class MetadataPathSegment(Spec):
    """MetadataPathSegment."""

    key: str


class MetadataKey(Spec):
    """MetadataKey."""

    key: str
    path: tuple[MetadataPathSegment, ...]


class CustomAttributeMetadata(Spec):
    """CustomAttributeMetadata."""

    kind: MetadataKind
    metadata_key: MetadataKey
    default_value: str | None = None


@constraints(MinProperties(1), MaxProperties(2))
class CustomAttribute(Spec):
    """CustomAttribute."""

    name: str
    literal: CustomAttributeLiteral | None = None
    environment: CustomAttributeEnvironment | None = None
    request_header: CustomAttributeHeader | None = None
    metadata: CustomAttributeMetadata | None = None


class Tracing(Spec):
    """Tracing."""

    provider: TracingProvider
    client_sampling: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    random_sampling: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    overall_sampling: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    verbose: bool | None = None
    max_path_tag_length: Annotated[Int32 | None, Minimum(1)] = None
    attributes: tuple[CustomAttribute, ...] | None = None
    spawn_upstream_span: bool | None = None
