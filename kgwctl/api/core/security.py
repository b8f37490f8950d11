"""Security settings of Pods and containers (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.markers import Atomic
from kgwctl.api.meta import Int64, Spec


class Capabilities(Spec):
    add: Annotated[tuple[str, ...] | None, Atomic()] = None
    drop: Annotated[tuple[str, ...] | None, Atomic()] = None


class SELinuxOptions(Spec):
    user: str | None = None
    role: str | None = None
    type: str | None = None
    level: str | None = None


class WindowsSecurityContextOptions(Spec):
    gmsa_credential_spec_name: str | None = None
    gmsa_credential_spec: str | None = None
    run_as_user_name: str | None = None
    host_process: bool | None = None


class SeccompProfile(Spec):
    type: str
    localhost_profile: str | None = None


class AppArmorProfile(Spec):
    type: str
    localhost_profile: str | None = None


class SecurityContext(Spec):
    capabilities: Capabilities | None = None
    privileged: bool | None = None
    se_linux_options: SELinuxOptions | None = None
    windows_options: WindowsSecurityContextOptions | None = None
    run_as_user: Int64 | None = None
    run_as_group: Int64 | None = None
    run_as_non_root: bool | None = None
    read_only_root_filesystem: bool | None = None
    allow_privilege_escalation: bool | None = None
    proc_mount: str | None = None
    seccomp_profile: SeccompProfile | None = None
    app_armor_profile: AppArmorProfile | None = None


class Sysctl(Spec):
    name: str
    value: str


class PodSecurityContext(Spec):
    se_linux_options: SELinuxOptions | None = None
    windows_options: WindowsSecurityContextOptions | None = None
    run_as_user: Int64 | None = None
    run_as_group: Int64 | None = None
    run_as_non_root: bool | None = None
    supplemental_groups: Annotated[tuple[Int64, ...] | None, Atomic()] = None
    supplemental_groups_policy: str | None = None
    fs_group: Int64 | None = None
    sysctls: Annotated[tuple[Sysctl, ...] | None, Atomic()] = None
    fs_group_change_policy: str | None = None
    seccomp_profile: SeccompProfile | None = None
    app_armor_profile: AppArmorProfile | None = None
    se_linux_change_policy: str | None = None
