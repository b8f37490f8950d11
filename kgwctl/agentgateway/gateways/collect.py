"""The Gateways of agentgateway with all their listeners, those of XListenerSets included.

Source: ``translator/gateway_collection.go@v2.2.0``; ``conversion.go``: ``IsManaged``, ``ExtractGatewayServices``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.gateways.listeners import BoundListener, Surroundings, bind_listener

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Gateway


class BoundListenerSet(NamedTuple):
    """An XListenerSet that its Gateway allows."""

    resource: Resource[Any]
    listeners: tuple[BoundListener, ...]


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
        for one in sorted(self.sets, key=lambda one: one.resource.key):
            found |= {listener.name: listener for listener in one.listeners}
        return list(found.values())


def bind_gateway(gateway: Gateway, around: Surroundings) -> BoundGateway:
    """A Gateway as the controller sees it. One that is refused keeps its XListenerSets, for their statuses."""
    sets = tuple(
        BoundListenerSet(one.resource, tuple(bind_listener(each, gateway, around) for each in one.listeners))
        for one in gateway.allowed_listener_sets
    )
    refused = _refused_addresses(gateway.resource.object.spec.addresses or ())
    if refused:
        return BoundGateway(gateway.resource, (), sets, refused)
    own = (one for one in gateway.listeners if one.parent is gateway.resource)
    return BoundGateway(gateway.resource, tuple(bind_listener(one, gateway, around) for one in own), sets)


def _refused_addresses(addresses: Iterable[Any]) -> str:
    """Why a Gateway with those addresses cannot be used: it stands for Services named there, or for one IP."""
    given = list(addresses)
    if not given or (len(given) == 1 and given[0].type in (None, "IPAddress")):
        return ""
    skipped = [one.value or "" for one in given if one.type not in (None, "Hostname")]
    if len(skipped) < len(given):
        return ""
    return f"only Hostname is supported, ignoring [{' '.join(skipped)}]"
