"""Routes with everything their rules refer to, and the indexes by which they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import (
    DELEGATION_LABEL_REFERENCE,
    GATEWAY,
    GATEWAY_API,
    GRPC_ROUTE,
    HTTP_ROUTE,
    TCP_ROUTE,
    TLS_ROUTE,
    GroupKind,
)
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.annotations import (
    ROUTE_WEIGHT,
    inherited_policy_priority,
    inherits_parent_matcher,
    weight,
)
from kgwctl.resolve.backends import reference_target
from kgwctl.resolve.grpc import http_rule
from kgwctl.resolve.model import HttpBackend, HttpRoute, HttpRouteRule, L4Route, ParentRef
from kgwctl.resolve.policies import NO_POLICIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.api.gateway_api.http_route import HTTPBackendRef
    from kgwctl.api.gateway_api.http_route import HTTPRouteRule as HTTPRouteRuleSpec
    from kgwctl.api.gateway_api.references import ParentReference
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.backends import BackendIndex
    from kgwctl.resolve.model import AttachedPolicies
    from kgwctl.resolve.namespaces import Namespaces
    from kgwctl.resolve.policies import PolicyIndex
    from kgwctl.settings import Settings

#: References to these are delegations; the second is a label's value instead of a name.
DELEGATES = frozenset({HTTP_ROUTE, DELEGATION_LABEL_REFERENCE})
#: The label that the second one means, on the routes that it leads to.
DELEGATION_LABEL = "/".join(DELEGATION_LABEL_REFERENCE)

Route = HttpRoute | L4Route


def parent_of(ref: ParentRef, namespace: str) -> ObjectKey:
    """The object that a route of that namespace names as parent; a Gateway unless it says otherwise."""
    return ObjectKey(
        GATEWAY_API if ref.group is None else ref.group,
        GATEWAY.kind if ref.kind is None else ref.kind,
        namespace if ref.namespace is None else ref.namespace,
        ref.name,
    )


class Routes:
    """All routes of a run. A route is resolved when it is first asked for."""

    __slots__ = (
        "_backends",
        "_by_key",
        "_by_parent",
        "_delegates",
        "_http",
        "_labelled",
        "_policies",
        "_resolved",
        "_weighted",
    )

    def __init__(
        self,
        objects: ObjectSet,
        namespaces: Namespaces,
        policies: PolicyIndex,
        backends: BackendIndex,
        settings: Settings,
        plane: Plane,
    ) -> None:
        self._policies = policies
        self._backends = backends
        self._delegates = DELEGATES if plane.delegation else frozenset()
        self._weighted = settings.weighted_route_precedence
        self._resolved: dict[ObjectKey, Route] = {}
        self._by_key: dict[ObjectKey, Resource[Any]] = {}
        self._by_parent: dict[ObjectKey, dict[ObjectKey, Resource[Any]]] = {}
        self._http: dict[str, dict[str, Resource[Any]]] = {}
        self._labelled: dict[str, list[Resource[Any]]] = {}
        kinds: list[GroupKind] = [HTTP_ROUTE, GRPC_ROUTE]
        if settings.enable_experimental_gateway_api_features or not plane.experimental_setting:
            kinds += [TCP_ROUTE, TLS_ROUTE]
        for kind in kinds:
            for resource in namespaces.seen(objects.of(kind)):
                self._index(resource)

    def _index(self, resource: Resource[Any]) -> None:
        self._by_key[resource.key] = resource
        for ref in resource.object.spec.parent_refs or ():
            parent = parent_of(parent_ref(ref), resource.namespace)
            self._by_parent.setdefault(parent, {})[resource.key] = resource
        if resource.key[:2] == HTTP_ROUTE:
            self._http.setdefault(resource.namespace, {})[resource.name] = resource
            label = resource.labels.get(DELEGATION_LABEL)
            if label is not None:
                self._labelled.setdefault(label, []).append(resource)

    def all(self) -> list[Route]:
        """Every route, attached or not: HTTP, gRPC, TCP, TLS, each kind in load order."""
        return [self._route(resource) for resource in self._by_key.values()]

    def find(self, key: ObjectKey) -> Route | None:
        """The route of that identity."""
        resource = self._by_key.get(key)
        return self._route(resource) if resource is not None else None

    def of_parent(self, parent: ObjectKey) -> list[Route]:
        """Routes that name the object as parent: HTTP, gRPC, TCP, TLS, each kind in load order."""
        return [self._route(resource) for resource in self._by_parent.get(parent, {}).values()]

    def http_named(self, namespace: str, name: str) -> list[HttpRoute]:
        """The HTTPRoute of that name, as a list of at most one."""
        resource = self._http.get(namespace, {}).get(name)
        return self._only_http([resource] if resource is not None else ())

    def http_in(self, namespace: str) -> list[HttpRoute]:
        """All HTTPRoutes of a namespace."""
        return self._only_http(self._http.get(namespace, {}).values())

    def http_labelled(self, value: str, namespace: str | None) -> list[HttpRoute]:
        """HTTPRoutes with that value of the delegation label, in one namespace or (None) in all."""
        found = self._labelled.get(value, ())
        return self._only_http(one for one in found if namespace is None or one.namespace == namespace)

    def _only_http(self, resources: Iterable[Resource[Any]]) -> list[HttpRoute]:
        return [route for route in map(self._route, resources) if isinstance(route, HttpRoute)]

    def _route(self, resource: Resource[Any]) -> Route:
        route = self._resolved.get(resource.key)
        if route is None:
            kind = resource.key[:2]
            if kind == HTTP_ROUTE:
                route = self._http_route(resource)
            elif kind == GRPC_ROUTE:
                route = self._grpc_route(resource)
            else:
                route = self._l4_route(resource)
            self._resolved[resource.key] = route
        return route

    def _http_route(self, resource: Resource[Any]) -> HttpRoute:
        spec, annotations = resource.object.spec, resource.annotations
        priority = inherited_policy_priority(annotations)
        rules = spec.rules or ()
        return HttpRoute(
            resource=resource,
            parent_refs=_parent_refs(resource),
            hostnames=tuple(spec.hostnames or ()),
            rules=tuple(self._http_rule(resource, index, rule, priority) for index, rule in enumerate(rules)),
            policies=self._policies.targeting(resource.key, resource.labels, inherited_priority=priority),
            weight=weight(annotations, ROUTE_WEIGHT) if self._weighted else 0,
            inherited_priority=priority,
            inherit_parent_matcher=inherits_parent_matcher(annotations),
        )

    def _http_rule(self, route: Resource[Any], index: int, rule: HTTPRouteRuleSpec, priority: str) -> HttpRouteRule:
        extensions, problems = self._policies.extension_refs(rule.filters, route.namespace, priority)
        return HttpRouteRule(
            index=index,
            name=rule.name or "",
            matches=rule.matches or (),
            spec=rule,
            source=rule,
            backends=tuple(self._http_backend(route.key, ref) for ref in rule.backend_refs or ()),
            extension_refs=extensions,
            extension_problems=problems,
            policies=self._rule_policies(route, rule.name, priority),
        )

    def _http_backend(self, route: ObjectKey, ref: HTTPBackendRef) -> HttpBackend:
        # What a backendRef's filters name in vain is ignored, as upstream.
        extensions, _ = self._policies.extension_refs(ref.filters, route.namespace)
        filters = ref.filters or ()
        if (ref.group, ref.kind) in self._delegates:
            return HttpBackend(
                delegate=reference_target(ref, route.namespace), filters=filters, extension_refs=extensions
            )
        resolved = self._backends.backend_ref(route, ref, ref.weight)
        return HttpBackend(ref=resolved, filters=filters, extension_refs=extensions)

    def _grpc_route(self, resource: Resource[Any]) -> HttpRoute:
        spec = resource.object.spec
        rules = []
        for index, rule in enumerate(spec.rules or ()):
            converted = http_rule(rule)
            backends = (
                HttpBackend(ref=self._backends.backend_ref(resource.key, ref, ref.weight))
                for ref in rule.backend_refs or ()
            )
            rules.append(
                HttpRouteRule(
                    index=index,
                    name=rule.name or "",
                    matches=converted.matches or (),
                    spec=converted,
                    source=rule,
                    backends=tuple(backends),
                    extension_refs=NO_POLICIES,
                    policies=self._rule_policies(resource, rule.name),
                )
            )
        return HttpRoute(
            resource=resource,
            parent_refs=_parent_refs(resource),
            hostnames=tuple(spec.hostnames or ()),
            rules=tuple(rules),
            policies=self._policies.targeting(resource.key, resource.labels),
        )

    def _l4_route(self, resource: Resource[Any]) -> L4Route:
        spec = resource.object.spec
        return L4Route(
            resource=resource,
            parent_refs=_parent_refs(resource),
            hostnames=tuple(getattr(spec, "hostnames", None) or ()),
            rules=tuple(
                tuple(self._backends.backend_ref(resource.key, ref, ref.weight) for ref in rule.backend_refs or ())
                for rule in spec.rules or ()
            ),
            policies=self._policies.targeting(resource.key, resource.labels),
        )

    def _rule_policies(
        self, route: Resource[Any], rule_name: str | None, priority: str | None = None
    ) -> AttachedPolicies:
        if rule_name is None:
            return NO_POLICIES
        if priority is None:
            return self._policies.targeting(route.key, route.labels, rule_name)
        return self._policies.targeting(route.key, route.labels, rule_name, inherited_priority=priority)


def _parent_refs(resource: Resource[Any]) -> tuple[ParentRef, ...]:
    return tuple(parent_ref(ref) for ref in resource.object.spec.parent_refs or ())


def parent_ref(ref: ParentReference) -> ParentRef:
    """A parent reference as written."""
    return ParentRef(ref.group, ref.kind, ref.namespace, ref.name, ref.section_name, ref.port)
