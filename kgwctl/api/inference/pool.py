"""InferencePool: a set of model servers with an endpoint picker in front."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import needed_for, unique_by
from kgwctl.api.gateway_api.shared import GatewayController, Group, Kind, LabelValue, Namespace, ObjectName
from kgwctl.api.markers import (
    Atomic,
    Default,
    ListMap,
    Maximum,
    MaxItems,
    MaxProperties,
    Minimum,
    MinItems,
    MinLength,
    MinProperties,
    constraints,
)
from kgwctl.api.meta import Condition, Int32, KubernetesObject, Spec

#: What happens to requests while the picker is away.
EndpointPickerFailureMode = Literal["FailOpen", "FailClose"]
#: A TCP port.
PortNumber = Annotated[Int32, Minimum(1), Maximum(65535)]


class PoolSelector(Spec):
    """Which Pods belong to a pool."""

    match_labels: Annotated[dict[str, LabelValue], MinProperties(1), MaxProperties(64)]
    """Labels that a Pod must have, all of them."""


class TargetPort(Spec):
    """A port of the model servers."""

    number: PortNumber
    """The port."""


@constraints(needed_for("port", "kind", "Service"))
class EndpointPickerRef(Spec):
    """The service that chooses an endpoint for each request."""

    group: Annotated[Group | None, Default(""), MinLength(0)] = None
    """API group of the picker."""
    kind: Annotated[Kind | None, Default("Service")] = None
    """Kind of the picker."""
    name: ObjectName
    """Name of the picker, in the pool's namespace."""
    port: TargetPort | None = None
    """Port of the picker; a Service needs it."""
    failure_mode: Annotated[EndpointPickerFailureMode | None, Default("FailClose")] = None
    """What to do when the picker doesn't answer: drop the request, or choose without it."""


class InferencePoolSpec(Spec):
    """The Pods of a pool and who chooses among them."""

    selector: PoolSelector
    """The Pods, in the pool's namespace."""
    target_ports: Annotated[tuple[TargetPort, ...], MinItems(1), MaxItems(8), Atomic(), unique_by("number")]
    """Ports that the model servers listen on."""
    endpoint_picker_ref: EndpointPickerRef
    """The endpoint picker."""


class PoolParentReference(Spec):
    """The Gateway that a status entry is about."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io"), MinLength(0)] = None
    """API group of the parent."""
    kind: Annotated[Kind | None, Default("Gateway")] = None
    """Kind of the parent."""
    name: ObjectName
    """Name of the parent."""
    namespace: Namespace | None = None
    """Where the parent lives."""


class PoolParentStatus(Spec):
    """How a pool fares under one Gateway."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None
    """Whether the pool was accepted and its references resolved."""
    parent_ref: PoolParentReference
    """The Gateway meant."""
    controller_name: GatewayController | None = None
    """The controller that wrote the entry."""


class InferencePoolStatus(Spec):
    """How a pool fares, Gateway by Gateway."""

    parents: Annotated[tuple[PoolParentStatus, ...] | None, MaxItems(32), Atomic()] = None
    """One entry for each Gateway that routes to the pool."""


class InferencePool(KubernetesObject):
    """Model servers that share a model and its load."""

    spec: InferencePoolSpec
    status: InferencePoolStatus | None = None
