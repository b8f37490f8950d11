"""ListenerPolicy: how a Gateway's listeners take connections and read HTTP."""

from typing import Annotated

from kgwctl.api.field_rules import unique_by
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.listener_policy.http_settings import ONLY_GATEWAYS, HTTPSettings
from kgwctl.api.kgateway.targets import LocalPolicyTargetReference, LocalPolicyTargetSelector
from kgwctl.api.markers import ListMap, Maximum, MaxItems, Minimum, MinItems
from kgwctl.api.meta import Int32, KubernetesObject, Spec


class ProxyProtocolConfig(Spec):
    """Present means: connections begin with a PROXY protocol header."""


class ListenerConfig(Spec):
    """Settings of a listener."""

    proxy_protocol: ProxyProtocolConfig | None = None
    """Expect the PROXY protocol."""
    per_connection_buffer_limit_bytes: Annotated[Int32 | None, Minimum(0)] = None
    """How much of a connection's data is held back before reading stops, in bytes."""
    http_settings: HTTPSettings | None = None
    """How HTTP is read."""


class ListenerPortConfig(Spec):
    """Settings of the listeners on one port."""

    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    """The port."""
    listener: ListenerConfig
    """The settings, instead of the default ones."""


class ListenerPolicySpec(Spec):
    """Targets and settings, by port."""

    target_refs: Annotated[tuple[LocalPolicyTargetReference, ...] | None, MinItems(1), MaxItems(16), ONLY_GATEWAYS] = (
        None
    )
    """The Gateways to apply to, by name."""
    target_selectors: Annotated[tuple[LocalPolicyTargetSelector, ...] | None, ONLY_GATEWAYS] = None
    """The Gateways to apply to, by labels."""
    default: ListenerConfig | None = None
    """Settings for every port without its own."""
    per_port: Annotated[tuple[ListenerPortConfig, ...] | None, MaxItems(64), ListMap(("port",)), unique_by("port")] = (
        None
    )
    """Settings of single ports."""


class ListenerPolicy(KubernetesObject):
    """Settings of a Gateway's listeners."""

    spec: ListenerPolicySpec
    status: PolicyStatus | None = None
