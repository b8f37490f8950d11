"""``accessLog[].filter``: which requests a log tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.access_loggers import ExpressionFilter
from kgwctl.envoy.messages.generated.accesslog import (
    AccessLogFilter,
    AndFilter,
    ComparisonFilter,
    DurationFilter,
    ExtensionFilter,
    GrpcStatusFilter,
    HeaderFilter,
    NotHealthCheckFilter,
    OrFilter,
    ResponseFlagFilter,
    StatusCodeFilter,
    TraceableFilter,
)
from kgwctl.envoy.messages.generated.core import RuntimeUInt32
from kgwctl.envoy.messages.generated.matcher import RegexMatcher, StringMatcher
from kgwctl.envoy.messages.generated.route import HeaderMatcher
from kgwctl.envoy.messages.message import pack

if TYPE_CHECKING:
    from kgwctl.api.kgateway.listener_policy import access_log as api
    from kgwctl.api.kgateway.shared import HTTPHeaderMatch

_CEL = "envoy.access_loggers.extension_filters.cel"


def access_log_filter(given: api.AccessLogFilter) -> AccessLogFilter | None:
    """One condition, or several joined. ``None`` where there is none."""
    if given.or_filter is not None:
        return AccessLogFilter(or_filter=OrFilter(filters=[_joined(one) for one in given.or_filter]))
    if given.and_filter is not None:
        return AccessLogFilter(and_filter=AndFilter(filters=[_joined(one) for one in given.and_filter]))
    return _condition(given)


def _joined(given: api.FilterType) -> AccessLogFilter:
    return _condition(given) or AccessLogFilter()


def _condition(given: api.FilterType) -> AccessLogFilter | None:
    """The first condition that is set. Switches count as set whatever they say."""
    if given.status_code_filter is not None:
        comparison = _comparison(given.status_code_filter)
        return AccessLogFilter(status_code_filter=StatusCodeFilter(comparison=comparison))
    if given.duration_filter is not None:
        return AccessLogFilter(duration_filter=DurationFilter(comparison=_comparison(given.duration_filter)))
    if given.not_health_check_filter is not None:
        return AccessLogFilter(not_health_check_filter=NotHealthCheckFilter())
    if given.traceable_filter is not None:
        return AccessLogFilter(traceable_filter=TraceableFilter())
    if given.header_filter is not None:
        return AccessLogFilter(header_filter=HeaderFilter(header=_header(given.header_filter.header)))
    if given.response_flag_filter is not None:
        flags = list(given.response_flag_filter.flags)
        return AccessLogFilter(response_flag_filter=ResponseFlagFilter(flags=flags))
    if given.grpc_status_filter is not None:
        return AccessLogFilter(grpc_status_filter=_grpc_status(given.grpc_status_filter))
    if given.cel_filter is not None:
        expression = pack(ExpressionFilter(expression=given.cel_filter.match))
        return AccessLogFilter(extension_filter=ExtensionFilter(name=_CEL, typed_config=expression))
    return None


def _comparison(given: api.ComparisonFilter) -> ComparisonFilter:
    return ComparisonFilter(op=given.op, value=RuntimeUInt32(default_value=given.value))


def _header(given: HTTPHeaderMatch) -> HeaderMatcher:
    if given.type == "RegularExpression":
        return HeaderMatcher(name=given.name, string_match=StringMatcher(safe_regex=RegexMatcher(regex=given.value)))
    return HeaderMatcher(name=given.name, string_match=StringMatcher(exact=given.value))


def _grpc_status(given: api.GrpcStatusFilter) -> GrpcStatusFilter:
    return GrpcStatusFilter(statuses=list(given.statuses or ()), exclude=bool(given.exclude))
