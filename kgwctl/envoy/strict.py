"""``KGW_VALIDATION_MODE=STRICT``: parts of the configuration that the controller has an Envoy judge beforehand.

The controller starts one Envoy for each route, policy and cluster. Here the questions of a whole translation are
collected and asked together: a translation runs as if all unanswered questions were answered with yes, then again with
the answers, until it raises no new question. That is the same, since a refusal never makes an earlier question
different, and takes one start of Envoy.

Source: ``pkg/validator/validator.go``, ``pkg/xds/bootstrap/builder.go@v2.2.0``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy import names
from kgwctl.envoy.messages.generated.bootstrap import Bootstrap
from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.envoy.messages.generated.core import Address, Node, SocketAddress
from kgwctl.envoy.messages.generated.filters.router import Router
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager, HttpFilter
from kgwctl.envoy.messages.generated.listener import Filter, FilterChain, Listener
from kgwctl.envoy.messages.generated.route import Route, RouteConfiguration, VirtualHost
from kgwctl.envoy.messages.message import pack
from kgwctl.output.json_writer import to_json

if TYPE_CHECKING:
    from kgwctl.envoy.messages.message import Message

#: What the controller says before Envoy's own words.
INVALID_XDS = "invalid xds configuration"


class PartialBootstrap(NamedTuple):
    """One question: the part to judge, in the smallest configuration around it.

    ``stubs`` are the clusters that routes lead to, of which only the names are there.
    """

    routes: tuple[Route, ...] = ()
    stubs: tuple[str, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    filter_configs: Mapping[str, Message] = {}
    http_filters: tuple[HttpFilter, ...] = ()

    def bootstrap(self) -> Bootstrap:
        """The configuration as the controller hands it to Envoy."""
        host = VirtualHost(name="placeholder_vhost", domains=["*"], routes=list(self.routes))
        host.typed_per_filter_config = dict(self.filter_configs)
        router = HttpFilter(name=names.ROUTER, typed_config=pack(Router()))
        manager = HttpConnectionManager(
            stat_prefix="placeholder",
            route_config=RouteConfiguration(virtual_hosts=[host]),
            http_filters=[*self.http_filters, router],
        )
        chain = FilterChain(
            name="placeholder_filter_chain",
            filters=[Filter(name=names.HTTP_CONNECTION_MANAGER, typed_config=pack(manager))],
        )
        address = Address(socket_address=SocketAddress(address="0.0.0.0", port_value=8081))
        return Bootstrap(
            node=Node(id="validation-node-id", cluster="validation-cluster"),
            static_resources=Bootstrap.StaticResources(
                listeners=[Listener(name="placeholder_listener", address=address, filter_chains=[chain])],
                clusters=[*self.clusters, *(Cluster(name=name) for name in self.stubs)],
            ),
        )


#: Asks Envoy about many parts at once: its words for each that it refuses.
Ask = Callable[[Mapping[bytes, PartialBootstrap]], Mapping[bytes, str]]


class StrictMode:
    """The questions of a translation, and the answers so far."""

    def __init__(self) -> None:
        self._answers: dict[bytes, str] = {}
        self._open: dict[bytes, PartialBootstrap] = {}

    def refusal(self, part: PartialBootstrap) -> str:
        """The controller's error about ``part``; empty where Envoy accepts it, or has not been asked yet."""
        key = to_json(part.bootstrap(), show_secrets=True, pretty=False)
        if key not in self._answers:
            self._open[key] = part
            return ""
        answer = self._answers[key]
        return f"{INVALID_XDS}: {answer}" if answer else ""

    def settle(self, ask: Ask) -> bool:
        """Have all open questions answered. ``False`` if there were none, and the translation stands."""
        if not self._open:
            return False
        refused = ask(self._open)
        self._answers.update((key, refused.get(key, "")) for key in self._open)
        self._open = {}
        return True


def matcher_alone(route: Route) -> PartialBootstrap:
    """The match of a route, which leads to a cluster that is there."""
    from kgwctl.envoy.messages.generated.route import RouteAction

    dummy = "dummy-cluster"
    return PartialBootstrap((Route(name=route.name, match=route.match, route=RouteAction(cluster=dummy)),), (dummy,))


def whole_route(route: Route) -> PartialBootstrap:
    """A route with the clusters that it leads to. Mirrors count as upstream counts them: not."""
    action = route.route
    weighted = action.weighted_clusters.clusters if action is not None and action.weighted_clusters else ()
    led_to = [action.cluster] if action is not None and action.cluster else [choice.name for choice in weighted]
    return PartialBootstrap((route,), tuple(sorted({name for name in led_to if name})))
