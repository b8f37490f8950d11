"""The addresses behind a Service port, from EndpointSlices.

Source: kgateway's endpoint collection: ready addresses of all slices of the Service, each once;
the port of the Service's name, or any if the Service has only one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import ENDPOINT_SLICE, POD, SERVICE
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.namespaces import Namespaces

SERVICE_NAME_LABEL = "kubernetes.io/service-name"


class Endpoint(NamedTuple):
    """One address that serves a backend. ``pod`` is the Pod behind it, if the slice tells."""

    address: str
    port: int
    pod: ObjectKey | None = None


class Endpoints:
    """All EndpointSlices of a run, by Service."""

    __slots__ = ("_slices",)

    def __init__(self, objects: ObjectSet, namespaces: Namespaces) -> None:
        self._slices: dict[tuple[str, str], list[Resource[Any]]] = {}
        for one in namespaces.seen(objects.of(ENDPOINT_SLICE)):
            service = one.labels.get(SERVICE_NAME_LABEL)
            if service is not None:
                self._slices.setdefault((one.namespace, service), []).append(one)

    def of(self, backend: Backend) -> tuple[Endpoint, ...]:
        """The ready endpoints of a Service port; none for other backends."""
        if backend.key[:2] != SERVICE:
            return ()
        ports = backend.resource.object.spec.ports or ()
        name = next((port.name or "" for port in ports if port.port == backend.port), "")
        found: dict[str, Endpoint] = {}
        for one in self._slices.get((backend.key.namespace, backend.key.name), ()):
            number = _port_number(one.object, name, single=len(ports) == 1)
            if number:
                for endpoint in _ready(one, number):
                    found.setdefault(endpoint.address, endpoint)
        return tuple(found.values())


def _port_number(endpoint_slice: Any, name: str, *, single: bool) -> int:
    for port in endpoint_slice.ports or ():
        if port.port is not None and (single or port.name == name):
            number: int = port.port
            return number
    return 0


def _ready(endpoint_slice: Resource[Any], port: int) -> Iterator[Endpoint]:
    for endpoint in endpoint_slice.object.endpoints or ():
        if endpoint.conditions is not None and endpoint.conditions.ready is False:
            continue
        ref = endpoint.target_ref
        pod = None
        if ref is not None and ref.kind == "Pod" and ref.name:
            pod = ObjectKey(*POD, ref.namespace or endpoint_slice.namespace, ref.name)
        for address in endpoint.addresses:
            yield Endpoint(address, port, pod)
