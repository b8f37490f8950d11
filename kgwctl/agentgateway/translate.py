"""From the objects of a run to what agentgateway's controller makes of them."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.environment import INFERENCE_GROUP, Environment
from kgwctl.agentgateway.gateways.collect import bind_gateway
from kgwctl.agentgateway.gateways.listeners import Surroundings
from kgwctl.agentgateway.gateways.records import binds, listener_record, port_protocols
from kgwctl.agentgateway.jwks.stores import StoredKeySets
from kgwctl.agentgateway.resources.named import by_name
from kgwctl.agentgateway.routes.attach import AttachedRoute, attach_route
from kgwctl.agentgateway.routes.destinations import Destinations
from kgwctl.agentgateway.routes.parents import ListenerIndex
from kgwctl.api.kinds import AGENTGATEWAY_BACKEND, AGENTGATEWAY_POLICY, BACKEND_TLS_POLICY, GATEWAY_API, INFERENCE_POOL
from kgwctl.objects.object_set import ObjectSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgwctl.agentgateway.backends.translate import TranslatedBackend
    from kgwctl.agentgateway.gateways.collect import BoundGateway
    from kgwctl.agentgateway.policies.translate import TranslatedPolicy
    from kgwctl.agentgateway.resources.generated.resource import Policy
    from kgwctl.agentgateway.resources.generated.resource import Resource as Record
    from kgwctl.agentgateway.resources.generated.workload import Address
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.resolved import Resolved

ROUTE_KINDS = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute")


class Translation:
    """One run. Everything is translated once, when it is first asked for, and serves every Gateway.

    ``resolved`` is the input as agentgateway's plane sees it; ``key_sets`` are JSON web key sets by the URL they
    would be fetched from.
    """

    def __init__(self, resolved: Resolved, key_sets: Mapping[str, str] | None = None) -> None:
        self._resolved = resolved
        self._objects = _watched(resolved)
        self.key_sets = StoredKeySets(self._objects, resolved.settings.pod_namespace, key_sets or {})
        self.env = Environment(self._objects, resolved.namespaces, self.key_sets)

    def _all(self, group: str, kind: str) -> list[Resource[Any]]:
        found = self._resolved.namespaces.seen(self._objects.of((group, kind)))
        return sorted(found, key=lambda one: (one.namespace, one.name))

    @cached_property
    def gateways(self) -> list[BoundGateway]:
        """The Gateways of agentgateway's classes, by namespace and name."""
        around = Surroundings(self.env, self._resolved.reference_allowed, self._resolved.namespaces)
        return [bind_gateway(one, around) for one in self._resolved.gateways]

    @cached_property
    def routes(self) -> list[AttachedRoute]:
        """The routes that lead to one of the Gateways, by kind, namespace and name."""
        index = ListenerIndex(listener for gateway in self.gateways for listener in gateway.listeners)
        destinations = Destinations(self.env, self._resolved.reference_allowed)
        found = (
            attach_route(route, index, destinations) for kind in ROUTE_KINDS for route in self._all(GATEWAY_API, kind)
        )
        return [one for one in found if one is not None]

    @cached_property
    def _routes_by_gateway(self) -> dict[ObjectKey, list[AttachedRoute]]:
        found: dict[ObjectKey, list[AttachedRoute]] = {}
        for route in self.routes:
            for gateway in route.records:
                found.setdefault(gateway, []).append(route)
        return found

    @cached_property
    def _attached(self) -> Counter[tuple[ObjectKey, str]]:
        return Counter(listener for route in self.routes for listener in route.counted)

    @cached_property
    def policies(self) -> list[TranslatedPolicy]:
        """The AgentgatewayPolicies, by namespace and name."""
        found = self._all(*AGENTGATEWAY_POLICY)
        if not found:
            return []
        from kgwctl.agentgateway.policies.translate import translate_policy

        return [translate_policy(one, self.env) for one in found]

    @cached_property
    def backends(self) -> list[TranslatedBackend]:
        """The AgentgatewayBackends, by namespace and name."""
        found = self._all(*AGENTGATEWAY_BACKEND)
        if not found:
            return []
        from kgwctl.agentgateway.backends.translate import translate_backend

        return [translate_backend(one, self.env) for one in found]

    def _implied(self) -> Iterator[Policy]:
        from kgwctl.agentgateway.implied.a2a import a2a_policies

        for service in self.env.services:
            yield from a2a_policies(service)
        pools = self._all(INFERENCE_GROUP, "InferencePool")
        if pools:
            from kgwctl.agentgateway.implied.inference_pool import pool_policies

            for pool in pools:
                yield from pool_policies(pool)
        backend_tls = self._all(*BACKEND_TLS_POLICY)
        if backend_tls:
            from kgwctl.agentgateway.implied.backend_tls import backend_tls_policies

            for policy in backend_tls:
                yield from backend_tls_policies(policy, self.env)

    @cached_property
    def everywhere(self) -> dict[str, Record]:
        """The resources that every Gateway gets, by name."""
        made = by_name(self._implied())
        made |= by_name(one for translated in self.policies for one in translated.policies)
        made |= by_name(one for translated in self.backends for one in translated.backends)
        return made

    @cached_property
    def _protocols(self) -> dict[int, Any]:
        return port_protocols(listener for gateway in self.gateways for listener in gateway.listeners)

    def of_gateway(self, gateway: BoundGateway) -> dict[str, Record]:
        """The resources of one Gateway, by name, without those of every Gateway."""
        key = gateway.resource.key
        listeners = gateway.listeners
        made = by_name(binds(key.namespaced_name, listeners, self._protocols))
        made |= by_name(one for one in map(listener_record, listeners) if one is not None)
        for route in self._routes_by_gateway.get(key, ()):
            # Of two objects whose routes share a name the first is kept.
            for name, record in by_name(route.records[key].values()).items():
                made.setdefault(name, record)
        return made

    @cached_property
    def addresses(self) -> list[Address]:
        """The services and workloads that every Gateway gets, in the order of their names."""
        from kgwctl.agentgateway.addresses.collect import collect_addresses

        return collect_addresses(self._all)

    def routes_of(self, gateway: BoundGateway) -> list[AttachedRoute]:
        """The routes whose references lead to a Gateway."""
        return self._routes_by_gateway.get(gateway.resource.key, [])

    def attached_to(self, gateway: BoundGateway) -> dict[str, int]:
        """How many routes each listener of the Gateway itself has."""
        key = gateway.resource.key
        return {listener.section: self._attached[key, listener.section] for listener in gateway.own}


def _watched(resolved: Resolved) -> ObjectSet:
    """The objects that the controller looks at: no InferencePools where their support is switched off."""
    if resolved.settings.enable_infer_ext is not False:
        return resolved.objects
    return ObjectSet(one for one in resolved.objects if one.key[:2] != INFERENCE_POOL)
