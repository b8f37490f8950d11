"""Active health checks of a backend's endpoints."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import exactly_one_of
from kgwctl.api.markers import Minimum, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec


class HealthCheckHttp(Spec):
    """A probe by an HTTP request."""

    host: str | None = None
    """Host header of the probe; the cluster's name if absent."""
    path: str
    """Path to ask for."""
    method: Literal["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] | None = None
    """Method to ask with."""


class HealthCheckGrpc(Spec):
    """A probe by the gRPC health protocol."""

    service_name: str | None = None
    """The service to ask about; absent asks about the server as a whole."""
    authority: str | None = None
    """Value of the ``:authority`` header."""


@constraints(exactly_one_of("http", "grpc"))
class HealthCheck(Spec):
    """Active probing of endpoints."""

    timeout: GoDuration
    """Time limit of a probe."""
    interval: GoDuration
    """Time between probes."""
    unhealthy_threshold: Annotated[Int32, Minimum(0)]
    """Failed probes after which an endpoint is unhealthy."""
    healthy_threshold: Annotated[Int32, Minimum(0)]
    """Good probes after which an endpoint is healthy again."""
    http: HealthCheckHttp | None = None
    """Probe by an HTTP request."""
    grpc: HealthCheckGrpc | None = None
    """Probe by the gRPC health protocol."""
