"""``accessLog``: logs of requests in files, at Envoy's access log service, or at an OpenTelemetry collector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from kgwctl.envoy.listener_policy.contract import HttpSetting
from kgwctl.envoy.listener_policy.grpc_service import grpc_service, grpc_service_violation, reporting_backend
from kgwctl.envoy.messages.generated.access_loggers import (
    CommonGrpcAccessLogConfig,
    FileAccessLog,
    HttpGrpcAccessLogConfig,
    OpenTelemetryAccessLogConfig,
)
from kgwctl.envoy.messages.generated.accesslog import AccessLog, AccessLogFilter
from kgwctl.envoy.messages.generated.core import DataSource, SubstitutionFormatString, TypedExtensionConfig
from kgwctl.envoy.messages.generated.formatters import Metadata, ReqWithoutQuery
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.names import proxy_service
from kgwctl.envoy.policy_engine.errors import SettingError
from kgwctl.envoy.policy_engine.violations import embedded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.api.kgateway.listener_policy import access_log as api
    from kgwctl.api.kgateway.shared import CommonAccessLogGrpcService
    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.policy_engine.contract import Placement
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_FILE = "envoy.access_loggers.file"
_GRPC = "envoy.access_loggers.http_grpc"
_OPEN_TELEMETRY = "envoy.access_loggers.open_telemetry"
_SERVICE_NAME = "service.name"
#: Whole numbers beyond these are not told apart by the controller, which reads all as floating point.
_EXACT = 2**53


class Log(NamedTuple):
    """One log: its sink, which still lacks what only the Gateway knows, and what it tells of."""

    name: str
    sink: FileAccessLog | HttpGrpcAccessLogConfig | OpenTelemetryAccessLogConfig
    filter: AccessLogFilter | None


class _AccessLog(HttpSetting["tuple[api.AccessLog, ...]", list[Log]]):
    """The logs in order; those of two kinds of policy add up. An empty list counts as absent."""

    def compile(self, value: tuple[api.AccessLog, ...], policy: ObjectKey, resolved: Resolved) -> list[Log] | None:
        # All backends come before anything else that may be wrong.
        backends = [_backend(one, index, policy, resolved) for index, one in enumerate(value)]
        logs = [_log(one, index, backend) for index, (one, backend) in enumerate(zip(value, backends, strict=True))]
        return logs or None

    def apply(self, form: list[Log], manager: HttpConnectionManager, placement: Placement) -> None:
        made = [AccessLog(name=log.name, filter=log.filter, typed_config=_sink_at(log.sink, placement)) for log in form]
        manager.access_log = [*manager.access_log, *made]


def _backend(given: api.AccessLog, index: int, policy: ObjectKey, resolved: Resolved) -> Backend | None:
    if given.grpc_service is not None:
        return reporting_backend(given.grpc_service, policy, resolved, index)
    if given.open_telemetry is not None:
        return reporting_backend(given.open_telemetry.grpc_service, policy, resolved, index, "openTelemetry")
    return None


def _log(given: api.AccessLog, index: int, backend: Backend | None) -> Log:
    chosen: AccessLogFilter | None = None
    if given.filter is not None:
        from kgwctl.envoy.listener_policy.access_log_filters import access_log_filter

        chosen = access_log_filter(given.filter)
    if given.file_sink is not None:
        if given.grpc_service is not None:
            raise SettingError("access log config cannot have both file sink and grpc service", index)
        return Log(_FILE, pack(_file(given.file_sink)), chosen)
    if backend is None:
        raise SettingError("no access log sink specified", index)
    if given.grpc_service is not None:
        return Log(_GRPC, pack(_grpc(given.grpc_service, backend, index)), chosen)
    assert given.open_telemetry is not None
    return Log(_OPEN_TELEMETRY, pack(_open_telemetry(given.open_telemetry, backend, index)), chosen)


def _file(sink: api.FileSink) -> FileAccessLog:
    made = FileAccessLog(path=sink.path)
    if sink.string_format is not None:
        text = DataSource(inline_string=sink.string_format)
        made.log_format = SubstitutionFormatString(text_format_source=text, formatters=_formatters())
    elif sink.json_format is not None:
        made.log_format = SubstitutionFormatString(json_format=_as_read(sink.json_format), formatters=_formatters())
    return made


def _formatters() -> list[TypedExtensionConfig]:
    """What formats may use besides Envoy's own operators."""
    return [
        TypedExtensionConfig(name="envoy.formatter.req_without_query", typed_config=pack(ReqWithoutQuery())),
        TypedExtensionConfig(name="envoy.formatter.metadata", typed_config=pack(Metadata())),
    ]


