"""Istio waypoints: which services a waypoint Gateway stands in front of, and which policies say who may use them.

Sources: ``pkg/kgateway/extensions2/plugins/waypoint/waypointquery@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import AUTHORIZATION_POLICY, GATEWAY, GATEWAY_CLASS, HOSTNAME, SERVICE, SERVICE_ENTRY
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.model import AttachedRoute, Backend, HttpRoute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgwctl.api.kinds import GroupKind
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Gateway, ParentRef
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.settings import Settings

#: The class of waypoints.
WAYPOINT_CLASS = "kgateway-waypoint"
#: The protocol of the one listener that a waypoint has.
PROXY_PROTOCOL = "istio.io/PROXY"

_WAYPOINT_FOR = "istio.io/waypoint-for"
_USE_WAYPOINT = "istio.io/use-waypoint"
_USE_WAYPOINT_NAMESPACE = "istio.io/use-waypoint-namespace"
_SERVES_SERVICES = frozenset({"service", "all"})
_HTTP_PROTOCOLS = frozenset({"http", "http2", "http_proxy", "grpc", "grpc-web"})


class ServedPort(NamedTuple):
    """A port of a service behind a waypoint."""

    backend: Backend
    http: bool


class ServedService(NamedTuple):
    """A Service or ServiceEntry behind a waypoint. ``hosts`` are the names of a ServiceEntry."""

    resource: Resource[Any]
    addresses: tuple[str, ...]
    ports: tuple[ServedPort, ...]
    hosts: tuple[str, ...] = ()

    @property
    def parent_keys(self) -> tuple[ObjectKey, ...]:
        """The objects that a route may name as parent to apply to the service: the names first.

        A name has no namespace, but only routes of the service's own namespace find it.
        """
        namespace = self.resource.namespace
        return (*(ObjectKey(*HOSTNAME, namespace, host) for host in self.hosts), self.resource.key)


def is_waypoint(gateway: Gateway, settings: Settings) -> bool:
    """Whether a Gateway is translated as a waypoint."""
    return settings.enable_waypoint and gateway.resource.object.spec.gateway_class_name == WAYPOINT_CLASS


class Waypoints:
    """The services behind the waypoints of a run, by waypoint."""

    def __init__(self, resolved: Resolved) -> None:
        self._resolved = resolved
        self._backends = {(one.key, one.port, one.hostname): one for one in resolved.backends}
        self._served: dict[tuple[str, str], list[ServedService]] = {}
        for kind in (SERVICE, SERVICE_ENTRY):
            for resource in resolved.namespaces.seen(resolved.objects.of(kind)):
                waypoint = self._waypoint_of(resource)
                if waypoint is not None:
                    self._served.setdefault(waypoint, []).append(self._service(resource))
        self._policies: dict[ObjectKey, list[Resource[Any]]] = {}
        root = resolved.settings.istio_namespace or "istio-system"
        for policy in resolved.namespaces.seen(resolved.objects.of(AUTHORIZATION_POLICY)):
            for target in dict.fromkeys(_targets(policy, root)):
                self._policies.setdefault(target, []).append(policy)

    def services(self, gateway: Gateway) -> list[ServedService]:
        """The services that use a waypoint; none if it is for other traffic."""
        if gateway.resource.labels.get(_WAYPOINT_FOR, "service") not in _SERVES_SERVICES:
            return []
        return self._served.get((gateway.key.namespace, gateway.key.name), [])

    def routes(self, service: ServedService) -> list[AttachedRoute]:
        """The routes that name a service as parent, each once."""
        found: dict[ObjectKey, AttachedRoute] = {}
        for key in service.parent_keys:
            for route in self._resolved.routes_of(key):
                ref = _naming(route.parent_refs, key, route.key.namespace)
                if route.key in found or ref is None or not isinstance(route, HttpRoute):
                    continue
                delegations = self._resolved.delegations(route, ref)
                found[route.key] = AttachedRoute(
                    route=route, parent_ref=ref, listener_parent_ref=ref, delegations=delegations
                )
        return list(found.values())

    def policies(self, gateway: Gateway, service: ServedService) -> list[Resource[Any]]:
        """The AuthorizationPolicies for a service: its waypoint's, those of all waypoints, its own; each once."""
        targets = [gateway.key]
        root = self._resolved.settings.istio_namespace or "istio-system"
        if gateway.key.namespace != root:
            targets.append(ObjectKey(*GATEWAY_CLASS, root, WAYPOINT_CLASS))
        targets.append(service.resource.key)
        found = (policy for target in targets for policy in self._policies.get(target, ()))
        return list({policy.key: policy for policy in found}.values())

    def _waypoint_of(self, resource: Resource[Any]) -> tuple[str, str] | None:
        """What the object's own labels name, else what its namespace's do. ``none`` settles it, too."""
        namespace = resource.namespace
        for labels in (resource.labels, self._resolved.namespaces.labels(namespace)):
            name = labels.get(_USE_WAYPOINT)
            if name is not None:
                return None if name == "none" else (labels.get(_USE_WAYPOINT_NAMESPACE, namespace), name)
        return None

    def _service(self, resource: Resource[Any]) -> ServedService:
        spec = resource.object.spec
        if resource.key[:2] == SERVICE:
            ports = tuple(
                ServedPort(self._backend(resource, port.port), _is_http(_service_protocol(port)))
                for port in spec.ports or ()
            )
            return ServedService(resource, _service_addresses(spec), ports)
        hosts = tuple(spec.hosts or ())
        first = hosts[0] if hosts else ""
        ports = tuple(
            ServedPort(self._backend(resource, port.number, first), _is_http(port.protocol or ""))
            for port in spec.ports or ()
        )
        # Only what is a backend is found by its names.
        known = any((resource.key, port.backend.port, first) in self._backends for port in ports[:1])
        return ServedService(resource, _entry_addresses(resource.object), ports, hosts if known else hosts[:0])

    def _backend(self, resource: Resource[Any], port: int, host: str = "") -> Backend:
        hostname = host or f"{resource.name}.{resource.namespace}.svc.cluster.local"
        found = self._backends.get((resource.key, port, hostname))
        return found or Backend(key=resource.key, port=port, resource=resource, hostname=hostname)


