"""The results of a run: for each Gateway of agentgateway its resources, the addresses and the statuses around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.gateways.status import gateway_status, listener_set_status
from kgwctl.agentgateway.translate import ROUTE_KINDS, Translation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kgwctl.agentgateway.gateways.collect import BoundGateway
    from kgwctl.agentgateway.resources.generated.resource import Resource
    from kgwctl.agentgateway.resources.generated.workload import Address
    from kgwctl.objects.resource import ObjectKey

_SECTIONS = {kind: f"{kind[:-5].lower()}Routes" for kind in ROUTE_KINDS}


class GatewayResult(NamedTuple):
    """What one Gateway compiles to: resources and addresses in the order of their names, and statuses as plain data.

    ``addresses`` and the policies and backends among the resources are the same for every Gateway of a run.
    So are ``unknown_keys``, the URLs of key sets that nobody gave.
    """

    gateway: ObjectKey
    resources: list[Resource]
    addresses: list[Address]
    statuses: dict[str, Any]
    unknown_keys: tuple[str, ...] = ()


def render(translation: Translation, only: Collection[str] | None = None) -> Iterator[GatewayResult]:
    """Translate the Gateways, by namespace and name; ``only`` limits them to those ``namespace/name``."""
    for gateway in translation.gateways:
        key = gateway.resource.key
        if only and key.namespaced_name not in only:
            continue
        named = {**translation.everywhere, **translation.of_gateway(gateway)}
        resources = [named[name] for name in sorted(named)]
        statuses = _statuses(translation, gateway)
        yield GatewayResult(key, resources, translation.addresses, statuses, translation.key_sets.placeholders)


def _statuses(translation: Translation, gateway: BoundGateway) -> dict[str, Any]:
    """Section to ``namespace/name`` (policies: with kind) to status; sections without entries are left out.

    BackendTLSPolicies and InferencePools have none: the one is never written, the other only by kgateway's plugin
    for Envoy (``controller/start.go:NewControllerBuilder@v2.2.0``), which agentgateway's chart switches off.
    """
    key = gateway.resource.key
    sections: dict[str, dict[str, Any]] = {
        "gateways": {key.namespaced_name: gateway_status(gateway, translation.attached_to(gateway))},
        "listenerSets": {one.resource.key.namespaced_name: listener_set_status(one) for one in gateway.sets},
        **{section: {} for section in _SECTIONS.values()},
    }
    for route in translation.routes_of(gateway):
        section = _SECTIONS[route.resource.kind]
        sections[section][route.resource.key.namespaced_name] = {"parents": route.parents.get(key, [])}
    sections["policies"] = {
        f"{one.source.kind}/{one.source.key.namespaced_name}": status
        for one in translation.policies
        if (status := one.status)
    }
    sections["backends"] = {one.source.key.namespaced_name: one.status for one in translation.backends}
    return {name: entries for name, entries in sections.items() if entries}
