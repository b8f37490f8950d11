"""gateway_api.listener_set"""

from typing import Annotated

from kgwctl.api.gateway_api.listener import (
    HTTPS_TERMINATES,
    NO_HOSTNAME_WITHOUT_NAMES,
    NO_TLS_IN_CLEARTEXT,
    AllowedRoutes,
    ListenerTLSConfig,
)
from kgwctl.api.gateway_api.references import RouteGroupKind
from kgwctl.api.gateway_api.shared import Group, Hostname, Kind, Namespace, ObjectName, ProtocolType, SectionName
from kgwctl.api.markers import Atomic, Default, ListMap, Maximum, MaxItems, Minimum, MinItems
from kgwctl.api.meta import Condition, Int32, KubernetesObject, Spec
from kgwctl.api.rules import Has, UniqueBy, unique_by


class ParentGatewayReference(Spec):
    """ParentGatewayReference."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io")] = None
    kind: Annotated[Kind | None, Default("Gateway")] = None
    name: ObjectName
    namespace: Namespace | None = None


class ListenerEntry(Spec):
    """ListenerEntry."""

    name: SectionName
    hostname: Hostname | None = None
    port: Annotated[Int32 | None, Default(0), Minimum(0), Maximum(65535)] = None
    protocol: ProtocolType
    tls: ListenerTLSConfig | None = None
    allowed_routes: Annotated[AllowedRoutes | None, Default({"namespaces": {"from": "Same"}})] = None


class ListenerSetSpec(Spec):
    """ListenerSetSpec."""

    parent_ref: ParentGatewayReference
    listeners: Annotated[
        tuple[ListenerEntry, ...],
        MinItems(1),
        MaxItems(64),
        ListMap(("name",)),
        NO_TLS_IN_CLEARTEXT,
        HTTPS_TERMINATES,
        NO_HOSTNAME_WITHOUT_NAMES,
        unique_by("name"),
        UniqueBy(("port", "protocol", "hostname"), where=Has("port")),
    ]


class ListenerEntryStatus(Spec):
    """ListenerEntryStatus."""

    name: SectionName
    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    supported_kinds: Annotated[tuple[RouteGroupKind, ...], MaxItems(8), Atomic()]
    attached_routes: Int32
    conditions: Annotated[tuple[Condition, ...], MaxItems(8), ListMap(("type",))]


class ListenerSetStatus(Spec):
    """ListenerSetStatus."""

    conditions: Annotated[
        tuple[Condition, ...] | None,
        Default(
            [
                {
                    "lastTransitionTime": "1970-01-01T00:00:00Z",
                    "message": "Waiting for controller",
                    "reason": "Pending",
                    "status": "Unknown",
                    "type": "Accepted",
                },
                {
                    "lastTransitionTime": "1970-01-01T00:00:00Z",
                    "message": "Waiting for controller",
                    "reason": "Pending",
                    "status": "Unknown",
                    "type": "Programmed",
                },
            ]
        ),
        MaxItems(8),
        ListMap(("type",)),
    ] = None
    listeners: Annotated[tuple[ListenerEntryStatus, ...] | None, MaxItems(64), ListMap(("name",))] = None


class XListenerSet(KubernetesObject):
    """XListenerSet."""

    spec: ListenerSetSpec
    status: Annotated[
        ListenerSetStatus | None,
        Default(
            {
                "conditions": [
                    {
                        "lastTransitionTime": "1970-01-01T00:00:00Z",
                        "message": "Waiting for controller",
                        "reason": "Pending",
                        "status": "Unknown",
                        "type": "Accepted",
                    },
                    {
                        "lastTransitionTime": "1970-01-01T00:00:00Z",
                        "message": "Waiting for controller",
                        "reason": "Pending",
                        "status": "Unknown",
                        "type": "Programmed",
                    },
                ]
            }
        ),
    ] = None
