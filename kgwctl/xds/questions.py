"""Everything that a run renders, as questions to one Envoy: what two Gateways share is asked once."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
from kgwctl.envoy.messages.tree import changed, rewritten
from kgwctl.envoy.stock_filters import StockFilters
from kgwctl.xds.harmless import harmless, unbound
from kgwctl.xds.judge import Question
from kgwctl.xds.protobuf import CLUSTER, ENDPOINTS, LISTENER, ROUTES, SECRET, plain
from kgwctl.xds.server import ResourceId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.envoy.resources import XdsResources
    from kgwctl.objects.resource import ObjectKey


class Asked(NamedTuple):
    """A question, and the Gateways that have the resource under ``name``."""

    question: Question
    name: str
    gateways: tuple[ObjectKey, ...]


class Questions(NamedTuple):
    """The questions of a run by what is asked about, the texts in them that must not be shown, what was left out."""

    asked: dict[ResourceId, Asked]
    secrets: set[str]
    stock: StockFilters


def questions(results: Iterable[GatewayResult]) -> Questions:
    """Everything that ``results`` have, in a form that an Envoy can judge.

    Listeners and route configurations of different Gateways have the same names, so the Gateway's comes before
    them. Clusters keep their names, since others refer to them.
    """
    asked: dict[ResourceId, Asked] = {}
    secrets: set[str] = set()
    stock = StockFilters()
    numbers = count()
    for result in results:
        prefix = f"{result.gateway.namespaced_name}/"
        for shared, type_url, name, message in _resources(result.served):
            resource = ResourceId(type_url, name if shared else prefix + name)
            known = asked.get(resource)
            if known is not None:
                asked[resource] = known._replace(gateways=(*known.gateways, result.gateway))
                continue
            judged = _prefixed(harmless(message, stock), prefix)
            if type_url == LISTENER:
                judged = unbound(judged, next(numbers))  # type: ignore[arg-type]
            value = plain(judged, secrets)
            if not shared:
                value["name"] = resource.name
            asked[resource] = Asked(Question(resource, value), name, (result.gateway,))
    return Questions(asked, secrets, stock)


def _resources(xds: XdsResources) -> Iterator[tuple[bool, str, str, Message]]:
    """Whether it is shared, type, name and resource."""
    for cluster in xds.clusters:
        yield True, CLUSTER, cluster.name, cluster
    for assignment in xds.endpoints:
        yield True, ENDPOINTS, assignment.cluster_name, assignment
    for secret in xds.secrets:
        yield True, SECRET, secret.name, secret
    for listener in xds.listeners:
        yield False, LISTENER, listener.name, listener
    for routes in xds.routes:
        yield False, ROUTES, routes.name, routes


def _prefixed(message: Message, prefix: str) -> Message:
    """``message`` asking for the routes of its own Gateway."""

    def change(one: Any) -> Any:
        if isinstance(one, HttpConnectionManager) and one.rds is not None:
            return changed(one, rds=changed(one.rds, route_config_name=prefix + one.rds.route_config_name))
        return one

    return rewritten(message, change)
