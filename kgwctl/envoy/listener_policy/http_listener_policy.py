"""The HTTPListenerPolicy kind: the older way to write the HTTP settings of a ListenerPolicy for all ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GroupKind
from kgwctl.envoy.listener_policy.kind import ListenerForm, ListenerPolicyKind, PolicyForm, http_forms
from kgwctl.resolve.kinds import KGATEWAY_GROUP

if TYPE_CHECKING:
    from kgwctl.envoy.policy_engine.contract import CompileEnv, PolicyKind, Problem
    from kgwctl.objects.resource import Resource


class HttpListenerPolicyKind(ListenerPolicyKind):
    """``HTTPListenerPolicy.gateway.kgateway.dev``. The two kinds do not merge with each other."""

    group_kind = GroupKind(KGATEWAY_GROUP, "HTTPListenerPolicy")
    origin = http_origin = ""

    def form(self, policy: Resource[Any], env: CompileEnv, problems: list[Problem]) -> PolicyForm:
        """The form of a policy object, whose whole spec are the settings."""
        return PolicyForm(ListenerForm(http=http_forms(policy.object.spec, policy, env, ("spec",), problems)))


KIND: PolicyKind = HttpListenerPolicyKind()
