"""All HTTP settings of listener policies, in the order in which they are compiled and applied.

A setting's module is imported when a policy sets its field, so that a run pays for what its input uses.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kgwctl.envoy.listener_policy.contract import HttpSetting


class Row(NamedTuple):
    """A field of the settings, its attribute in ``HTTPSettings``, its setting's module and variable.

    ``origins`` are the names under which merge origins tell of the field, where they are not its own.
    """

    field: str
    attribute: str
    module: str
    variable: str
    origins: tuple[str, ...] = ()


#: The field that is an HTTP filter, and nothing in the connection manager itself.
HEALTH_CHECK = "healthCheck"

SETTINGS: tuple[Row, ...] = (
    Row("accessLog", "access_log", "access_log", "ACCESS_LOG", ("accessLogConfig", "accessLog")),
    Row("tracing", "tracing", "tracing", "TRACING"),
    Row("upgradeConfig", "upgrade_config", "manager", "UPGRADE_CONFIG"),
    Row("useRemoteAddress", "use_remote_address", "manager", "USE_REMOTE_ADDRESS"),
    Row("preserveExternalRequestId", "preserve_external_request_id", "manager", "PRESERVE_EXTERNAL_REQUEST_ID"),
    Row("generateRequestId", "generate_request_id", "manager", "GENERATE_REQUEST_ID"),
    Row("xffNumTrustedHops", "xff_num_trusted_hops", "manager", "XFF_NUM_TRUSTED_HOPS"),
    Row("serverHeaderTransformation", "server_header_transformation", "manager", "SERVER_HEADER_TRANSFORMATION"),
    Row("streamIdleTimeout", "stream_idle_timeout", "manager", "STREAM_IDLE_TIMEOUT", ("mergeStreamIdleTimeout",)),
    Row("idleTimeout", "idle_timeout", "manager", "IDLE_TIMEOUT", ("mergeIdleTimeout",)),
    Row(HEALTH_CHECK, "health_check", "health_check", "HEALTH_CHECK", ("healthCheckPolicy",)),
    Row("preserveHttp1HeaderCase", "preserve_http1_header_case", "http1", "PRESERVE_HEADER_CASE"),
    Row("acceptHttp10", "accept_http10", "http1", "ACCEPT_HTTP10"),
    Row("defaultHostForHttp10", "default_host_for_http10", "http1", "DEFAULT_HOST_FOR_HTTP10"),
    Row(
        "earlyRequestHeaderModifier",
        "early_request_header_modifier",
        "early_headers",
        "EARLY_REQUEST_HEADERS",
        ("earlyHeaderMutationExtensions",),
    ),
    Row("maxRequestHeadersKb", "max_request_headers_kb", "manager", "MAX_REQUEST_HEADERS_KB"),
)


@cache
def setting(row: Row) -> HttpSetting[Any, Any]:
    """The setting of a row."""
    module = import_module(f"kgwctl.envoy.listener_policy.{row.module}")
    found: HttpSetting[Any, Any] = getattr(module, row.variable)
    return found
