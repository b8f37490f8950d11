"""kgateway.backend_config_policy.health_check"""

from __future__ import annotations

from typing import Annotated, Literal

from kgwctl.api.markers import Minimum
from kgwctl.api.meta import GoDuration, Int32, Spec


class HealthCheckHttp(Spec):
    """HealthCheckHttp."""

    host: str | None = None
    path: str
    method: Literal["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] | None = None


class HealthCheckGrpc(Spec):
    """HealthCheckGrpc."""

    service_name: str | None = None
    authority: str | None = None


class HealthCheck(Spec):
    """HealthCheck."""

    timeout: GoDuration
    interval: GoDuration
    unhealthy_threshold: Annotated[Int32, Minimum(0)]
    healthy_threshold: Annotated[Int32, Minimum(0)]
    http: HealthCheckHttp | None = None
    grpc: HealthCheckGrpc | None = None
