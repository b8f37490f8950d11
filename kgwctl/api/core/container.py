"""A container of a Pod (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

import msgspec

from kgwctl.api.core.env import EnvFromSource, EnvVar
from kgwctl.api.core.probe import ExecAction, HTTPGetAction, Probe, SleepAction, TCPSocketAction
from kgwctl.api.core.resources import ResourceRequirements
from kgwctl.api.core.security import SecurityContext
from kgwctl.api.markers import Atomic, Default, ListMap, ListSet
from kgwctl.api.meta import Int32, Spec


class VolumeMount(Spec):
    name: str
    read_only: bool | None = None
    recursive_read_only: str | None = None
    mount_path: str
    sub_path: str | None = None
    mount_propagation: str | None = None
    sub_path_expr: str | None = None


class ContainerPort(Spec):
    name: str | None = None
    host_port: Int32 | None = None
    container_port: Int32
    protocol: Annotated[str | None, Default("TCP")] = None
    host_ip: str | None = msgspec.field(name="hostIP", default=None)


class ContainerResizePolicy(Spec):
    resource_name: str
    restart_policy: str


class ContainerRestartRuleOnExitCodes(Spec):
    operator: str
    values: Annotated[tuple[Int32, ...] | None, ListSet()] = None


class ContainerRestartRule(Spec):
    action: str
    exit_codes: ContainerRestartRuleOnExitCodes | None = None


class VolumeDevice(Spec):
    name: str
    device_path: str


class LifecycleHandler(Spec):
    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = None
    tcp_socket: TCPSocketAction | None = None
    sleep: SleepAction | None = None


class Lifecycle(Spec):
    post_start: LifecycleHandler | None = None
    pre_stop: LifecycleHandler | None = None
    stop_signal: str | None = None


class Container(Spec):
    name: str
    image: str | None = None
    command: Annotated[tuple[str, ...] | None, Atomic()] = None
    args: Annotated[tuple[str, ...] | None, Atomic()] = None
    working_dir: str | None = None
    ports: Annotated[
        tuple[ContainerPort, ...] | None,
        ListMap(
            (
                "containerPort",
                "protocol",
            )
        ),
    ] = None
    env_from: Annotated[tuple[EnvFromSource, ...] | None, Atomic()] = None
    env: Annotated[tuple[EnvVar, ...] | None, ListMap(("name",))] = None
    resources: ResourceRequirements | None = None
    resize_policy: Annotated[tuple[ContainerResizePolicy, ...] | None, Atomic()] = None
    restart_policy: str | None = None
    restart_policy_rules: Annotated[tuple[ContainerRestartRule, ...] | None, Atomic()] = None
    volume_mounts: Annotated[tuple[VolumeMount, ...] | None, ListMap(("mountPath",))] = None
    volume_devices: Annotated[tuple[VolumeDevice, ...] | None, ListMap(("devicePath",))] = None
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None
    lifecycle: Lifecycle | None = None
    termination_message_path: str | None = None
    termination_message_policy: str | None = None
    image_pull_policy: str | None = None
    security_context: SecurityContext | None = None
    stdin: bool | None = None
    stdin_once: bool | None = None
    tty: bool | None = None
