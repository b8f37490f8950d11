"""inference.pool"""

from typing import Annotated, Literal

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
from kgwctl.api.rules import needed_for, unique_by

EndpointPickerFailureMode = Literal["FailOpen", "FailClose"]
PortNumber = Annotated[Int32, Minimum(1), Maximum(65535)]


class PoolSelector(Spec):
    """PoolSelector."""

    match_labels: Annotated[dict[str, LabelValue], MinProperties(1), MaxProperties(64)]


class TargetPort(Spec):
    """TargetPort."""

    number: PortNumber


@constraints(needed_for("port", "kind", "Service"))
class EndpointPickerRef(Spec):
    """EndpointPickerRef."""

    group: Annotated[Group | None, Default(""), MinLength(0)] = None
    kind: Annotated[Kind | None, Default("Service")] = None
    name: ObjectName
    port: TargetPort | None = None
    failure_mode: Annotated[EndpointPickerFailureMode | None, Default("FailClose")] = None


class InferencePoolSpec(Spec):
    """InferencePoolSpec."""

    selector: PoolSelector
    target_ports: Annotated[tuple[TargetPort, ...], MinItems(1), MaxItems(8), Atomic(), unique_by("number")]
    endpoint_picker_ref: EndpointPickerRef


class PoolParentReference(Spec):
    """PoolParentReference."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io"), MinLength(0)] = None
    kind: Annotated[Kind | None, Default("Gateway")] = None
    name: ObjectName
    namespace: Namespace | None = None


class PoolParentStatus(Spec):
    """PoolParentStatus."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None
    parent_ref: PoolParentReference
    controller_name: GatewayController | None = None


class InferencePoolStatus(Spec):
    """InferencePoolStatus."""

    parents: Annotated[tuple[PoolParentStatus, ...] | None, MaxItems(32), Atomic()] = None


class InferencePool(KubernetesObject):
    """InferencePool."""

    spec: InferencePoolSpec
    status: InferencePoolStatus | None = None
