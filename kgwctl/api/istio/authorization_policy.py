"""AuthorizationPolicy: who may do what with a service of the mesh (security.istio.io).

Source: ``istio.io/api/security/v1beta1/authorization_policy.proto``. Istio's CRDs are not at hand, so objects are
read without checks.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kgwctl.api.meta import KubernetesObject, Spec


class PolicyTarget(Spec):
    """What a policy is about: a Gateway, GatewayClass, Service or ServiceEntry."""

    group: str = ""
    kind: str = ""
    name: str = ""
    namespace: str = ""


class Source(Spec):
    """Where a request comes from; all fields must hold."""

    principals: tuple[str, ...] | None = None
    not_principals: tuple[str, ...] | None = None
    request_principals: tuple[str, ...] | None = None
    not_request_principals: tuple[str, ...] | None = None
    service_accounts: tuple[str, ...] | None = None
    not_service_accounts: tuple[str, ...] | None = None
    namespaces: tuple[str, ...] | None = None
    not_namespaces: tuple[str, ...] | None = None
    ip_blocks: tuple[str, ...] | None = None
    not_ip_blocks: tuple[str, ...] | None = None
    remote_ip_blocks: tuple[str, ...] | None = None
    not_remote_ip_blocks: tuple[str, ...] | None = None


class From(Spec):
    """One source of a rule."""

    source: Source | None = None


class Operation(Spec):
    """What a request does; all fields must hold."""

    hosts: tuple[str, ...] | None = None
    not_hosts: tuple[str, ...] | None = None
    ports: tuple[str, ...] | None = None
    not_ports: tuple[str, ...] | None = None
    methods: tuple[str, ...] | None = None
    not_methods: tuple[str, ...] | None = None
    paths: tuple[str, ...] | None = None
    not_paths: tuple[str, ...] | None = None


class To(Spec):
    """One operation of a rule."""

    operation: Operation | None = None


class Condition(Spec):
    """An attribute and the values that it must, or must not, have."""

    key: str = ""
    values: tuple[str, ...] | None = None
    not_values: tuple[str, ...] | None = None


class Rule(Spec):
    """Requests from any of the sources to any of the operations, if all conditions hold."""

    from_: tuple[From, ...] | None = msgspec.field(name="from", default=None)
    to: tuple[To, ...] | None = None
    when: tuple[Condition, ...] | None = None


class AuthorizationPolicySpec(Spec):
    """What happens to requests that a rule matches."""

    target_refs: tuple[PolicyTarget, ...] | None = None
    rules: tuple[Rule | None, ...] | None = None
    action: Literal["ALLOW", "DENY", "AUDIT", "CUSTOM"] = "ALLOW"


class AuthorizationPolicy(KubernetesObject):
    """Who may do what."""

    spec: AuthorizationPolicySpec = msgspec.field(default_factory=AuthorizationPolicySpec)
