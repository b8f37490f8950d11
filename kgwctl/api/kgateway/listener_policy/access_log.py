"""Access logs: where they go and which requests they tell of."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import exactly_one_of
from kgwctl.api.kgateway.shared import CommonAccessLogGrpcService, HTTPHeaderMatch
from kgwctl.api.markers import AllOf, Maximum, MaxProperties, Minimum, MinItems, MinProperties, constraints
from kgwctl.api.meta import Int32, JSONObject, Spec

#: Equal, greater or equal, or less or equal.
ComparisonOp = Literal["EQ", "GE", "LE"]
#: Name of a gRPC status.
GrpcStatus = Literal[
    "OK",
    "CANCELED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
]


@constraints(exactly_one_of("stringFormat", "jsonFormat"))
class FileSink(Spec):
    """A log written to a file."""

    path: str
    """The file; ``/dev/stdout`` for the container's log."""
    string_format: str | None = None
    """A line in Envoy's format strings."""
    json_format: JSONObject | None = None
    """A JSON object whose values are Envoy's format strings."""


class AccessLogGrpcService(CommonAccessLogGrpcService):
    """A log sent to Envoy's access log service."""

    additional_request_headers_to_log: tuple[str, ...] | None = None
    """Request headers to send along."""
    additional_response_headers_to_log: tuple[str, ...] | None = None
    """Response headers to send along."""
    additional_response_trailers_to_log: tuple[str, ...] | None = None
    """Response trailers to send along."""


@constraints(MinProperties(1), MaxProperties(1))
class AnyValue(Spec):
    """A value of an OpenTelemetry attribute."""

    string_value: str | None = None
    """Text, in Envoy's format strings."""
    array_value: tuple[JSONObject, ...] | None = None
    """A list of values."""
    kv_list_value: JSONObject | None = None
    """A map of values."""


class KeyAnyValue(Spec):
    """An OpenTelemetry attribute."""

    key: str
    """Its name."""
    value: AnyValue
    """Its value."""


class KeyAnyValueList(Spec):
    """OpenTelemetry attributes."""

    values: tuple[KeyAnyValue, ...] | None = None
    """The attributes."""


class OpenTelemetryAccessLogService(Spec):
    """A log sent to an OpenTelemetry collector."""

    grpc_service: CommonAccessLogGrpcService
    """The collector."""
    body: str | None = None
    """The record's text, in Envoy's format strings."""
    disable_builtin_labels: bool | None = None
    """Leave out the resource attributes that Envoy adds."""
    attributes: KeyAnyValueList | None = None
    """Attributes of each record."""
    resource_attributes: KeyAnyValueList | None = None
    """Attributes of the resource, the same for all records."""


class ComparisonFilter(Spec):
    """A comparison with a number."""

    op: ComparisonOp
    """Equal, greater or equal, or less or equal."""
    value: Annotated[Int32, Minimum(0), Maximum(4294967295)]
    """The number."""


class HeaderFilter(Spec):
    """A condition on a request header."""

    header: HTTPHeaderMatch
    """The condition."""


class ResponseFlagFilter(Spec):
    """A condition on Envoy's response flags."""

    flags: Annotated[tuple[str, ...], MinItems(1)]
    """Flags of which one is enough."""


class GrpcStatusFilter(Spec):
    """A condition on the gRPC status."""

    statuses: Annotated[tuple[GrpcStatus, ...] | None, MinItems(1)] = None
    """The statuses."""
    exclude: bool | None = None
    """Log all other statuses instead."""


class CELFilter(Spec):
    """A condition in CEL."""

    match: str
    """The expression, over Envoy's attributes."""


@constraints(MinProperties(1), MaxProperties(1))
class FilterType(Spec):
    """One condition on a request."""

    status_code_filter: ComparisonFilter | None = None
    """On the response's status."""
    duration_filter: ComparisonFilter | None = None
    """On the time taken, in milliseconds."""
    not_health_check_filter: bool | None = None
    """Not a health check."""
    traceable_filter: bool | None = None
    """Traced."""
    header_filter: HeaderFilter | None = None
    """On a request header."""
    response_flag_filter: ResponseFlagFilter | None = None
    """On Envoy's response flags."""
    grpc_status_filter: GrpcStatusFilter | None = None
    """On the gRPC status."""
    cel_filter: CELFilter | None = None
    """In CEL."""


@constraints(AllOf(((MinProperties(1), MaxProperties(1)),) * 2))
class AccessLogFilter(FilterType):
    """Which requests are logged: one condition, or several joined."""

    and_filter: Annotated[tuple[FilterType, ...] | None, MinItems(2)] = None
    """All of these conditions."""
    or_filter: Annotated[tuple[FilterType, ...] | None, MinItems(2)] = None
    """Any of these conditions."""


class AccessLog(Spec):
    """One access log."""

    file_sink: FileSink | None = None
    """Write it to a file."""
    grpc_service: AccessLogGrpcService | None = None
    """Send it to Envoy's access log service."""
    open_telemetry: OpenTelemetryAccessLogService | None = None
    """Send it to an OpenTelemetry collector."""
    filter: AccessLogFilter | None = None
    """Which requests to log; all if absent."""
