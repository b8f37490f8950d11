"""The status of an AgentgatewayPolicy (``plugins/traffic_plugin.go:TranslateAgentgatewayPolicy@v2.2.0``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP
from kgwctl.agentgateway.policies.targets import ancestor_order
from kgwctl.api.kinds import KGATEWAY
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.resolve.model import ParentRef
from kgwctl.status import words
from kgwctl.status.reporter import Condition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.agentgateway.policies.targets import Target

#: The most ancestors that a status has.
MAX_ANCESTORS = 15
_SUMMARY = "StatusSummary"
_ACCEPTED = Condition(words.ACCEPTED, words.TRUE, "Valid", "Policy accepted")


def policy_status(targets: Sequence[Target], problems: Sequence[str], made_anything: bool) -> dict[str, Any]:
    """The status as plain data, without transition times.

    ``problems`` are what is wrong with the settings; ``made_anything`` tells whether any is sent in spite of them.
    """
    ancestors = [
        (ancestor, conditions)
        for target in targets
        for conditions in [_conditions(target, problems, made_anything)]
        for ancestor in target.ancestors or _summary(target)
    ]
    rest = len(ancestors) - MAX_ANCESTORS
    if rest > 0:
        text = f"{rest} AncestorRefs ignored due to max status size"
        summary = (ParentRef(KGATEWAY, "", "", _SUMMARY), [Condition("StatusSummarized", "True", _SUMMARY, text)])
        ancestors = [*ancestors[:MAX_ANCESTORS], summary]
    ancestors.sort(key=lambda one: ancestor_order(one[0]))
    if not ancestors:
        return {}
    return {"ancestors": [_ancestor(*one) for one in ancestors]}


def _summary(target: Target) -> Iterator[ParentRef]:
    """What stands for a target that there is not."""
    if target.missing:
        yield ParentRef(AGENTGATEWAY_GROUP, "", "", _SUMMARY)


def _conditions(target: Target, problems: Sequence[str], made_anything: bool) -> list[Condition]:
    """A missing target makes a policy valid again, whatever is wrong with its settings."""
    if target.missing:
        return [_ACCEPTED, Condition(words.ATTACHED, words.FALSE, "Pending", target.missing)]
    if not problems:
        return [_ACCEPTED, Condition(words.ATTACHED, words.TRUE, "Attached", "Attached to all targets")]
    if made_anything:
        return [Condition(words.ACCEPTED, words.TRUE, "PartiallyValid", "\n".join(problems))]
    return [
        Condition(words.ACCEPTED, words.TRUE, "Invalid", "\n".join(problems)),
        Condition(words.ATTACHED, words.FALSE, "Pending", "Policy is not attached due to invalid status"),
    ]


def _ancestor(ref: ParentRef, conditions: list[Condition]) -> dict[str, Any]:
    named = {"group": ref.group, "kind": ref.kind, "namespace": ref.namespace, "name": ref.name}
    # The group of a Service is empty and written all the same.
    kept = {field: value for field, value in named.items() if value or (field == "group" and ref.kind)}
    return {
        "ancestorRef": kept,
        "controllerName": AGENTGATEWAY.controller,
        "conditions": [
            {"type": one.type, "status": one.status, "reason": one.reason, "message": one.message} for one in conditions
        ],
    }
