"""Probes of a container (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.markers import Atomic, Default
from kgwctl.api.meta import Int32, Int64, IntOrStr, Spec


class ExecAction(Spec):
    command: Annotated[tuple[str, ...] | None, Atomic()] = None


class HTTPHeader(Spec):
    name: str
    value: str


class HTTPGetAction(Spec):
    path: str | None = None
    port: IntOrStr
    host: str | None = None
    scheme: str | None = None
    http_headers: Annotated[tuple[HTTPHeader, ...] | None, Atomic()] = None


class TCPSocketAction(Spec):
    port: IntOrStr
    host: str | None = None


class GRPCAction(Spec):
    port: Int32
    service: Annotated[str | None, Default("")] = None


class Probe(Spec):
    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = None
    tcp_socket: TCPSocketAction | None = None
    grpc: GRPCAction | None = None
    initial_delay_seconds: Int32 | None = None
    timeout_seconds: Int32 | None = None
    period_seconds: Int32 | None = None
    success_threshold: Int32 | None = None
    failure_threshold: Int32 | None = None
    termination_grace_period_seconds: Int64 | None = None


class SleepAction(Spec):
    seconds: Int64
