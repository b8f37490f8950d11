"""Statuses of Gateways and XListenerSets.

Source: ``pkg/reports/status.go:BuildGWStatus@v2.2.0``; ``translator/gateway_collection.go:reportListenerSetStatus``;
``agentgatewaysyncer/syncer.go:buildFinalGatewayStatus``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY_API
from kgwctl.status import words
from kgwctl.status.reporter import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kgwctl.agentgateway.gateways.collect import BoundGateway, BoundListenerSet
    from kgwctl.agentgateway.gateways.listeners import BoundListener

_UNTOLD = (
    Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, words.LISTENER_ACCEPTED_MESSAGE),
    Condition(words.CONFLICTED, words.FALSE, words.NO_CONFLICTS, words.LISTENER_NO_CONFLICTS_MESSAGE),
    Condition(words.RESOLVED_REFS, words.TRUE, words.RESOLVED_REFS, words.REFS_RESOLVED_MESSAGE),
    Condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, words.LISTENER_PROGRAMMED_MESSAGE),
)
_PROGRAMMED = Condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, words.GATEWAY_PROGRAMMED_MESSAGE)


def gateway_status(gateway: BoundGateway, attached: Mapping[str, int]) -> dict[str, Any]:
    """The status of a Gateway. ``attached`` counts the routes of each listener."""
    resource = gateway.resource
    generation = resource.object.metadata.generation or 0
    listeners = [_listener(one, attached.get(one.section, 0), generation) for one in gateway.own]
    if gateway.refused:
        accepted = Condition(words.ACCEPTED, words.FALSE, "Invalid", gateway.refused)
        listeners = [
            {
                "name": spec.name,
                "supportedKinds": [],
                "attachedRoutes": attached.get(spec.name, 0),
                "conditions": conditions(_UNTOLD, generation),
            }
            for spec in resource.object.spec.listeners
        ]
    else:
        accepted = _accepted(gateway.own)
    return {"conditions": conditions((accepted, _PROGRAMMED), generation), "listeners": listeners}


def _accepted(listeners: Sequence[BoundListener]) -> Condition:
    unprogrammed = [
        (one.section, condition.message)
        for one in listeners
        for condition in one.conditions
        if condition.type == words.PROGRAMMED and condition.status == words.FALSE
    ]
    if unprogrammed:
        message = words.listeners_not_programmed(unprogrammed)
        return Condition(words.ACCEPTED, words.TRUE, words.LISTENERS_NOT_VALID, message)
    return Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, "" if listeners else words.GATEWAY_ACCEPTED_MESSAGE)


def listener_set_status(listener_set: BoundListenerSet) -> dict[str, Any]:
    """The status of an XListenerSet that the Gateway allows; no other gets one.

    Routes are not counted, and every listener is given the port of the last one: each writes its own over all.
    """
    generation = listener_set.resource.object.metadata.generation or 0
    whole = (
        Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, "Resource accepted"),
        Condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, "Resource programmed"),
    )
    last = listener_set.listeners[-1].port if listener_set.listeners else 0
    listeners = [{**_listener(one, 0, generation), "port": last} for one in listener_set.listeners]
    return {"conditions": conditions(whole, generation), "listeners": listeners}


def _listener(listener: BoundListener, attached: int, generation: int) -> dict[str, Any]:
    return {
        "name": listener.section,
        "supportedKinds": [{"group": GATEWAY_API, "kind": kind} for kind in listener.kinds],
        "attachedRoutes": attached,
        "conditions": conditions(listener.conditions, generation),
    }


def conditions(those: Iterable[Condition], generation: int) -> list[dict[str, Any]]:
    """Conditions as data, without transition times; the generation is left out where the object has none."""
    observed = {"observedGeneration": generation} if generation else {}
    return [
        {"type": one.type, "status": one.status, **observed, "reason": one.reason, "message": one.message}
        for one in those
    ]