def _as_read(value: Any) -> Any:
    """JSON as the controller reads it."""
    if isinstance(value, dict):
        return {key: _as_read(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_read(one) for one in value]
    return float(value) if isinstance(value, int) and abs(value) > _EXACT else value


def _grpc(service: api.AccessLogGrpcService, backend: Backend, index: int) -> HttpGrpcAccessLogConfig:
    at = (index, "grpcService")
    return HttpGrpcAccessLogConfig(
        common_config=_common(
            service, backend, "HttpGrpcAccessLogConfig", "error converting grpc access log config", at
        ),
        additional_request_headers_to_log=list(service.additional_request_headers_to_log or ()),
        additional_response_headers_to_log=list(service.additional_response_headers_to_log or ()),
        additional_response_trailers_to_log=list(service.additional_response_trailers_to_log or ()),
    )


def _open_telemetry(
    service: api.OpenTelemetryAccessLogService, backend: Backend, index: int
) -> OpenTelemetryAccessLogConfig:
    from kgwctl.envoy.listener_policy.attribute_values import attributes, text_value

    at = (index, "openTelemetry", "grpcService")
    message, prefix = "OpenTelemetryAccessLogConfig", "error converting otel access log config"
    return OpenTelemetryAccessLogConfig(
        common_config=_common(service.grpc_service, backend, message, prefix, at),
        body=None if service.body is None else text_value(service.body),
        attributes=None if service.attributes is None else attributes(service.attributes),
        resource_attributes=None if service.resource_attributes is None else attributes(service.resource_attributes),
        disable_builtin_labels=bool(service.disable_builtin_labels),
    )


def _common(
    service: CommonAccessLogGrpcService, backend: Backend, message: str, prefix: str, path: Sequence[str | int]
) -> CommonGrpcAccessLogConfig:
    """What both services have. ``message`` holds it, ``prefix`` stands before what is wrong."""
    if not service.log_name:
        raise SettingError(f"{prefix}: grpc service log name cannot be empty", *path, "logName")
    call = grpc_service(service, backend)
    broken = embedded("CommonGrpcAccessLogConfig", "GrpcService", grpc_service_violation(call))
    if broken:
        raise SettingError(f"{prefix}: {embedded(message, 'CommonConfig', broken)}", *path)
    return CommonGrpcAccessLogConfig(log_name=service.log_name, grpc_service=call, transport_api_version="V3")


def _sink_at(sink: Any, placement: Placement) -> Any:
    """The sink of a Gateway's proxy: records tell the proxy's service unless they say another."""
    if not isinstance(sink, OpenTelemetryAccessLogConfig):
        return sink
    from kgwctl.envoy.listener_policy.attribute_values import text_value
    from kgwctl.envoy.messages.generated.opentelemetry import KeyValue, KeyValueList

    given = sink.resource_attributes.values if sink.resource_attributes is not None else []
    if any(one.key == _SERVICE_NAME for one in given):
        return sink
    own = KeyValue(key=_SERVICE_NAME, value=text_value(proxy_service(placement.gateway.key)))
    return replace(sink, resource_attributes=KeyValueList(values=[*given, own]))


ACCESS_LOG = _AccessLog()
