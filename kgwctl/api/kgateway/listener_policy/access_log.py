"""kgateway.listener_policy.access_log"""

from typing import Annotated, Literal

from kgwctl.api.kgateway.shared import CommonAccessLogGrpcService, HTTPHeaderMatch
from kgwctl.api.markers import AllOf, Maximum, MaxProperties, Minimum, MinItems, MinProperties, constraints
from kgwctl.api.meta import Int32, JSONObject, Spec
from kgwctl.api.rules import exactly_one_of

ComparisonOp = Literal["EQ", "GE", "LE"]
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
    """FileSink."""

    path: str
    string_format: str | None = None
    json_format: JSONObject | None = None


class AccessLogGrpcService(CommonAccessLogGrpcService):
    """AccessLogGrpcService."""

    additional_request_headers_to_log: tuple[str, ...] | None = None
    additional_response_headers_to_log: tuple[str, ...] | None = None
    additional_response_trailers_to_log: tuple[str, ...] | None = None


@constraints(MinProperties(1), MaxProperties(1))
class AnyValue(Spec):
    """AnyValue."""

    string_value: str | None = None
    array_value: tuple[JSONObject, ...] | None = None
    kv_list_value: JSONObject | None = None


class KeyAnyValue(Spec):
    """KeyAnyValue."""

    key: str
    value: AnyValue


class KeyAnyValueList(Spec):
    """KeyAnyValueList."""

    values: tuple[KeyAnyValue, ...] | None = None


class OpenTelemetryAccessLogService(Spec):
    """OpenTelemetryAccessLogService."""

    grpc_service: CommonAccessLogGrpcService
    body: str | None = None
    disable_builtin_labels: bool | None = None
    attributes: KeyAnyValueList | None = None
    resource_attributes: KeyAnyValueList | None = None


class ComparisonFilter(Spec):
    """ComparisonFilter."""

    op: ComparisonOp
    value: Annotated[Int32, Minimum(0), Maximum(4294967295)]


class HeaderFilter(Spec):
    """HeaderFilter."""

    header: HTTPHeaderMatch


class ResponseFlagFilter(Spec):
    """ResponseFlagFilter."""

    flags: Annotated[tuple[str, ...], MinItems(1)]


class GrpcStatusFilter(Spec):
    """GrpcStatusFilter."""

    statuses: Annotated[tuple[GrpcStatus, ...] | None, MinItems(1)] = None
    exclude: bool | None = None


class CELFilter(Spec):
    """CELFilter."""

    match: str


@constraints(MinProperties(1), MaxProperties(1))
class FilterType(Spec):
    """FilterType."""

    status_code_filter: ComparisonFilter | None = None
    duration_filter: ComparisonFilter | None = None
    not_health_check_filter: bool | None = None
    traceable_filter: bool | None = None
    header_filter: HeaderFilter | None = None
    response_flag_filter: ResponseFlagFilter | None = None
    grpc_status_filter: GrpcStatusFilter | None = None
    cel_filter: CELFilter | None = None


@constraints(AllOf(((MinProperties(1), MaxProperties(1)),) * 2))
class AccessLogFilter(FilterType):
    """AccessLogFilter."""

    and_filter: Annotated[tuple[FilterType, ...] | None, MinItems(2)] = None
    or_filter: Annotated[tuple[FilterType, ...] | None, MinItems(2)] = None


class AccessLog(Spec):
    """AccessLog."""

    file_sink: FileSink | None = None
    grpc_service: AccessLogGrpcService | None = None
    open_telemetry: OpenTelemetryAccessLogService | None = None
    filter: AccessLogFilter | None = None
