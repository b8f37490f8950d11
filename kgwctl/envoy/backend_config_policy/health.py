"""The health of a backend's endpoints: probes that ask for it, and failures that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.backend_config_policy.contract import Setting
from kgwctl.envoy.messages.generated.cluster import OutlierDetection
from kgwctl.envoy.messages.generated.core import HealthCheck
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend_config_policy import health_check as api
    from kgwctl.api.kgateway.backend_config_policy.policy import OutlierDetection as ApiOutlierDetection
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved


class _HealthCheck(Setting["api.HealthCheck", HealthCheck]):
    def compile(self, value: api.HealthCheck, policy: ObjectKey, resolved: Resolved) -> HealthCheck:
        check = HealthCheck(
            timeout=proto_duration(value.timeout),
            interval=proto_duration(value.interval),
            unhealthy_threshold=value.unhealthy_threshold,
            healthy_threshold=value.healthy_threshold,
        )
        http, grpc = value.http, value.grpc
        if http is not None:
            probe = HealthCheck.HttpHealthCheck(host=http.host or "", path=http.path)
            if http.method is not None:
                probe.method = http.method
            check.http_health_check = probe
        elif grpc is not None:
            check.grpc_health_check = HealthCheck.GrpcHealthCheck(
                service_name=grpc.service_name or "", authority=grpc.authority or ""
            )
        return check

    def apply(self, form: HealthCheck, cluster: Cluster, backend: Backend) -> None:
        cluster.health_checks = [form]


class _OutlierDetection(Setting["ApiOutlierDetection", OutlierDetection]):
    def compile(self, value: ApiOutlierDetection, policy: ObjectKey, resolved: Resolved) -> OutlierDetection:
        return OutlierDetection(
            consecutive_5xx=value.consecutive5xx,
            interval=_duration(value.interval),
            base_ejection_time=_duration(value.base_ejection_time),
            max_ejection_percent=value.max_ejection_percent,
        )

    def apply(self, form: OutlierDetection, cluster: Cluster, backend: Backend) -> None:
        cluster.outlier_detection = form


def _duration(text: str | None) -> str | None:
    return None if text is None else proto_duration(text)


HEALTH_CHECK = _HealthCheck()
OUTLIER_DETECTION = _OutlierDetection()