def _service_protocol(port: Any) -> str:
    protocol: str = port.protocol or "TCP"
    return port.app_protocol if port.app_protocol is not None else port.name or protocol


def _is_http(protocol: str) -> bool:
    """Whether a protocol is HTTP's; what follows a dash is only a name."""
    return protocol.split("-", 1)[0].lower() in _HTTP_PROTOCOLS


def _service_addresses(spec: Any) -> tuple[str, ...]:
    several = tuple(one for one in spec.cluster_ips or () if one not in ("", "None"))
    return several or tuple(one for one in (spec.cluster_ip,) if one and one != "None")


def _entry_addresses(entry: Any) -> tuple[str, ...]:
    allocated = entry.status.addresses or () if entry.status is not None else ()
    return (*(entry.spec.addresses or ()), *(one.value for one in allocated))


def _naming(refs: Iterable[ParentRef], key: ObjectKey, namespace: str) -> ParentRef | None:
    """The first reference of a route in ``namespace`` that names an object."""
    for ref in refs:
        if (ref.group, ref.kind, ref.name) != (key.group, key.kind, key.name):
            continue
        if ref.namespace is None and (namespace == key.namespace or key[:2] == HOSTNAME):
            return ref
        if ref.namespace == key.namespace and key[:2] != HOSTNAME:
            return ref
    return None


_KINDS: Mapping[tuple[str, str], GroupKind] = {
    SERVICE: SERVICE,
    ("core", SERVICE.kind): SERVICE,
    SERVICE_ENTRY: SERVICE_ENTRY,
    GATEWAY: GATEWAY,
    GATEWAY_CLASS: GATEWAY_CLASS,
}


def _targets(policy: Resource[Any], root_namespace: str) -> Iterator[ObjectKey]:
    for ref in policy.object.spec.target_refs or ():
        kind = _KINDS.get((ref.group, ref.kind))
        if kind is None or (kind == GATEWAY_CLASS and policy.namespace != root_namespace):
            continue
        yield ObjectKey(kind.group, kind.kind, ref.namespace or policy.namespace, ref.name)
