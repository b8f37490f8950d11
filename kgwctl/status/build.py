"""Reports to status objects, as the running controller writes them, as plain data.

Reports mostly hold what went wrong; what is missing went well, and is added here in a fixed order.

Source: ``pkg/reports/status.go@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY, GRPC_ROUTE, HTTP_ROUTE, KGATEWAY, TCP_ROUTE, TLS_ROUTE, X_LISTENER_SET
from kgwctl.planes.envoy import ENVOY
from kgwctl.resolve.conflicts import port_of
from kgwctl.resolve.model import ParentRef
from kgwctl.resolve.routes import parent_ref
from kgwctl.status import words
from kgwctl.status.reporter import Condition, Conditions, parent_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.status.reporter import (
        AncestorReport,
        ListenerReport,
        ParentKey,
        ParentReport,
        PolicyReport,
        Reporter,
        RouteReport,
    )

#: Most ancestors that a policy's status lists one by one.
MAX_ANCESTORS = 15
#: Shown as port of a ListenerSet's listener that has none.
NO_PORT = 65535

_ROUTE_SECTIONS: dict[tuple[str, str], str] = {
    HTTP_ROUTE: "httpRoutes",
    GRPC_ROUTE: "grpcRoutes",
    TCP_ROUTE: "tcpRoutes",
    TLS_ROUTE: "tlsRoutes",
}
_PARENT_SECTIONS: dict[tuple[str, str], str] = {
    GATEWAY: "gateways",
    X_LISTENER_SET: "listenerSets",
}
SECTIONS = ("gateways", "listenerSets", "httpRoutes", "grpcRoutes", "tcpRoutes", "tlsRoutes", "policies")

_LISTENER_DEFAULTS = (
    Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, words.LISTENER_ACCEPTED_MESSAGE),
    Condition(words.CONFLICTED, words.FALSE, words.NO_CONFLICTS, words.LISTENER_NO_CONFLICTS_MESSAGE),
    Condition(words.RESOLVED_REFS, words.TRUE, words.RESOLVED_REFS, words.REFS_RESOLVED_MESSAGE),
    Condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, words.LISTENER_PROGRAMMED_MESSAGE),
)
_PARENT_DEFAULTS = {
    "gateways": (
        Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, words.GATEWAY_ACCEPTED_MESSAGE),
        Condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, words.GATEWAY_PROGRAMMED_MESSAGE),
    ),
    "listenerSets": (
        Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, words.LISTENER_SET_ACCEPTED_MESSAGE),
        Condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, words.LISTENER_SET_PROGRAMMED_MESSAGE),
    ),
}
_ROUTE_DEFAULTS = (
    Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, words.ROUTE_ACCEPTED_MESSAGE),
    Condition(words.RESOLVED_REFS, words.TRUE, words.RESOLVED_REFS, words.REFS_RESOLVED_MESSAGE),
)
_ANCESTOR_DEFAULTS = (
    Condition(words.ACCEPTED, words.FALSE, words.PENDING),
    Condition(words.ATTACHED, words.FALSE, words.PENDING),
)


def build_statuses(reporter: Reporter, objects: ObjectSet) -> dict[str, Any]:
    """The statuses of all objects reported on: section to ``namespace/name`` (policies: with kind) to status.

    Sections without entries are left out.
    """
    sections: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    for key, parent in _sorted(reporter.parents):
        section = _PARENT_SECTIONS[key[:2]]
        resource = objects.get(key)
        if resource is not None:
            sections[section][key.namespaced_name] = _parent_status(resource, parent, section)
    for key, route in _sorted(reporter.routes):
        status = _route_status(route, objects.get(key))
        sections[_ROUTE_SECTIONS[key[:2]]][key.namespaced_name] = status
    for key, policy in sorted(reporter.policies.items(), key=lambda item: (item[0].kind, item[0].namespaced_name)):
        sections["policies"][f"{key.kind}/{key.namespaced_name}"] = _policy_status(policy)
    return {name: entries for name, entries in sections.items() if entries}


def _sorted(reports: dict[ObjectKey, Any]) -> list[tuple[ObjectKey, Any]]:
    return sorted(reports.items(), key=lambda item: item[0].namespaced_name)


def _parent_status(resource: Resource[Any], report: ParentReport, section: str) -> dict[str, Any]:
    generation = resource.object.metadata.generation or 0
    accepted = report.condition(words.ACCEPTED)
    specs = resource.object.spec.listeners or ()
    if section == "listenerSets" and accepted is not None and accepted.status == words.FALSE:
        # Nothing is said about the listeners of a set that is refused as a whole.
        specs = ()
    listeners = []
    unprogrammed = []
    for spec in specs:
        listener = report.listener(spec.name)
        conditions = _completed(listener, _LISTENER_DEFAULTS)
        programmed = next(one for one in conditions if one.type == words.PROGRAMMED)
        if programmed.status == words.FALSE:
            unprogrammed.append((spec.name, programmed.message))
        status = _listener_status(spec, listener, conditions, generation)
        if section == "listenerSets":
            status["port"] = port_of(spec.protocol, spec.port) or NO_PORT
        listeners.append(status)
    conditions = list(report)
    if unprogrammed:
        message = words.listeners_not_programmed(unprogrammed)
        conditions = _replaced(conditions, Condition(words.ACCEPTED, words.TRUE, words.LISTENERS_NOT_VALID, message))
    finished = _completed(conditions, _PARENT_DEFAULTS[section])
    whole: dict[str, Any] = {"conditions": _conditions(finished, generation)}
    return {**whole, "listeners": listeners} if listeners else whole


def _listener_status(
    spec: Any, report: ListenerReport, conditions: Iterable[Condition], generation: int
) -> dict[str, Any]:
    return {
        "name": spec.name,
        "supportedKinds": [{"group": kind.group, "kind": kind.kind} for kind in report.supported_kinds],
        "attachedRoutes": report.attached_routes,
        "conditions": _conditions(conditions, generation),
    }


def _route_status(report: RouteReport, resource: Resource[Any] | None) -> dict[str, Any]:
    """One entry for each parentRef of the route that was reported on.

    References that differ in section or port only share what is said. A route that is delegated to may name no
    parents; those that it was reached from stand for them.
    """
    generation = (resource.object.metadata.generation or 0) if resource is not None else 0
    written = resource.object.spec.parent_refs if resource is not None else None
    refs = [parent_ref(one) for one in written] if written else [ParentRef(*key) for key in report.parents]
    parents = [
        {
            "parentRef": _parent_reference(ref),
            "controllerName": ENVOY.controller,
            "conditions": _conditions(_completed(report.parents[parent_key(ref)], _ROUTE_DEFAULTS), generation),
        }
        for ref in sorted(refs, key=_parent_text)
        if parent_key(ref) in report.parents
    ]
    return {"parents": parents}


def _parent_text(ref: ParentRef) -> str:
    """What parents are sorted by: ``status.go:ParentString``."""
    section, port = ref.section_name or "", ref.port or 0
    return f"{ref.group or ''}/{ref.kind or ''}/{ref.name}/{section}/{port}.{ref.namespace or ''}"


def _parent_reference(ref: ParentRef) -> dict[str, Any]:
    reference = {
        "group": ref.group,
        "kind": ref.kind,
        "namespace": ref.namespace,
        "name": ref.name,
        "sectionName": ref.section_name,
        "port": ref.port,
    }
    return {name: value for name, value in reference.items() if value is not None}


def _policy_status(report: PolicyReport) -> dict[str, Any]:
    ancestors = [
        {
            "ancestorRef": _reference(key),
            "controllerName": ENVOY.controller,
            "conditions": _conditions(_ancestor_conditions(ancestor), report.generation),
        }
        for key, ancestor in _in_order(report.ancestors)
    ]
    ignored = len(ancestors) - MAX_ANCESTORS
    if ignored > 0:
        ancestors[MAX_ANCESTORS:] = [_summary(ignored)]
    return {"ancestors": ancestors}


def _ancestor_conditions(report: AncestorReport) -> list[Condition]:
    conditions = _completed(report, _ANCESTOR_DEFAULTS)
    attachment = report.attachment
    return conditions if attachment is None else _replaced(conditions, attachment)


def _summary(ignored: int) -> dict[str, Any]:
    """The entry that stands for the ancestors that a status has no room for."""
    summary = Condition(words.STATUS_SUMMARIZED, words.TRUE, words.STATUS_SUMMARY, words.ancestors_ignored(ignored))
    return {
        "ancestorRef": {"group": KGATEWAY, "name": words.STATUS_SUMMARY},
        "controllerName": ENVOY.controller,
        "conditions": _conditions([summary], 0),
    }


def _in_order(reports: dict[ParentKey, Any]) -> Iterator[tuple[ParentKey, Any]]:
    """Entries by the text form of their reference, as the controller sorts them."""
    return iter(sorted(reports.items(), key=lambda item: _text_form(item[0])))


def _text_form(key: ParentKey) -> str:
    # group/kind/name/sectionName/port.namespace, where references here have neither section nor port.
    return f"{key.group}/{key.kind}/{key.name}//0.{key.namespace}"


def _reference(key: ParentKey) -> dict[str, str]:
    reference = {"group": key.group, "kind": key.kind, "name": key.name}
    if key.namespace:
        reference["namespace"] = key.namespace
    return reference


def _completed(conditions: Iterable[Condition], defaults: Iterable[Condition]) -> list[Condition]:
    """Conditions with those of ``defaults`` added whose type is missing."""
    completed = list(conditions)
    present = {condition.type for condition in completed}
    completed += [default for default in defaults if default.type not in present]
    return completed


def _replaced(conditions: Iterable[Condition], condition: Condition) -> list[Condition]:
    """Conditions with one set as :class:`Conditions` sets it."""
    collected = Conditions()
    for one in (*conditions, condition):
        collected.add(one)
    return list(collected)


def _conditions(conditions: Iterable[Condition], generation: int) -> list[dict[str, Any]]:
    """Conditions as data. There is no transition time: nothing has happened yet."""
    observed = {"observedGeneration": generation} if generation else {}
    return [
        {"type": one.type, "status": one.status, **observed, "reason": one.reason, "message": one.message}
        for one in conditions
    ]
