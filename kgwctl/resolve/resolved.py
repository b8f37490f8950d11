"""Resolution: from typed objects to Gateways, backends and look-ups, for both data planes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.backends import BackendIndex
from kgwctl.resolve.classes import controllers
from kgwctl.resolve.delegation import Delegations
from kgwctl.resolve.endpoints import Endpoints
from kgwctl.resolve.gateways import GatewayResolver
from kgwctl.resolve.grants import Grants
from kgwctl.resolve.kinds import GATEWAY_GROUP, KGATEWAY_GROUP
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.backends import BackendReference
    from kgwctl.resolve.endpoints import Endpoint
    from kgwctl.resolve.model import AttachedPolicies, Backend, BackendRef, Gateway
    from kgwctl.resolve.routes import Route
    from kgwctl.settings import Settings


class Resolved:
    """The resolved input of one run.

    ``gateways`` has the Gateways of our controllers in namespace and name order, ``backends`` every
    Service port and Backend in load order, referenced or not. Look-ups take the referring object's
    identity as ``origin`` and return what was found, or the reason why nothing was.
    """

    __slots__ = (
        "_backends",
        "_endpoints",
        "_grants",
        "_policies",
        "_routes",
        "backends",
        "gateways",
        "namespaces",
        "objects",
        "settings",
    )

    def __init__(
        self,
        objects: ObjectSet,
        settings: Settings,
        extra_classes: Mapping[str, str],
        extra_backends: Iterable[Backend],
    ) -> None:
        self.objects = objects
        self.settings = settings
        self.namespaces = Namespaces(objects, settings)
        self._grants = Grants(objects, self.namespaces)
        self._policies = PolicyIndex(objects, self.namespaces, settings)
        self._backends = BackendIndex(objects, self.namespaces, self._policies, self._grants, extra_backends)
        self._endpoints = Endpoints(objects, self.namespaces)
        self._routes = Routes(objects, self.namespaces, self._policies, self._backends, settings)
        self.backends: tuple[Backend, ...] = self._backends.all
        self.gateways: tuple[Gateway, ...] = self._resolve_gateways(extra_classes)

    def _resolve_gateways(self, extra_classes: Mapping[str, str]) -> tuple[Gateway, ...]:
        routes = self._routes
        delegations = Delegations(routes, self.settings.delegation_wildcard_namespace)
        resolver = GatewayResolver(self.objects, self.settings, self.namespaces, self._policies, routes, delegations)
        classes = controllers(self.objects, self.settings, extra_classes)
        gateways = self.namespaces.seen(self.objects.of(GATEWAY_GROUP, "Gateway"))
        return tuple(
            resolver.resolve(gateway, classes[gateway.object.spec.gateway_class_name])
            for gateway in sorted(gateways, key=lambda one: (one.namespace, one.name))
            if gateway.object.spec.gateway_class_name in classes
        )

    def routes(self) -> list[Route]:
        """Every route of the run, attached to something or not."""
        return self._routes.all()

    def backend(self, origin: ObjectKey, ref: BackendReference) -> Backend | Reason:
        """The backend that a reference leads to."""
        return self._backends.resolve(origin, ref)

    def backend_ref(self, origin: ObjectKey, ref: BackendReference, weight: int | None = None) -> BackendRef:
        """The same as an entry of ``backendRefs``, which keeps what was asked for."""
        return self._backends.backend_ref(origin, ref, weight)

    def endpoints(self, backend: Backend) -> tuple[Endpoint, ...]:
        """The addresses behind a Service port that EndpointSlices tell; empty for other backends."""
        return self._endpoints.of(backend)

    def secret(
        self, origin: ObjectKey, *, name: str, namespace: str | None = None, group: str = "", kind: str = "Secret"
    ) -> Resource[Any] | Reason:
        """The Secret that ``origin`` refers to, ReferenceGrants considered; by default in its own namespace."""
        target = ObjectKey(group, kind, origin.namespace if namespace is None else namespace, name)
        if target[:2] != ("", "Secret"):
            return UnknownSecretKind(target)
        if not self._grants.allow(origin, target):
            return SecretNotPermitted(origin, target)
        return self._seen(target) or NotFound(target)

    def secrets_with_labels(self, match_labels: Mapping[str, str]) -> tuple[Resource[Any], ...]:
        """All Secrets with those labels, in load order. Grants are the caller's to check, one by one."""
        return tuple(one for one in self.objects.of("", "Secret") if self._matches(one, match_labels))

    def config_map(self, origin: ObjectKey, *, name: str, namespace: str | None = None) -> Resource[Any] | Reason:
        """The ConfigMap that ``origin`` refers to, ReferenceGrants considered; by default in its own namespace."""
        target = ObjectKey("", "ConfigMap", origin.namespace if namespace is None else namespace, name)
        if not self._grants.allow(origin, target):
            return MissingReferenceGrant(origin, target)
        return self._seen(target) or NotFound(target)

    def gateway_extension(self, namespace: str, name: str) -> Resource[Any] | NotFound:
        """The GatewayExtension of that name. Policies may name one in any namespace."""
        target = ObjectKey(KGATEWAY_GROUP, "GatewayExtension", namespace, name)
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
) -> Resolved:
    """Resolve a run's objects. ``extra_classes`` are GatewayClasses besides the built-in ones: name and controller;
    ``extra_backends`` those of sources that the objects do not tell of.

    Raises :class:`kgwctl.settings.SettingsError` for settings that turn out unusable.
    """
    return Resolved(objects, settings, extra_classes or {}, extra_backends)
