"""kgateway.listener_policy.policy"""

from typing import Annotated

from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.listener_policy.http_settings import ONLY_GATEWAYS, HTTPSettings
from kgwctl.api.kgateway.targets import LocalPolicyTargetReference, LocalPolicyTargetSelector
from kgwctl.api.markers import ListMap, Maximum, MaxItems, Minimum, MinItems
from kgwctl.api.meta import Int32, KubernetesObject, Spec
from kgwctl.api.rules import unique_by


class ProxyProtocolConfig(Spec):
    """ProxyProtocolConfig."""


class ListenerConfig(Spec):
    """ListenerConfig."""

    proxy_protocol: ProxyProtocolConfig | None = None
    per_connection_buffer_limit_bytes: Annotated[Int32 | None, Minimum(0)] = None
    http_settings: HTTPSettings | None = None


class ListenerPortConfig(Spec):
    """ListenerPortConfig."""

    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    listener: ListenerConfig


class ListenerPolicySpec(Spec):
    """ListenerPolicySpec."""

    target_refs: Annotated[tuple[LocalPolicyTargetReference, ...] | None, MinItems(1), MaxItems(16), ONLY_GATEWAYS] = (
        None
    )
    target_selectors: Annotated[tuple[LocalPolicyTargetSelector, ...] | None, ONLY_GATEWAYS] = None
    default: ListenerConfig | None = None
    per_port: Annotated[tuple[ListenerPortConfig, ...] | None, MaxItems(64), ListMap(("port",)), unique_by("port")] = (
        None
    )


class ListenerPolicy(KubernetesObject):
    """ListenerPolicy."""

    spec: ListenerPolicySpec
    status: PolicyStatus | None = None
