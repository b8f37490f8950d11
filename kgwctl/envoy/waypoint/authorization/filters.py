"""The RBAC filters of a service: what is to be logged, then what is denied, then all that is allowed.

Policies with action CUSTOM have no effect: the controller builds nothing for them. Dry runs count as real ones.

Source: ``istio.io/istio/pilot/pkg/security/authz/builder``, as ``waypoint/rbac.go@v2.2.0`` uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.envoy.messages.generated.filters import rbac
from kgwctl.envoy.messages.generated.hcm import HttpFilter
from kgwctl.envoy.messages.generated.rbac import RBAC
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import Stage, StagedFilter
from kgwctl.envoy.waypoint.authorization.rules import UnknownAttribute, never, rbac_policy
from kgwctl.envoy.waypoint.authorization.values import UnusableValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.envoy.messages.generated.rbac import Policy
    from kgwctl.objects.resource import Resource

FILTER = "envoy.filters.http.rbac"
#: Action of policies and of Envoy, in the order of the filters.
_ACTIONS: tuple[tuple[str, RBAC.Action], ...] = (("AUDIT", "LOG"), ("DENY", "DENY"), ("ALLOW", "ALLOW"))
#: Further after the stage than anything that is merely after it.
_AFTER = 2


def http_filters(policies: Sequence[Resource[Any]]) -> list[StagedFilter]:
    """The filters of an HTTP chain; there are none for other chains, where policies are not enforced."""
    found = []
    for place, (action, envoy_action) in enumerate(_ACTIONS):
        chosen = [one for one in policies if one.object.spec.action == action]
        if chosen:
            rules: dict[str, Policy] = {}
            for policy in chosen:
                rules |= _rules(policy, strict=action == "ALLOW")
            config = rbac.RBAC(
                rules=RBAC(action=envoy_action, policies=rules),
                # Named even though there are no rules to try.
                shadow_rules_stat_prefix="istio_dry_run_allow_",
            )
            filter = HttpFilter(name=FILTER, typed_config=pack(config))
            found.append(StagedFilter(filter, Stage.AUTH_Z, _AFTER, weight=-place))
    return found


def _rules(policy: Resource[Any], *, strict: bool) -> dict[str, Policy]:
    """A policy's rules by name; a rule that cannot be understood is left out."""
    given = policy.object.spec.rules or ()
    name = f"ns[{policy.namespace}]-policy[{policy.name}]-rule"
    if not given:
        return {f"{name}[0]": never()}
    made = {}
    for index, rule in enumerate(given):
        if rule is None:
            continue
        try:
            made[f"{name}[{index}]"] = rbac_policy(rule, policy.namespace, strict=strict)
        except (UnknownAttribute, UnusableValue):
            continue
    return made
