"""Traces: where they go, how often, and with what attributes."""

from typing import Annotated, Literal

from kgwctl.api.kgateway.shared import CommonGrpcService
from kgwctl.api.markers import Maximum, MaxProperties, Minimum, MinProperties, constraints
from kgwctl.api.meta import Int32, Spec

#: Whose metadata is meant.
MetadataKind = Literal["Request", "Route", "Cluster", "Host"]


class EnvironmentResourceDetectorConfig(Spec):
    """Resource attributes from the variable ``OTEL_RESOURCE_ATTRIBUTES``."""


@constraints(MinProperties(1), MaxProperties(1))
class ResourceDetector(Spec):
    """A source of resource attributes."""

    environment_resource_detector: EnvironmentResourceDetectorConfig | None = None
    """The proxy's environment."""


class AlwaysOnConfig(Spec):
    """Sample every span."""


@constraints(MinProperties(1), MaxProperties(1))
class Sampler(Spec):
    """Which spans are sampled."""

    always_on_config: AlwaysOnConfig | None = None
    """All of them."""


class OpenTelemetryTracingConfig(Spec):
    """An OpenTelemetry collector."""

    grpc_service: CommonGrpcService
    """The collector."""
    service_name: str | None = None
    """The service's name in traces; made from the Gateway if absent."""
    resource_detectors: tuple[ResourceDetector, ...] | None = None
    """Sources of resource attributes."""
    sampler: Sampler | None = None
    """Which spans are sampled."""


@constraints(MinProperties(1), MaxProperties(1))
class TracingProvider(Spec):
    """Where traces go."""

    open_telemetry: OpenTelemetryTracingConfig | None = None
    """To an OpenTelemetry collector."""


class CustomAttributeLiteral(Spec):
    """A fixed value."""

    value: str
    """The value."""


class CustomAttributeEnvironment(Spec):
    """A value from the proxy's environment."""

    name: str
    """Name of the variable."""
    default_value: str | None = None
    """Value where the variable is missing."""


class CustomAttributeHeader(Spec):
    """A value from a request header."""

    name: str
    """Name of the header."""
    default_value: str | None = None
    """Value where the header is missing."""


class MetadataPathSegment(Spec):
    """One step into metadata."""

    key: str
    """The key to go to."""


class MetadataKey(Spec):
    """A place in metadata."""

    key: str
    """The metadata's namespace."""
    path: tuple[MetadataPathSegment, ...]
    """The steps from there."""


class CustomAttributeMetadata(Spec):
    """A value from metadata."""

    kind: MetadataKind
    """Whose metadata."""
    metadata_key: MetadataKey
    """The place in it."""
    default_value: str | None = None
    """Value where there is nothing at that place."""


@constraints(MinProperties(1), MaxProperties(2))
class CustomAttribute(Spec):
    """An attribute of every span."""

    name: str
    """Its name."""
    literal: CustomAttributeLiteral | None = None
    """A fixed value."""
    environment: CustomAttributeEnvironment | None = None
    """A value from the environment."""
    request_header: CustomAttributeHeader | None = None
    """A value from a request header."""
    metadata: CustomAttributeMetadata | None = None
    """A value from metadata."""


class Tracing(Spec):
    """Where traces go and how many."""

    provider: TracingProvider
    """Where they go."""
    client_sampling: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Share of requests to trace because the client asks for it, in percent."""
    random_sampling: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Share of requests to trace at random, in percent."""
    overall_sampling: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Upper bound on the share of traced requests, in percent."""
    verbose: bool | None = None
    """Record more events in each span."""
    max_path_tag_length: Annotated[Int32 | None, Minimum(1)] = None
    """Characters of the path to record."""
    attributes: tuple[CustomAttribute, ...] | None = None
    """Attributes of every span."""
    spawn_upstream_span: bool | None = None
    """Make a span of its own for each request to a backend."""
