"""The Gateways of agentgateway with all their listeners, those of XListenerSets included.

Source: ``translator/gateway_collection.go@v2.2.0``; ``conversion.go:ExtractGatewayServices``;
``kubeutils/port.go:DetectListenerPortNumber``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.gateways.listeners import BoundListener, Surroundings, bind_listener
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.kinds import EXPERIMENTAL_GROUP, GATEWAY_GROUP
from kgwctl.resolve.namespaces import everywhere, nowhere, same
from kgwctl.resolve.selectors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.namespaces import NamespaceRule, Namespaces

_PORTS = {"HTTP": 80, "HTTPS": 443}


class BoundListenerSet(NamedTuple):
    """An XListenerSet of a Gateway; not ``allowed`` ones have no listeners."""

    resource: Resource[Any]
    gateway: ObjectKey
    allowed: bool
    listeners: tuple[BoundListener, ...] = ()


class BoundGateway(NamedTuple):
    """A Gateway with its own listeners and its XListenerSets. ``refused`` says why it is not used, or is empty."""

    resource: Resource[Any]
    own: tuple[BoundListener, ...]
    sets: tuple[BoundListenerSet, ...]
    refused: str = ""

    @property
    def listeners(self) -> list[BoundListener]:
        """All listeners, one a name: that of an XListenerSet called like the Gateway wins."""
        if self.refused:
            return []
        found = {one.name: one for one in self.own}
        for one in self.sets:
            found |= {listener.name: listener for listener in one.listeners}
        return list(found.values())


def bind_gateways(
    gateways: Iterable[Resource[Any]], sets: Iterable[Resource[Any]], around: Surroundings
) -> list[BoundGateway]:
    """The Gateways in the order given, with the XListenerSets that name them, by namespace and name."""
    by_gateway: dict[ObjectKey, list[Resource[Any]]] = {}
    for one in sorted(sets, key=lambda one: (one.namespace, one.name)):
        parent = _gateway_of(one)
        if parent is not None:
            by_gateway.setdefault(parent, []).append(one)
    return [_bind(gateway, by_gateway.get(gateway.key, ()), around) for gateway in gateways]


def _gateway_of(listener_set: Resource[Any]) -> ObjectKey | None:
    ref = listener_set.object.spec.parent_ref
    group = GATEWAY_GROUP if ref.group is None else ref.group
    if (group, ref.kind or "Gateway") != (GATEWAY_GROUP, "Gateway"):
        return None
    namespace = listener_set.namespace if ref.namespace is None else ref.namespace
    return ObjectKey(GATEWAY_GROUP, "Gateway", namespace, ref.name)


def _bind(gateway: Resource[Any], sets: Iterable[Resource[Any]], around: Surroundings) -> BoundGateway:
    spec = gateway.object.spec
    admits = _admitted_sets(spec.allowed_listeners, gateway.namespace, around.namespaces)
    bound_sets = tuple(_bind_set(one, gateway, admits, around) for one in sets)
    refused = _refused_addresses(spec.addresses or ())
    if refused:
        return BoundGateway(gateway, (), bound_sets, refused)
    own = tuple(bind_listener(one, gateway.key, gateway, one.port, "", around) for one in spec.listeners)
    return BoundGateway(gateway, own, bound_sets)


def _bind_set(
    listener_set: Resource[Any], gateway: Resource[Any], admits: NamespaceRule, around: Surroundings
) -> BoundListenerSet:
    if not admits(listener_set.namespace):
        return BoundListenerSet(listener_set, gateway.key, False)
    listeners = []
    for entry in listener_set.object.spec.listeners:
        port = entry.port or _PORTS.get(entry.protocol, 0)
        problem = "" if port else f"protocol {entry.protocol} requires a port to be set"
        key = ObjectKey(EXPERIMENTAL_GROUP, "XListenerSet", listener_set.namespace, listener_set.name)
        listeners.append(bind_listener(entry, key, gateway, port, problem, around))
    return BoundListenerSet(listener_set, gateway.key, True, tuple(listeners))


def _admitted_sets(allowed: Any, own: str, namespaces: Namespaces) -> NamespaceRule:
    """The namespaces whose XListenerSets a Gateway takes; none by default."""
    wanted = allowed.namespaces if allowed is not None else None
    if wanted is None or wanted.from_ == "None":
        return nowhere
    if wanted.from_ == "All":
        return everywhere
    if wanted.from_ == "Same":
        return same(own)
    try:
        return namespaces.selected_by(wanted.selector)
    except SelectorError:
        return nowhere


def _refused_addresses(addresses: Iterable[Any]) -> str:
    """Why a Gateway with those addresses cannot be used: it stands for Services named there, or for one IP."""
    given = list(addresses)
    if not given or (len(given) == 1 and given[0].type in (None, "IPAddress")):
        return ""
    skipped = [one.value or "" for one in given if one.type not in (None, "Hostname")]
    if len(skipped) < len(given):
        return ""
    return f"only Hostname is supported, ignoring [{' '.join(skipped)}]"
