"""XListenerSet: listeners added to a Gateway by somebody else (experimental)."""

from typing import Annotated

from kgwctl.api.field_rules import Has, UniqueBy, unique_by
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


class ParentGatewayReference(Spec):
    """The Gateway that a listener set extends."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io")] = None
    """API group of the parent."""
    kind: Annotated[Kind | None, Default("Gateway")] = None
    """Kind of the parent."""
    name: ObjectName
    """Name of the parent."""
    namespace: Namespace | None = None
    """Where the parent lives; the set's own namespace if absent."""


class ListenerEntry(Spec):
    """A listener that the set adds."""

    name: SectionName
    """Name of the listener, unique in the set."""
    hostname: Hostname | None = None
    """The host names served; absent means all of them."""
    port: Annotated[Int32 | None, Default(0), Minimum(0), Maximum(65535)] = None
    """The port to listen on; 0 leaves the choice to the implementation."""
    protocol: ProtocolType
    """What is spoken on the port."""
    tls: ListenerTLSConfig | None = None
    """TLS settings; certificates come from the set's namespace."""
    allowed_routes: Annotated[AllowedRoutes | None, Default({"namespaces": {"from": "Same"}})] = None
    """Which routes may attach."""


class ListenerSetSpec(Spec):
    """The Gateway to extend and the listeners to add."""

    parent_ref: ParentGatewayReference
    """The Gateway that these listeners join; it has to allow it."""
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
    """The listeners to add."""


class ListenerEntryStatus(Spec):
    """What became of one listener of the set."""

    name: SectionName
    """The listener this is about."""
    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    """The port it listens on."""
    supported_kinds: Annotated[tuple[RouteGroupKind, ...], MaxItems(8), Atomic()]
    """Kinds of route that the listener takes."""
    attached_routes: Int32
    """How many routes are attached."""
    conditions: Annotated[tuple[Condition, ...], MaxItems(8), ListMap(("type",))]
    """Whether the listener is accepted, free of conflicts, and programmed."""


class ListenerSetStatus(Spec):
    """What the controller made of the set."""

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
    """Whether the set as a whole was accepted and programmed."""
    listeners: Annotated[tuple[ListenerEntryStatus, ...] | None, MaxItems(64), ListMap(("name",))] = None
    """The state of each listener."""


class XListenerSet(KubernetesObject):
    """Listeners that extend a Gateway from outside."""

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
