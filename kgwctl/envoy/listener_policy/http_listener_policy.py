"""The HTTPListenerPolicy kind: the older way to write the HTTP settings of a ListenerPolicy for all ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import HTTP_LISTENER_POLICY
from kgwctl.envoy.listener_policy.kind import ListenerForm, ListenerPolicyKind, PolicyForm, http_forms

if TYPE_CHECKING:
    from kgwctl.envoy.policy_engine.contract import CompileEnv, PolicyKind, Problem
    from kgwctl.objects.resource import Resource


class HttpListenerPolicyKind(ListenerPolicyKind):
    """``HTTPListenerPolicy.gateway.kgateway.dev``. The two kinds do not merge with each other."""

    group_kind = HTTP_LISTENER_POLICY
    origin = http_origin = ""

    def form(self, policy: Resource[Any], env: CompileEnv, problems: list[Problem]) -> PolicyForm:
        """The form of a policy object, whose whole spec are the settings."""
        return PolicyForm(ListenerForm(http=http_forms(policy.object.spec, policy, env, ("spec",), problems)))


KIND: PolicyKind = HttpListenerPolicyKind()
