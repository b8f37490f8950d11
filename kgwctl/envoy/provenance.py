"""Which objects, and which fields of them, made each part of what a Gateway compiles to.

The way back from an Envoy resource to the manifests. Everything follows from the plan of the Gateway's
listeners and from its backends, so nothing is written down while translating.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import SECRET, SERVICE
from kgwctl.envoy import names
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.listeners.plan import PlannedListener
    from kgwctl.envoy.route_entry import RouteEntry
    from kgwctl.envoy.routes.virtual_hosts import PlannedVirtualHost
    from kgwctl.resolve.model import Backend, Gateway, Listener

#: Secrets of logins are named after the Secret they come from.
_SECRETS = ("oauth2/client_secret/", "oauth2/hmac_secret/")


class Origin(NamedTuple):
    """A field of an object, or (without ``path``) the object."""

    key: ObjectKey
    path: FieldPath = ()


Origins = tuple[Origin, ...]


class Provenance:
    """The origins of one Gateway's resources, by their names; made when they are first asked for.

    The nearest origin comes first: of a route its match, then the rules that delegated to it, then the listener.
    """

    def __init__(self, gateway: Gateway, planned: Sequence[PlannedListener], backends: Sequence[Backend]) -> None:
        self._gateway = gateway
        self._planned = planned
        self._backends = backends

    def listener(self, name: str) -> Origins:
        """The Gateway API listeners that an Envoy listener serves."""
        return self._listeners.get(name, ())

    def filter_chain(self, name: str) -> Origins:
        """The listeners, and for TCP and TLS the route, that a filter chain or route configuration is made of."""
        return self._chains.get(name, ())

    def virtual_host(self, chain: str, name: str) -> Origins:
        """The routes that a virtual host of a route configuration serves, and its listeners."""
        return self._hosts.get((chain, name), ())

    def route(self, name: str) -> Origins:
        """The match that a route is made of, what delegated to it, and its listeners."""
        return self._routes.get(name, ())

    def cluster(self, name: str) -> Origins:
        """The backend that a cluster, or its endpoints, leads to."""
        return self._clusters.get(name, ())

    def secret(self, name: str) -> Origins:
        """The Secret whose content a secret holds."""
        for prefix in _SECRETS:
            if name.startswith(prefix):
                namespace, _, own = name.removeprefix(prefix).partition("/")
                return (Origin(ObjectKey(*SECRET, namespace, own)),)
        return ()

    @cached_property
    def _listeners(self) -> Mapping[str, Origins]:
        found: dict[str, Origins] = {}
        for listener in self._gateway.valid_listeners:
            name = names.listener_name(listener.port)
            found[name] = (*found.get(name, ()), _of_listener(listener))
        for inbound in (planned.inbound for planned in self._planned if planned.inbound is not None):
            found[inbound.name] = (_of_listener(inbound.listener),)
        return found

    @cached_property
    def _chains(self) -> Mapping[str, Origins]:
        found: dict[str, Origins] = {}
        for planned in self._planned:
            served = [(one.name, one.served) for one in planned.http_chains]
            served += [(one.name, one.served) for one in planned.l4_chains]
            found |= {name: (_of_backend(backend),) for name, backend in served if backend is not None}
            for http in (one for one in planned.http_chains if one.served is None):
                found[http.name] = (_of_listener(http.owner),) if http.owner is not None else self._plain(planned.port)
            for l4 in planned.l4_chains:
                if l4.route is not None:
                    found[l4.name] = (_of_listener(l4.owner), Origin(l4.route.key, ("spec", "rules", 0)))
        return found

    def _plain(self, port: int) -> Origins:
        listeners = self._gateway.valid_listeners
        return tuple(_of_listener(one) for one in listeners if one.port == port and one.protocol == "HTTP")

    def _http_hosts(self) -> Iterator[tuple[str, PlannedVirtualHost]]:
        return ((chain.name, host) for one in self._planned for chain in one.http_chains for host in chain.hosts)

    @cached_property
    def _hosts(self) -> Mapping[tuple[str, str], Origins]:
        found: dict[tuple[str, str], Origins] = {}
        for chain, host in self._http_hosts():
            roots = {route.key: route for route in (_root(entry).route for entry in host.entries)}
            routes = (
                Origin(key, ("spec", "hostnames") if route.hostnames else ("spec",)) for key, route in roots.items()
            )
            found[chain, host.name] = (*routes, *self._chains.get(chain, ()))
        return found

    @cached_property
    def _routes(self) -> Mapping[str, Origins]:
        return {
            names.route_name(host.stem or host.name, index, entry): (
                # A route that nobody wrote has only its chain's origin.
                *(_of_entry(entry) if entry.name else ()),
                *self._chains.get(chain, ()),
            )
            for chain, host in self._http_hosts()
            for index, entry in enumerate(host.entries)
        }

    @cached_property
    def _clusters(self) -> Mapping[str, Origins]:
        return {names.cluster_name(backend): (_of_backend(backend),) for backend in self._backends}


def _of_listener(listener: Listener) -> Origin:
    written = [entry.name for entry in listener.parent.object.spec.listeners]
    return Origin(listener.parent.key, ("spec", "listeners", written.index(listener.name)))


def _of_entry(entry: RouteEntry) -> Iterable[Origin]:
    path: FieldPath = ("spec", "rules", entry.rule.index)
    # A match that delegation merged, or that nobody wrote, has no place of its own.
    own = next((place for place, match in enumerate(entry.rule.matches) if match is entry.match), None)
    yield Origin(entry.route.key, (*path, "matches", own) if own is not None else path)
    above = entry.delegating_parent
    while above is not None:
        yield Origin(above.route.key, ("spec", "rules", above.rule.index))
        above = above.delegating_parent


def _root(entry: RouteEntry) -> RouteEntry:
    while entry.delegating_parent is not None:
        entry = entry.delegating_parent
    return entry


def _of_backend(backend: Backend) -> Origin:
    if backend.key[:2] == SERVICE and backend.resource.object is not None:
        ports = [port.port for port in backend.resource.object.spec.ports or ()]
        if backend.port in ports:
            return Origin(backend.key, ("spec", "ports", ports.index(backend.port)))
    return Origin(backend.key, ("spec",))
