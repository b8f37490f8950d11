"""What Istio's DestinationRules change about clusters: outlier detection, and with it locality and keepalive.

Source: ``pkg/kgateway/extensions2/plugins/destrule/destrule_plugin.go@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.cluster import Cluster, OutlierDetection, UpstreamConnectionOptions
from kgwctl.envoy.messages.generated.core import TcpKeepalive
from kgwctl.envoy.messages.generated.types import Percent
from kgwctl.golang.forms import optional_duration
from kgwctl.resolve.destination_rules import locality_setting
from kgwctl.scalars.duration import parse_duration

if TYPE_CHECKING:
    from kgwctl.api.istio import destination_rule as istio
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.proxies import Proxy
    from kgwctl.resolve.resolved import Resolved

_NANOSECONDS = 10**9
#: Share of ejections that a threshold enforces, in percent.
_ALWAYS = 100


def apply(cluster: Cluster, backend: Backend, resolved: Resolved, proxy: Proxy) -> None:
    """Apply the rule for a backend, if there is one. Without outlier detection it changes nothing here."""
    policy = resolved.destination_rules.policy(backend.hostname, backend.port, proxy)
    if policy is None or policy.outlier_detection is None:
        return
    outlier = policy.outlier_detection
    common = cluster.common_lb_config or Cluster.CommonLbConfig()
    if locality_setting(policy) is not None:
        common.locality_weighted_lb_config = Cluster.CommonLbConfig.LocalityWeightedLbConfig()
    if outlier.min_health_percent >= 0:
        common.healthy_panic_threshold = (
            Percent(value=float(outlier.min_health_percent)) if outlier.min_health_percent else Percent()
        )
    if common != Cluster.CommonLbConfig():
        cluster.common_lb_config = common
    cluster.outlier_detection = _outlier_detection(outlier)
    tcp = policy.connection_pool.tcp if policy.connection_pool else None
    if tcp is not None and tcp.tcp_keepalive is not None:
        options = cluster.upstream_connection_options or UpstreamConnectionOptions()
        options.tcp_keepalive = _keepalive(tcp.tcp_keepalive, options.tcp_keepalive or TcpKeepalive())
        cluster.upstream_connection_options = options


def _outlier_detection(outlier: istio.OutlierDetection) -> OutlierDetection:
    made = OutlierDetection(
        consecutive_5xx=outlier.consecutive_5xx_errors,
        interval=optional_duration(outlier.interval),
        base_ejection_time=optional_duration(outlier.base_ejection_time),
    )
    if outlier.consecutive_gateway_errors is not None:
        made.consecutive_gateway_failure = outlier.consecutive_gateway_errors
        made.enforcing_consecutive_gateway_failure = _ALWAYS if outlier.consecutive_gateway_errors else 0
    if outlier.max_ejection_percent > 0:
        made.max_ejection_percent = outlier.max_ejection_percent
    if outlier.split_external_local_origin_errors:
        made.split_external_local_origin_errors = True
        if outlier.consecutive_local_origin_failures:
            made.consecutive_local_origin_failure = outlier.consecutive_local_origin_failures
            made.enforcing_consecutive_local_origin_failure = _ALWAYS
        made.enforcing_local_origin_success_rate = 0
    return made


def _keepalive(settings: istio.TcpKeepalive, made: TcpKeepalive) -> TcpKeepalive:
    if settings.time is not None:
        made.keepalive_time = _seconds(settings.time)
    if settings.interval is not None:
        made.keepalive_interval = _seconds(settings.interval)
    if settings.probes > 0:
        made.keepalive_probes = settings.probes
    return made


def _seconds(duration: str) -> int:
    """Whole seconds; what is left is cut off."""
    return int(parse_duration(duration) / _NANOSECONDS)
