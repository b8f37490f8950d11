"""What traffic can be sent to: Service ports, Backends and whatever else the plane knows, and references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from kgwctl.api.kinds import AGENTGATEWAY_BACKEND, BACKEND, HOSTNAME, INFERENCE_POOL, SERVICE
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.annotations import disable_istio_auto_mtls
from kgwctl.resolve.grants import GLOBAL_KINDS
from kgwctl.resolve.model import Backend, BackendRef
from kgwctl.resolve.policies import joined
from kgwctl.resolve.reasons import (
    BackendNameIsHostname,
    BackendNamespaceNotAllowed,
    BackendPortNotAllowed,
    BackendPortRequired,
    MissingReferenceGrant,
    NotFound,
    Reason,
    UnknownBackendKind,
)
from kgwctl.resolve.service_entries import ServiceEntries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.grants import Grants
    from kgwctl.resolve.namespaces import Namespaces
    from kgwctl.resolve.policies import PolicyIndex

#: DNS suffix of Services, the controller's default.
CLUSTER_DOMAIN = "cluster.local"

_HTTP2 = frozenset({"http2", "grpc", "grpc-web", "kubernetes.io/h2c"})
_WEBSOCKET = "kubernetes.io/ws"


class BackendReference(Protocol):
    """The fields that all kinds of backend reference share."""

    @property
    def group(self) -> str | None:
        """API group; core if unset."""

    @property
    def kind(self) -> str | None:
        """Kind; Service if unset."""

    @property
    def namespace(self) -> str | None:
        """Namespace; that of the referring object if unset."""

    @property
    def name(self) -> str:
        """Name."""

    @property
    def port(self) -> int | None:
        """Port."""


def app_protocol(text: str) -> str:
    """The protocol family that an ``appProtocol`` stands for: ``http2``, ``ws`` or nothing special."""
    lowered = text.lower()
    if lowered in _HTTP2:
        return "http2"
    return "ws" if lowered == _WEBSOCKET else ""


def reference_target(ref: BackendReference, namespace: str) -> ObjectKey:
    """The identity that a backend reference from ``namespace`` names."""
    group = "" if ref.group is None else ref.group
    kind = "Service" if ref.kind is None else ref.kind
    if ref.namespace is not None:
        namespace = ref.namespace
    elif (group, kind) in GLOBAL_KINDS:
        namespace = ""
    return ObjectKey(group, kind, namespace, ref.name)


class BackendIndex:
    """All backends of a run on one plane. Unlike most kinds they count whether or not anything refers to them."""

    __slots__ = ("_by_alias", "_by_port", "_external", "_grants", "_objects", "_rules", "_sources", "all")

    def __init__(
        self,
        objects: ObjectSet,
        namespaces: Namespaces,
        policies: PolicyIndex,
        grants: Grants,
        plane: Plane,
        extra: Iterable[Backend] = (),
    ) -> None:
        self._grants = grants
        self._external = objects.external
        self._rules = plane.backends
        self._by_port: dict[tuple[ObjectKey, int], Backend] = {}
        for kind, backends_of in _BACKENDS_OF.items():
            if kind in plane.backends.kinds:
                for resource in namespaces.seen(objects.of(kind)):
                    for backend in backends_of(resource, policies):
                        self._by_port[backend.key, backend.port] = backend
        for backend in extra:
            self._by_port[backend.key, backend.port] = backend
        self._sources = plane.backends.kinds | {key[:2] for key, _ in self._by_port}
        self._objects = {key: backend for (key, _), backend in self._by_port.items()}
        entries = _of_entries(objects, namespaces, policies) if HOSTNAME in plane.backends.kinds else []
        self._by_alias: dict[tuple[ObjectKey, int], Backend] = {}
        # Every host of an entry stands for all of them. The oldest is meant, then the first by name.
        for backend in sorted(entries, key=lambda one: (one.resource.age, one.key.namespaced_name, one.hostname)):
            hosts = backend.resource.object.spec.hosts or ()
            for alias in (backend.key, *(ObjectKey(*HOSTNAME, "", host) for host in hosts)):
                self._by_alias.setdefault((alias, backend.port), backend)
        self.all = (*self._by_port.values(), *entries)

    def find(self, key: ObjectKey, port: int = 0) -> Backend | None:
        """The backend of that identity and port; kinds without ports of their own have port 0."""
        return self._by_port.get((key, port))

    def resolve(self, origin: ObjectKey, ref: BackendReference) -> Backend | Reason:
        """What a reference from an object like ``origin`` leads to, ReferenceGrants considered."""
        target = reference_target(ref, origin.namespace)
        if not self._grants.allow(origin, target):
            return MissingReferenceGrant(origin, target)
        if not self._rules.checks_ports:
            return self._unchecked(origin, ref, target)
        if target.kind == INFERENCE_POOL.kind:
            # Whatever its group: the controller looks for the pool before it looks at the kind.
            return NotFound(target)
        source = target[:2]
        if source == BACKEND and ref.port is not None:
            return BackendPortNotAllowed(target.name)
        if source not in self._sources:
            return UnknownBackendKind(target)
        key = (target, ref.port or 0)
        return self._by_port.get(key) or self._by_alias.get(key) or self._beyond(*key) or NotFound(target)

    def _beyond(self, key: ObjectKey, port: int) -> Backend | None:
        """A backend that exists although no file holds it; whatever its port is, it has this one."""
        resource = self._external.find(key) if self._external is not None and key not in self._objects else None
        if resource is None:
            return None
        hostname = f"{key.name}.{key.namespace}.svc.{CLUSTER_DOMAIN}"
        backend = Backend(key=key, port=port, resource=resource, hostname=hostname)
        self._by_port[key, port] = backend
        self.all = (*self.all, backend)
        return backend

    def _unchecked(self, origin: ObjectKey, ref: BackendReference, target: ObjectKey) -> Backend | Reason:
        """The same for a controller that looks for objects and not for their ports."""
        source = target[:2]
        if source not in self._sources:
            return UnknownBackendKind(target)
        problem = _reference_problem(ref, target)
        if source in self._rules.own_namespace:
            target = target._replace(namespace=origin.namespace)
        found = self._by_port.get((target, ref.port or 0)) or self._objects.get(target)
        if source == SERVICE and found is None:
            # The controller tells of a Service that is not there only if there is nothing worse.
            return problem or NotFound(target)
        if problem is not None:
            return problem
        if found is None:
            return NotFound(target)
        if source == SERVICE and found.port != ref.port:
            return msgspec.structs.replace(found, port=ref.port or 0, declared=False, app_protocol="")
        return found

    def backend_ref(self, origin: ObjectKey, ref: BackendReference, weight: int | None) -> BackendRef:
        """A resolved entry of ``backendRefs``."""
        found = self.resolve(origin, ref)
        weighs = 1 if weight is None else weight
        if isinstance(found, NotFound) and found.target[:2] in self._rules.by_name_alone:
            return BackendRef(target=found.target, weight=weighs)
        if isinstance(found, Backend):
            return BackendRef(target=found.key, weight=weighs, backend=found)
        return BackendRef(target=reference_target(ref, origin.namespace), weight=weighs, problem=found)


def _of_service(service: Resource[Any], policies: PolicyIndex) -> Iterator[Backend]:
    attached = policies.targeting(service.key, service.labels, for_backends=True)
    hostname = f"{service.name}.{service.namespace}.svc.{CLUSTER_DOMAIN}"
    no_mtls, problems = _istio_opt_out(service)
    for port in service.object.spec.ports or ():
        # A port without appProtocol may tell its protocol by its name.
        protocol = port.name or "" if port.app_protocol is None else port.app_protocol
        yield Backend(
            key=service.key,
            port=port.port,
            resource=service,
            app_protocol=app_protocol(protocol),
            policies=attached,
            hostname=hostname,
            disable_istio_auto_mtls=no_mtls,
            problems=problems,
        )


def _reference_problem(ref: BackendReference, target: ObjectKey) -> Reason | None:
    source = target[:2]
    if source in (SERVICE, INFERENCE_POOL) and "." in target.name:
        return BackendNameIsHostname(target)
    if source in (SERVICE, HOSTNAME) and ref.port is None:
        return BackendPortRequired(target)
    if source == HOSTNAME and ref.namespace is not None:
        return BackendNamespaceNotAllowed(target)
    return None


def _of_backend(resource: Resource[Any], policies: PolicyIndex) -> Iterator[Backend]:
    static = resource.object.spec.static
    no_mtls, problems = _istio_opt_out(resource)
    yield Backend(
        key=resource.key,
        port=0,
        resource=resource,
        app_protocol=app_protocol(static.app_protocol or "") if static else "",
        policies=policies.targeting(resource.key, resource.labels, for_backends=True),
        hostname=static.hosts[0].host if static and static.hosts else "",
        disable_istio_auto_mtls=no_mtls,
        problems=problems,
    )


def _of_agentgateway_backend(resource: Resource[Any], policies: PolicyIndex) -> Iterator[Backend]:
    static = resource.object.spec.static
    yield Backend(
        key=resource.key,
        port=0,
        resource=resource,
        policies=policies.targeting(resource.key, resource.labels, for_backends=True),
        hostname=static.host if static else "",
    )


def _of_inference_pool(resource: Resource[Any], policies: PolicyIndex) -> Iterator[Backend]:
    # A pool's ports are one to the controllers: the first.
    for port in resource.object.spec.target_ports[:1]:
        yield Backend(
            key=resource.key,
            port=port.number,
            resource=resource,
            policies=policies.targeting(resource.key, resource.labels, for_backends=True),
            hostname=f"{resource.name}.{resource.namespace}.inference.{CLUSTER_DOMAIN}",
        )


def _of_entries(objects: ObjectSet, namespaces: Namespaces, policies: PolicyIndex) -> list[Backend]:
    entries = ServiceEntries(objects, namespaces).all()
    return [backend for entry in entries for backend in _of_entry(entry, policies)]


def _of_entry(entry: Resource[Any], policies: PolicyIndex) -> Iterator[Backend]:
    """A backend for each host and port of a ServiceEntry.

    What targets the entry attaches twice, as upstream: the entry is an alias of itself. What targets
    one of its hosts is looked for in its namespace.
    """
    spec = entry.object.spec
    no_mtls, problems = _istio_opt_out(entry)
    targeting = policies.targeting(entry.key, entry.labels, for_backends=True)
    attached = joined(targeting, targeting)
    for host in spec.hosts or ():
        # A host's policies are those of every host of the entry.
        target = ObjectKey(*HOSTNAME, entry.namespace, host)
        attached = joined(attached, policies.targeting(target, entry.labels, for_backends=True))
    for host in spec.hosts or ():
        for port in spec.ports or ():
            yield Backend(
                key=entry.key,
                port=port.number,
                resource=entry,
                app_protocol=app_protocol(port.protocol or ""),
                policies=attached,
                hostname=host,
                disable_istio_auto_mtls=no_mtls,
                problems=problems,
            )


def _istio_opt_out(resource: Resource[Any]) -> tuple[bool, tuple[Reason, ...]]:
    value = disable_istio_auto_mtls(resource.annotations)
    return (value, ()) if isinstance(value, bool) else (False, (value,))


#: How the objects of a kind are backends, in the order in which kinds come.
_BACKENDS_OF: Mapping[tuple[str, str], Callable[[Resource[Any], PolicyIndex], Iterator[Backend]]] = {
    SERVICE: _of_service,
    BACKEND: _of_backend,
    AGENTGATEWAY_BACKEND: _of_agentgateway_backend,
    INFERENCE_POOL: _of_inference_pool,
}
