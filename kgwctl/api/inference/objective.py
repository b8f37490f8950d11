"""inference.objective"""

from typing import Annotated

from kgwctl.api.gateway_api.shared import Group, Kind, ObjectName
from kgwctl.api.markers import Default, ListMap, MaxItems
from kgwctl.api.meta import Condition, KubernetesObject, Spec


class PoolObjectReference(Spec):
    """PoolObjectReference."""

    group: Annotated[Group | None, Default("inference.networking.k8s.io")] = None
    kind: Annotated[Kind | None, Default("InferencePool")] = None
    name: ObjectName


class InferenceObjectiveSpec(Spec):
    """InferenceObjectiveSpec."""

    priority: int | None = None
    pool_ref: PoolObjectReference


class InferenceObjectiveStatus(Spec):
    """InferenceObjectiveStatus."""

    conditions: Annotated[
        tuple[Condition, ...] | None,
        Default(
            [
                {
                    "lastTransitionTime": "1970-01-01T00:00:00Z",
                    "message": "Waiting for controller",
                    "reason": "Pending",
                    "status": "Unknown",
                    "type": "Ready",
                }
            ]
        ),
        MaxItems(8),
        ListMap(("type",)),
    ] = None


class InferenceObjective(KubernetesObject):
    """InferenceObjective."""

    spec: InferenceObjectiveSpec | None = None
    status: InferenceObjectiveStatus | None = None
