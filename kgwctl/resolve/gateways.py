"""Gateways with their listeners, listener sets, policies and attached routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.api.kinds import GATEWAY, GATEWAY_API, X_LISTENER_SET
from kgwctl.resolve.annotations import per_connection_buffer_limit
from kgwctl.resolve.attachment import admission_of, attach
from kgwctl.resolve.conflicts import port_of, problems, supported_kinds, wrong_kinds
from kgwctl.resolve.frontend_tls import frontend_tls
from kgwctl.resolve.model import Gateway, Listener, ListenerSet, RouteProblem
from kgwctl.resolve.namespaces import Namespaces, nowhere, rule_of
from kgwctl.resolve.policies import PolicyIndex, joined
from kgwctl.resolve.reasons import ListenerSetNotAllowed, ListenerSetsNotEnabled
from kgwctl.resolve.selectors import SelectorError

if TYPE_CHECKING:
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.delegation import Delegations
    from kgwctl.resolve.namespaces import NamespaceRule
    from kgwctl.resolve.routes import Routes
    from kgwctl.settings import Settings


class GatewayResolver:
    """Resolves Gateways one by one, over indexes that all of them share."""

    __slots__ = ("_delegations", "_listener_sets", "_namespaces", "_plane", "_policies", "_routes")

    def __init__(
        self,
        objects: ObjectSet,
        settings: Settings,
        plane: Plane,
        namespaces: Namespaces,
        policies: PolicyIndex,
        routes: Routes,
        delegations: Delegations,
    ) -> None:
        self._plane = plane
        self._namespaces = namespaces
        self._policies = policies
        self._routes = routes
        self._delegations = delegations
        self._listener_sets: dict[tuple[str, str], list[Resource[Any]]] = {}
        if settings.enable_experimental_gateway_api_features or not plane.experimental_setting:
            sets = namespaces.seen(objects.of(X_LISTENER_SET))
            # Precedence: older sets first.
            for one in sorted(sets, key=lambda one: (one.age, one.key.namespaced_name)):
                parent = one.object.spec.parent_ref
                if plane.listener_set_parents and not _is_gateway(parent):
                    continue
                self._listener_sets.setdefault((parent.namespace or one.namespace, parent.name), []).append(one)

    def resolve(self, gateway: Resource[Any]) -> Gateway:
        """A Gateway of the plane with everything that belongs to it."""
        allowed, denied = self._sets_of(gateway)
        own, route_problems = self._with_routes(gateway, self._listeners(gateway))
        groups = [own]
        for listener_set in allowed:
            listeners, more = self._with_routes(listener_set.resource, listener_set.listeners)
            groups.append(listeners)
            route_problems += more
        flat = [listener for group in groups for listener in group]
        judged = tuple(
            msgspec.structs.replace(listener, problem=problem) if problem else listener
            for listener, problem in zip(flat, problems(flat, self._plane), strict=True)
        )
        return Gateway(
            resource=gateway,
            plane=self._plane,
            listeners=judged,
            allowed_listener_sets=_with_listeners(allowed, judged[len(own) :]),
            denied_listener_sets=denied,
            policies=self._policies.targeting(gateway.key, gateway.labels),
            route_problems=route_problems,
            frontend_tls=frontend_tls(gateway.object.spec.tls),
            per_connection_buffer_limit=per_connection_buffer_limit(gateway.annotations),
        )

    def _listeners(self, parent: Resource[Any]) -> tuple[Listener, ...]:
        # What targets a ListenerSet as a whole has no Envoy object of its own: it applies to each
        # of its listeners, after what targets the listener.
        of_set = parent.key[:2] != GATEWAY
        shared = self._policies.targeting(parent.key, parent.labels) if of_set else {}
        return tuple(self._listener(parent, spec, shared) for spec in parent.object.spec.listeners or ())

    def _listener(self, parent: Resource[Any], spec: Any, shared: Any) -> Listener:
        return Listener(
            name=spec.name,
            port=port_of(spec.protocol, spec.port),
            protocol=spec.protocol,
            hostname=spec.hostname,
            spec=spec,
            parent=parent,
            policies=joined(self._policies.targeting(parent.key, parent.labels, spec.name), shared),
            supported_kinds=supported_kinds(spec, self._plane),
            wrong_kinds=wrong_kinds(spec, self._plane),
        )

    def _with_routes(
        self, parent: Resource[Any], listeners: tuple[Listener, ...]
    ) -> tuple[tuple[Listener, ...], tuple[RouteProblem, ...]]:
        plane = self._plane
        admissions = [admission_of(one.spec, parent.namespace, self._namespaces, plane) for one in listeners]
        attached = attach(parent.key, admissions, self._routes.of_parent(parent.key), self._delegations, plane)
        with_routes = tuple(
            msgspec.structs.replace(listener, routes=routes, selector_problem=admission.problem)
            for listener, admission, routes in zip(listeners, admissions, attached.routes, strict=True)
        )
        return with_routes, attached.problems

    def _sets_of(self, gateway: Resource[Any]) -> tuple[list[ListenerSet], tuple[ListenerSet, ...]]:
        allowed: list[ListenerSet] = []
        denied: list[ListenerSet] = []
        rule = self._listener_set_rule(gateway)
        for one in self._listener_sets.get((gateway.namespace, gateway.name), ()):
            listeners = self._listeners(one)
            if rule is None:
                denied.append(ListenerSet(resource=one, listeners=listeners, denied=ListenerSetsNotEnabled()))
            elif not rule(one.namespace):
                denied.append(ListenerSet(resource=one, listeners=listeners, denied=ListenerSetNotAllowed()))
            else:
                allowed.append(ListenerSet(resource=one, listeners=listeners))
        return allowed, tuple(denied)

    def _listener_set_rule(self, gateway: Resource[Any]) -> NamespaceRule | None:
        """Which namespaces may add listener sets; None if the Gateway does not speak of them at all."""
        spec = gateway.object.spec.allowed_listeners
        if spec is None:
            return None
        try:
            return rule_of(spec.namespaces, nowhere, gateway.namespace, self._namespaces)
        except SelectorError:
            return nowhere


def _is_gateway(ref: Any) -> bool:
    group, kind = GATEWAY_API if ref.group is None else ref.group, ref.kind or GATEWAY.kind
    return (group, kind) == GATEWAY


def _with_listeners(sets: list[ListenerSet], listeners: tuple[Listener, ...]) -> tuple[ListenerSet, ...]:
    """The sets with their listeners taken, in order, from those of the Gateway."""
    found = []
    start = 0
    for one in sets:
        end = start + len(one.listeners)
        found.append(msgspec.structs.replace(one, listeners=listeners[start:end]))
        start = end
    return tuple(found)
