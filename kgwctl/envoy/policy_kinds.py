"""All policy kinds, in the order in which they apply; built-in route filters come first in any case."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kgwctl.api.kinds import (
    BACKEND,
    BACKEND_CONFIG_POLICY,
    BACKEND_TLS_POLICY,
    DIRECT_RESPONSE,
    HTTP_LISTENER_POLICY,
    LISTENER_POLICY,
    TRAFFIC_POLICY,
    GroupKind,
)
from kgwctl.envoy.policy_engine.contract import BUILTIN

if TYPE_CHECKING:
    from kgwctl.envoy.policy_engine.contract import PolicyKind
    from kgwctl.objects.object_set import ObjectSet

#: Each kind and the module that has it as ``KIND``. Modules are imported only where the input has such objects.
KINDS: tuple[tuple[GroupKind, str], ...] = (
    (BUILTIN, "kgwctl.envoy.route_filters.kind"),
    (TRAFFIC_POLICY, "kgwctl.envoy.traffic_policy.kind"),
    (DIRECT_RESPONSE, "kgwctl.envoy.direct_response"),
    (HTTP_LISTENER_POLICY, "kgwctl.envoy.listener_policy.http_listener_policy"),
    (LISTENER_POLICY, "kgwctl.envoy.listener_policy.kind"),
    (BACKEND_CONFIG_POLICY, "kgwctl.envoy.backend_config_policy.kind"),
    (BACKEND_TLS_POLICY, "kgwctl.envoy.backend_tls_policy"),
    (BACKEND, "kgwctl.envoy.clusters.dynamic_forward_proxy"),
)


def kind_of(group_kind: GroupKind) -> PolicyKind:
    """The kind of that identity. Raises :class:`KeyError` if nothing renders it."""
    kind: PolicyKind = import_module(dict(KINDS)[group_kind]).KIND
    return kind


def kinds_for(objects: ObjectSet) -> tuple[PolicyKind, ...]:
    """The kinds that matter to an input, in order."""
    return tuple(kind_of(group_kind) for group_kind, _ in KINDS if group_kind == BUILTIN or objects.of(group_kind))
