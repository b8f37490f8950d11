"""Routes on the listeners that take them, and their statuses.

Source: ``translator/route_collections.go@v2.2.0``: ``ProcessParentReferences``,
``gatewayRouteAttachmentCountCollection``; ``pkg/reports/status.go:BuildRouteStatusWithParentRefDefaulting``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from kgwctl.agentgateway.gateways.status import conditions
from kgwctl.agentgateway.routes.convert import convert_route
from kgwctl.agentgateway.routes.parents import parent_key, parents_of, reference_text
from kgwctl.api.kinds import GATEWAY, GATEWAY_API
from kgwctl.objects.resource import ObjectKey
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.status import words
from kgwctl.status.reporter import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.agentgateway.routes.convert import AnyRoute, Converted
    from kgwctl.agentgateway.routes.destinations import Destinations
    from kgwctl.agentgateway.routes.parents import ListenerIndex, Parent
    from kgwctl.objects.resource import Resource


class AttachedRoute(NamedTuple):
    """One route object on the Gateways of agentgateway.

    ``records`` are by Gateway, those of one key once: the last. ``counted`` are the listeners of Gateways
    (not of XListenerSets) that it attaches to. ``parents`` are the entries of its status by Gateway.
    """

    resource: Resource[Any]
    records: dict[ObjectKey, dict[str, AnyRoute]]
    counted: frozenset[tuple[ObjectKey, str]]
    parents: dict[ObjectKey, list[dict[str, Any]]]


def attach_route(route: Resource[Any], index: ListenerIndex, destinations: Destinations) -> AttachedRoute | None:
    """Attach a route; ``None`` if no reference of it leads to a Gateway of agentgateway."""
    parents = parents_of(route.kind, route.namespace, route.object.spec, index)
    if not parents:
        return None
    converted = convert_route(route, destinations)
    allowed = {(one.key, one.listener.section) for one in parents if one.denial is None}
    records: dict[ObjectKey, dict[str, AnyRoute]] = {}
    for parent in parents:
        of_gateway = records.setdefault(parent.listener.gateway, {})
        if (parent.key, parent.listener.section) in allowed:
            of_gateway |= {one.key: one for one in _on(parent, converted.routes)}
    counted = frozenset(
        (one.key, one.listener.section) for one in parents if one.denial is None and one.key.kind == "Gateway"
    )
    return AttachedRoute(route, records, counted, _statuses(route, parents, allowed, converted))


def _on(parent: Parent, routes: Iterable[AnyRoute]) -> Iterable[AnyRoute]:
    listener = parent.listener
    for one in routes:
        yield replace(one, key=f"{one.key}.{listener.section}", listener_key=listener.name)


def _statuses(
    route: Resource[Any],
    parents: Sequence[Parent],
    allowed: set[tuple[ObjectKey, str]],
    converted: Converted,
) -> dict[ObjectKey, list[dict[str, Any]]]:
    """The entries of a status. What is said of an XListenerSet is said under a Gateway's kind, and so is lost."""
    generation = route.object.metadata.generation or 0
    reported: dict[ObjectKey, tuple[ObjectKey, list[dict[str, Any]]]] = {}
    for gateway in dict.fromkeys(one.listener.gateway for one in parents):
        of_gateway = [one for one in parents if one.listener.gateway == gateway]
        both = (_accepted(route, of_gateway, allowed), _resolved(converted))
        first = of_gateway[0].key
        told = ObjectKey(*GATEWAY, first.namespace, first.name)
        reported[told] = (gateway, conditions(both, generation))
    found: dict[ObjectKey, list[dict[str, Any]]] = {gateway: [] for gateway, _ in reported.values()}
    for ref in sorted(route.object.spec.parent_refs or (), key=lambda one: _defaulted_text(one, route.namespace)):
        report = reported.get(parent_key(ref, route.namespace))
        if report is not None:
            gateway, told_conditions = report
            found[gateway].append(
                {
                    "parentRef": _reference(ref, route.namespace),
                    "controllerName": AGENTGATEWAY.controller,
                    "conditions": told_conditions,
                }
            )
    return found


def _accepted(route: Resource[Any], parents: Sequence[Parent], allowed: set[tuple[ObjectKey, str]]) -> Condition:
    """Reasons against override each other in this order: a listener's, the namespace's, the section's.

    Of several listeners that refuse for different reasons the last is told. Upstream goes through them in no fixed
    order, so that its reason may change from one start to the next; here it is the order of the Gateway.
    """
    if any((one.key, one.listener.section) in allowed for one in parents):
        return Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, "")
    reason, message = "NoMatchingListenerHostname", "No route hostnames intersect any listener hostname"
    for one in parents:
        if one.denial is not None:
            reason, message = one.denial
    first = parents[0].ref
    if any(one.key.namespace != route.namespace for one in parents):
        reason, message = "NotAllowedByListeners", "Parent listener not usable or not permitted"
    elif first.section_name is not None or first.port is not None:
        reason, message = "NoMatchingParent", "No listener with the specified sectionName on the parent Gateway"
    return Condition(words.ACCEPTED, words.FALSE, reason, message)


def _resolved(converted: Converted) -> Condition:
    problem = converted.problem
    if problem is None:
        return Condition(words.RESOLVED_REFS, words.TRUE, words.RESOLVED_REFS, "")
    return Condition(words.RESOLVED_REFS, words.FALSE, problem.reason or "Invalid", problem.message)


def _reference(ref: Any, namespace: str) -> dict[str, Any]:
    key = parent_key(ref, namespace)
    made: dict[str, Any] = {
        "group": key.group,
        "kind": GATEWAY_KIND if ref.kind is None else ref.kind,
        "name": key.name,
        "namespace": key.namespace,
    }
    if ref.section_name is not None:
        made["sectionName"] = ref.section_name
    if ref.port is not None:
        made["port"] = ref.port
    return made


GATEWAY_KIND = "Gateway"


def _defaulted_text(ref: Any, namespace: str) -> str:
    return reference_text(
        replace(
            ref,
            group=GATEWAY_API if ref.group is None else ref.group,
            kind=GATEWAY_KIND if ref.kind is None else ref.kind,
            namespace=namespace if ref.namespace is None else ref.namespace,
        )
    )
