"""What traffic can be sent to: every Service port and kgateway Backend, and references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.annotations import disable_istio_auto_mtls
from kgwctl.resolve.grants import GLOBAL_KINDS
from kgwctl.resolve.kinds import ISTIO_GROUP, KGATEWAY_GROUP
from kgwctl.resolve.model import Backend, BackendRef
from kgwctl.resolve.reasons import (
    BackendPortNotAllowed,
    MissingReferenceGrant,
    NotFound,
    Reason,
    UnknownBackendKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.grants import Grants
    from kgwctl.resolve.namespaces import Namespaces
    from kgwctl.resolve.policies import PolicyIndex

#: DNS suffix of Services, the controller's default.
CLUSTER_DOMAIN = "cluster.local"

_HTTP2 = frozenset({"http2", "grpc", "grpc-web", "kubernetes.io/h2c"})
_WEBSOCKET = "kubernetes.io/ws"
_BACKEND = (KGATEWAY_GROUP, "Backend")
#: Kinds that the controller has a backend source for: a reference to another one is of unknown kind.
#: Istio's registry is such a source even where no object of it exists.
_SOURCES = frozenset({("", "Service"), _BACKEND, (ISTIO_GROUP, "ServiceEntry"), (ISTIO_GROUP, "Hostname")})


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
    """All backends of a run. Unlike most kinds they count whether or not anything refers to them."""

    __slots__ = ("_by_port", "_grants", "_sources", "all")

    def __init__(
        self,
        objects: ObjectSet,
        namespaces: Namespaces,
        policies: PolicyIndex,
        grants: Grants,
        extra: Iterable[Backend] = (),
    ) -> None:
        self._grants = grants
        self._by_port: dict[tuple[ObjectKey, int], Backend] = {}
        for service in namespaces.seen(objects.of("", "Service")):
            for backend in _of_service(service, policies):
                self._by_port[backend.key, backend.port] = backend
        for resource in namespaces.seen(objects.of(*_BACKEND)):
            self._by_port[resource.key, 0] = _of_backend(resource, policies)
        for backend in extra:
            self._by_port[backend.key, backend.port] = backend
        self._sources = _SOURCES | {key[:2] for key, _ in self._by_port}
        self.all = tuple(self._by_port.values())

    def find(self, key: ObjectKey, port: int = 0) -> Backend | None:
        """The backend of that identity and port; Backends have port 0."""
        return self._by_port.get((key, port))

    def resolve(self, origin: ObjectKey, ref: BackendReference) -> Backend | Reason:
        """What a reference from an object like ``origin`` leads to, ReferenceGrants considered."""
        target = reference_target(ref, origin.namespace)
        if not self._grants.allow(origin, target):
            return MissingReferenceGrant(origin, target)
        if target.kind == "InferencePool":
            # Whatever its group: the controller looks for the pool before it looks at the kind.
            return NotFound(target)
        source = target[:2]
        if source == _BACKEND and ref.port is not None:
            return BackendPortNotAllowed(target.name)
        if source not in self._sources:
            return UnknownBackendKind(target)
        return self._by_port.get((target, ref.port or 0)) or NotFound(target)

    def backend_ref(self, origin: ObjectKey, ref: BackendReference, weight: int | None) -> BackendRef:
        """A resolved entry of ``backendRefs``."""
        found = self.resolve(origin, ref)
        weighs = 1 if weight is None else weight
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


def _of_backend(resource: Resource[Any], policies: PolicyIndex) -> Backend:
    static = resource.object.spec.static
    no_mtls, problems = _istio_opt_out(resource)
    return Backend(
        key=resource.key,
        port=0,
        resource=resource,
        app_protocol=app_protocol(static.app_protocol or "") if static else "",
        policies=policies.targeting(resource.key, resource.labels, for_backends=True),
        hostname=static.hosts[0].host if static and static.hosts else "",
        disable_istio_auto_mtls=no_mtls,
        problems=problems,
    )


def _istio_opt_out(resource: Resource[Any]) -> tuple[bool, tuple[Reason, ...]]:
    value = disable_istio_auto_mtls(resource.annotations)
    return (value, ()) if isinstance(value, bool) else (False, (value,))
