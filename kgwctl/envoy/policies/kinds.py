"""All policy kinds, in the order in which they apply; built-in route filters come first in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.builtin import kind as builtin
from kgwctl.envoy.clusters import dynamic_forward_proxy
from kgwctl.envoy.policies import direct_response, traffic_policy

if TYPE_CHECKING:
    from kgwctl.envoy.policies.contract import PolicyKind

KINDS: tuple[PolicyKind, ...] = (
    builtin.KIND,
    traffic_policy.KIND,
    direct_response.KIND,
    dynamic_forward_proxy.KIND,
)
