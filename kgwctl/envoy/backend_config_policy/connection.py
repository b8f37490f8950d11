"""Connections to a backend: how long they may take to open, how they are kept alive, and how many there may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.backend_config_policy.contract import Setting
from kgwctl.envoy.messages.generated.cluster import CircuitBreakers, UpstreamConnectionOptions
from kgwctl.envoy.messages.generated.core import TcpKeepalive
from kgwctl.golang.forms import proto_duration
from kgwctl.scalars.duration import parse_duration

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend_config_policy import policy as api
    from kgwctl.api.kgateway.backend_config_policy.protocol_options import TCPKeepalive as ApiKeepalive
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_NANOSECONDS = 1_000_000_000


class _ConnectTimeout(Setting[str, str]):
    def compile(self, value: str, policy: ObjectKey, resolved: Resolved) -> str:
        return proto_duration(value)

    def apply(self, form: str, cluster: Cluster, backend: Backend) -> None:
        cluster.connect_timeout = form


class _BufferLimit(Setting[int, int]):
    def compile(self, value: int, policy: ObjectKey, resolved: Resolved) -> int:
        return value

    def apply(self, form: int, cluster: Cluster, backend: Backend) -> None:
        cluster.per_connection_buffer_limit_bytes = form


class _TcpKeepalive(Setting["ApiKeepalive", UpstreamConnectionOptions]):
    def compile(self, value: ApiKeepalive, policy: ObjectKey, resolved: Resolved) -> UpstreamConnectionOptions:
        keepalive = TcpKeepalive(
            keepalive_probes=value.keep_alive_probes,
            keepalive_time=_seconds(value.keep_alive_time),
            keepalive_interval=_seconds(value.keep_alive_interval),
        )
        return UpstreamConnectionOptions(tcp_keepalive=keepalive)

    def apply(self, form: UpstreamConnectionOptions, cluster: Cluster, backend: Backend) -> None:
        cluster.upstream_connection_options = form


class _CircuitBreakers(Setting["api.CircuitBreakers", CircuitBreakers]):
    def compile(self, value: api.CircuitBreakers, policy: ObjectKey, resolved: Resolved) -> CircuitBreakers:
        thresholds = CircuitBreakers.Thresholds(
            max_connections=value.max_connections,
            max_pending_requests=value.max_pending_requests,
            max_requests=value.max_requests,
            max_retries=value.max_retries,
        )
        return CircuitBreakers(thresholds=[thresholds])

    def apply(self, form: CircuitBreakers, cluster: Cluster, backend: Backend) -> None:
        cluster.circuit_breakers = form


def _seconds(text: str | None) -> int | None:
    """Whole seconds of a duration; the rest is cut off."""
    return None if text is None else parse_duration(text) // _NANOSECONDS


CONNECT_TIMEOUT = _ConnectTimeout()
BUFFER_LIMIT = _BufferLimit()
TCP_KEEPALIVE = _TcpKeepalive()
CIRCUIT_BREAKERS = _CircuitBreakers()
