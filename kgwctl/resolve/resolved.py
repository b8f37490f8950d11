"""Resolution: from typed objects to Gateways, backends and look-ups, as a plane sees them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import CONFIG_MAP, GATEWAY, GATEWAY_EXTENSION, SECRET
from kgwctl.objects.resource import ObjectKey
from kgwctl.planes.envoy import ENVOY
from kgwctl.planes.known import PLANES
from kgwctl.resolve.backends import BackendIndex
from kgwctl.resolve.classes import planes_by_class
from kgwctl.resolve.delegation import Delegations
from kgwctl.resolve.destination_rules import DestinationRules
from kgwctl.resolve.endpoints import Endpoints
from kgwctl.resolve.gateways import GatewayResolver
from kgwctl.resolve.grants import Grants
from kgwctl.resolve.namespaces import Namespaces
from kgwctl.resolve.policies import PolicyIndex
from kgwctl.resolve.reasons import (
    MissingReferenceGrant,
    NotFound,
    Reason,
    SecretNotPermitted,
    UnknownSecretKind,
)
from kgwctl.resolve.routes import Routes
from kgwctl.resolve.service_entries import ServiceEntries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.backends import BackendReference
    from kgwctl.resolve.endpoints import Endpoint
    from kgwctl.resolve.model import (
        AttachedPolicies,
        Backend,
        BackendRef,
        Delegation,
        Gateway,
        HttpRoute,
        ParentRef,
    )
    from kgwctl.resolve.routes import Route
    from kgwctl.resolve.service_entries import EntryEndpoint
    from kgwctl.settings import Settings


class Shared:
    """What every plane of a run sees the same: the objects, the settings, namespaces, classes, addresses.

    ``extra_classes`` are GatewayClasses besides the built-in ones: name and controller.
    Raises :class:`kgwctl.settings.SettingsError` for settings that turn out unusable.
    """

    __slots__ = ("endpoints", "gateways", "namespaces", "objects", "settings")

    def __init__(self, objects: ObjectSet, settings: Settings, extra_classes: Mapping[str, str] | None = None) -> None:
        self.objects = objects
        self.settings = settings
        self.namespaces = Namespaces(objects, settings)
        self.endpoints = Endpoints(objects, self.namespaces)
        planes = planes_by_class(objects, settings, extra_classes or {})
        self.gateways: dict[str, list[Resource[Any]]] = {}
        for gateway in sorted(self.namespaces.seen(objects.of(GATEWAY)), key=lambda one: (one.namespace, one.name)):
            plane = planes.get(gateway.object.spec.gateway_class_name)
            if plane is not None:
                self.gateways.setdefault(plane.name, []).append(gateway)


class Resolved:
    """The resolved input of one run, as one plane sees it.

    ``gateways`` has the plane's Gateways in namespace and name order, ``backends`` every
    Service port and Backend in load order and then the hosts of ServiceEntries, referenced or not. Look-ups
    take the referring object's identity as ``origin`` and return what was found, or the reason why nothing was.
    """

    def __init__(self, shared: Shared, plane: Plane, extra_backends: Iterable[Backend] = ()) -> None:
        self.plane = plane
        self.objects = objects = shared.objects
        self.settings = settings = shared.settings
        self.namespaces = namespaces = shared.namespaces
        self._endpoints = shared.endpoints
        self._entries = ServiceEntries(objects, namespaces)
        self.destination_rules = DestinationRules(objects, namespaces, settings)
        self._grants = Grants(objects, namespaces, plane)
        self._policies = PolicyIndex(objects, namespaces, settings, plane)
        self._backends = BackendIndex(objects, namespaces, self._policies, self._grants, plane, extra_backends)
        self._routes = Routes(objects, namespaces, self._policies, self._backends, settings, plane)
        self.gateways: tuple[Gateway, ...] = self._resolve_gateways(shared.gateways.get(plane.name, ()))

    def _resolve_gateways(self, gateways: Iterable[Resource[Any]]) -> tuple[Gateway, ...]:
        routes = self._routes
        self._delegations = Delegations(routes, self.settings.delegation_wildcard_namespace)
        resolver = GatewayResolver(
            self.objects, self.settings, self.plane, self.namespaces, self._policies, routes, self._delegations
        )
        return tuple(map(resolver.resolve, gateways))

    @property
    def backends(self) -> tuple[Backend, ...]:
        """All backends, those that no file holds among them where something refers to them."""
        return self._backends.all

    def routes(self) -> list[Route]:
        """Every route of the run, attached to something or not."""
        return self._routes.all()

    def route(self, key: ObjectKey) -> Route | None:
        """The route of that identity."""
        return self._routes.find(key)

    def routes_of(self, parent: ObjectKey) -> list[Route]:
        """Routes that name the object as parent."""
        return self._routes.of_parent(parent)

    def delegations(self, route: HttpRoute, parent_ref: ParentRef) -> Mapping[ObjectKey, Delegation]:
        """What a route that is attached by that reference delegates to."""
        return self._delegations.of(route, parent_ref)

    @cached_property
    def routes_named(self) -> frozenset[ObjectKey]:
        """The routes that name a Gateway of the plane as parent, attached or not, and those they delegate to."""
        named = {problem.route.key for gateway in self.gateways for problem in gateway.route_problems}
        seen: set[int] = set()
        waiting = [one for gateway in self.gateways for listener in gateway.listeners for one in listener.routes]
        while waiting:
            attached = waiting.pop()
            named.add(attached.route.key)
            # Routes share what hangs below them.
            if attached.delegations and id(attached.delegations) not in seen:
                seen.add(id(attached.delegations))
                waiting += (child for one in attached.delegations.values() for child in one.children)
        return frozenset(named)

    def backend(self, origin: ObjectKey, ref: BackendReference) -> Backend | Reason:
        """The backend that a reference leads to."""
        return self._backends.resolve(origin, ref)

    def backend_ref(self, origin: ObjectKey, ref: BackendReference, weight: int | None = None) -> BackendRef:
        """The same as an entry of ``backendRefs``, which keeps what was asked for."""
        return self._backends.backend_ref(origin, ref, weight)

    def endpoints(self, backend: Backend) -> tuple[Endpoint, ...]:
        """The addresses behind a Service port that EndpointSlices tell; empty for other backends."""
        return self._endpoints.of(backend)

    def entry_endpoints(self, backend: Backend) -> list[EntryEndpoint]:
        """What serves one port of a ServiceEntry."""
        return self._entries.endpoints(backend)

    def secret(
        self, origin: ObjectKey, *, name: str, namespace: str | None = None, group: str = "", kind: str = "Secret"
    ) -> Resource[Any] | Reason:
        """The Secret that ``origin`` refers to, ReferenceGrants considered; by default in its own namespace."""
        target = ObjectKey(group, kind, origin.namespace if namespace is None else namespace, name)
        if target[:2] != SECRET:
            return UnknownSecretKind(target)
        if not self._grants.allow(origin, target):
            return SecretNotPermitted(origin, target)
        return self._seen(target) or NotFound(target)

    def secrets_with_labels(self, match_labels: Mapping[str, str], near: str = "") -> tuple[Resource[Any], ...]:
        """All Secrets with those labels, in load order. Grants are the caller's to check, one by one.

        Nobody knows the labels of Secrets that no file holds; where there are such in the namespace ``near``,
        and no other has the labels, one of them is taken to be meant.
        """
        found = tuple(one for one in self.objects.of(SECRET) if self._matches(one, match_labels))
        external = self.objects.external
        unseen = external.any_of("Secret", near) if external is not None and near and not found else None
        return (unseen,) if unseen is not None else found

    def config_map(self, origin: ObjectKey, *, name: str, namespace: str | None = None) -> Resource[Any] | Reason:
        """The ConfigMap that ``origin`` refers to, ReferenceGrants considered; by default in its own namespace."""
        target = ObjectKey(*CONFIG_MAP, origin.namespace if namespace is None else namespace, name)
        if not self._grants.allow(origin, target):
            return MissingReferenceGrant(origin, target)
        return self._seen(target) or NotFound(target)

    def gateway_extension(self, namespace: str, name: str) -> Resource[Any] | NotFound:
        """The GatewayExtension of that name. Policies may name one in any namespace."""
        target = ObjectKey(*GATEWAY_EXTENSION, namespace, name)
        return self._seen(target) or NotFound(target)

    def reference_allowed(self, origin: ObjectKey, target: ObjectKey) -> bool:
        """Whether a ReferenceGrant allows the reference, or it stays in its namespace."""
        return self._grants.allow(origin, target)

    def policies_for(self, target: ObjectKey, labels: Mapping[str, str], section_name: str = "") -> AttachedPolicies:
        """Policies that target an object, or exactly that section of it."""
        return self._policies.targeting(target, labels, section_name)

    def find_policy(self, key: ObjectKey) -> Resource[Any] | None:
        """The policy object of that identity."""
        return self._policies.find(key)

    def _seen(self, key: ObjectKey) -> Resource[Any] | None:
        return self.objects.get(key) if self.namespaces.discovered(key.namespace) else None

    def _matches(self, secret: Resource[Any], match_labels: Mapping[str, str]) -> bool:
        labels = secret.labels
        matches = bool(labels) and all(labels.get(key, "") == value for key, value in match_labels.items())
        return matches and self.namespaces.discovered(secret.namespace)


def resolve(
    objects: ObjectSet,
    settings: Settings,
    extra_classes: Mapping[str, str] | None = None,
    extra_backends: Iterable[Backend] = (),
    plane: Plane = ENVOY,
) -> Resolved:
    """Resolve a run's objects as one plane sees them.

    ``extra_classes`` are GatewayClasses besides the built-in ones: name and controller; ``extra_backends`` are
    backends of sources that the objects do not tell of.
    Raises :class:`kgwctl.settings.SettingsError` for settings that turn out unusable.
    """
    return Resolved(Shared(objects, settings, extra_classes), plane, extra_backends)


class ResolvedPlanes:
    """The input of one run as every plane sees it that is asked for; a plane is resolved once.

    ``occurring`` are the planes that have Gateways among the objects; the first of all planes if none has.
    Raises :class:`kgwctl.settings.SettingsError` for settings that turn out unusable.
    """

    def __init__(self, objects: ObjectSet, settings: Settings) -> None:
        self._shared = Shared(objects, settings)
        self._resolved: dict[str, Resolved] = {}
        occurring = [plane for plane in PLANES if plane.name in self._shared.gateways]
        self.occurring = tuple(self.of(plane) for plane in occurring or PLANES[:1])

    def of(self, plane: Plane) -> Resolved:
        """The input as that plane sees it, whether or not it has Gateways."""
        resolved = self._resolved.get(plane.name)
        if resolved is None:
            resolved = self._resolved[plane.name] = Resolved(self._shared, plane)
        return resolved

    @property
    def gateways(self) -> tuple[Gateway, ...]:
        """The Gateways of every plane, in order of namespace and name."""
        gateways = (gateway for resolved in self.occurring for gateway in resolved.gateways)
        return tuple(sorted(gateways, key=lambda one: (one.key.namespace, one.key.name)))

    def serving(self, route: ObjectKey) -> tuple[Resolved, ...]:
        """The planes whose Gateways a route names or is delegated to from; none if nothing here leads to it."""
        return tuple(one for one in self.occurring if route in one.routes_named)

    def may_serve(self, plane: Plane, route: ObjectKey) -> bool:
        """Whether the plane serves a route, or nothing here tells that another one does."""
        serving = self.serving(route)
        return not serving or any(one.plane is plane for one in serving)

    def enabled(self) -> Iterator[Resolved]:
        """The input as every plane sees it that the settings leave on; resolved when it is asked for."""
        return map(self.of, self.enabled_planes)

    @property
    def enabled_planes(self) -> tuple[Plane, ...]:
        """The planes that the settings leave on."""
        return tuple(plane for plane in PLANES if getattr(self._shared.settings, plane.setting))
