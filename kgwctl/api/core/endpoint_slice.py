"""EndpointSlice (discovery.k8s.io/v1)."""

from __future__ import annotations

from kgwctl.api.meta import Int32, JSONValue, KubernetesObject, Spec


class EndpointConditions(Spec):
    """Whether an endpoint takes traffic. None counts as ready and serving, and as not terminating."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class EndpointTargetRef(Spec):
    """The object behind an endpoint, usually a Pod."""

    kind: str | None = None
    namespace: str | None = None
    name: str | None = None
    uid: str | None = None
    api_version: str | None = None
    resource_version: str | None = None
    field_path: str | None = None


class Endpoint(Spec):
    """Addresses of one backend instance and where it runs."""

    addresses: tuple[str, ...] = ()
    conditions: EndpointConditions | None = None
    hostname: str | None = None
    target_ref: EndpointTargetRef | None = None
    node_name: str | None = None
    zone: str | None = None
    deprecated_topology: dict[str, str] | None = None
    hints: JSONValue | None = None


class EndpointPort(Spec):
    """One port that all endpoints of the slice have in common."""

    name: str | None = None
    protocol: str | None = None
    port: Int32 | None = None
    app_protocol: str | None = None


class EndpointSlice(KubernetesObject):
    """Part of the endpoints of the Service named by the label ``kubernetes.io/service-name``."""

    address_type: str | None = None
    endpoints: tuple[Endpoint, ...] | None = None
    ports: tuple[EndpointPort, ...] | None = None
