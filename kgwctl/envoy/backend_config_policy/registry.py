"""All settings of BackendConfigPolicy, in the order in which they are compiled and applied.

A setting's module is imported when a policy sets its field, so that a run pays for what its input uses.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kgwctl.envoy.backend_config_policy.contract import Setting


class Row(NamedTuple):
    """A field of the policy, its attribute in ``BackendConfigPolicySpec``, its setting's module and variable."""

    field: str
    attribute: str
    module: str
    variable: str


SETTINGS: tuple[Row, ...] = (
    Row("connectTimeout", "connect_timeout", "connection", "CONNECT_TIMEOUT"),
    Row("perConnectionBufferLimitBytes", "per_connection_buffer_limit_bytes", "connection", "BUFFER_LIMIT"),
    Row("tcpKeepalive", "tcp_keepalive", "connection", "TCP_KEEPALIVE"),
    Row("commonHttpProtocolOptions", "common_http_protocol_options", "http_options", "COMMON"),
    Row("http1ProtocolOptions", "http1_protocol_options", "http_options", "HTTP1"),
    Row("http2ProtocolOptions", "http2_protocol_options", "http_options", "HTTP2"),
    Row("tls", "tls", "upstream_tls", "TLS"),
    Row("loadBalancer", "load_balancer", "load_balancing", "LOAD_BALANCER"),
    Row("healthCheck", "health_check", "health", "HEALTH_CHECK"),
    Row("outlierDetection", "outlier_detection", "health", "OUTLIER_DETECTION"),
    Row("circuitBreakers", "circuit_breakers", "connection", "CIRCUIT_BREAKERS"),
)


@cache
def setting(row: Row) -> Setting[Any, Any]:
    """The setting of a row."""
    module = import_module(f"kgwctl.envoy.backend_config_policy.{row.module}")
    found: Setting[Any, Any] = getattr(module, row.variable)
    return found
