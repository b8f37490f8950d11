"""kgateway.backend_config_policy.health_check"""

from typing import Annotated, Literal

from kgwctl.api.markers import Minimum, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.rules import exactly_one_of


class HealthCheckHttp(Spec):
    """HealthCheckHttp."""

    host: str | None = None
    path: str
    method: Literal["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] | None = None


class HealthCheckGrpc(Spec):
    """HealthCheckGrpc."""

    service_name: str | None = None
    authority: str | None = None


@constraints(exactly_one_of("http", "grpc"))
class HealthCheck(Spec):
    """HealthCheck."""

    timeout: GoDuration
    interval: GoDuration
    unhealthy_threshold: Annotated[Int32, Minimum(0)]
    healthy_threshold: Annotated[Int32, Minimum(0)]
    http: HealthCheckHttp | None = None
    grpc: HealthCheckGrpc | None = None
