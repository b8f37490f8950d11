"""All policy kinds, in the order in which they apply; built-in route filters come first in any case."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kgwctl.api.kinds import GroupKind
from kgwctl.envoy.policy_engine.contract import BUILTIN
from kgwctl.resolve.kinds import GATEWAY_GROUP, KGATEWAY_GROUP

if TYPE_CHECKING:
    from kgwctl.envoy.policy_engine.contract import PolicyKind
    from kgwctl.objects.object_set import ObjectSet

#: Each kind and the module that has it as ``KIND``. Modules are imported only where the input has such objects.
KINDS: tuple[tuple[GroupKind, str], ...] = (
    (BUILTIN, "kgwctl.envoy.route_filters.kind"),
    (GroupKind(KGATEWAY_GROUP, "TrafficPolicy"), "kgwctl.envoy.traffic_policy.kind"),
    (GroupKind(KGATEWAY_GROUP, "DirectResponse"), "kgwctl.envoy.direct_response"),
    (GroupKind(KGATEWAY_GROUP, "HTTPListenerPolicy"), "kgwctl.envoy.listener_policy.http_listener_policy"),
    (GroupKind(KGATEWAY_GROUP, "ListenerPolicy"), "kgwctl.envoy.listener_policy.kind"),
    (GroupKind(KGATEWAY_GROUP, "BackendConfigPolicy"), "kgwctl.envoy.backend_config_policy.kind"),
    (GroupKind(GATEWAY_GROUP, "BackendTLSPolicy"), "kgwctl.envoy.backend_tls_policy"),
    (GroupKind(KGATEWAY_GROUP, "Backend"), "kgwctl.envoy.clusters.dynamic_forward_proxy"),
)


def kind_of(group_kind: GroupKind) -> PolicyKind:
    """The kind of that identity. Raises :class:`KeyError` if nothing renders it."""
    kind: PolicyKind = import_module(dict(KINDS)[group_kind]).KIND
    return kind


def kinds_for(objects: ObjectSet) -> tuple[PolicyKind, ...]:
    """The kinds that matter to an input, in order."""
    return tuple(
        kind_of(group_kind)
        for group_kind, _ in KINDS
        if group_kind == BUILTIN or objects.of(group_kind.group, group_kind.kind)
    )
