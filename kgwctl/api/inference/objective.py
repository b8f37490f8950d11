"""InferenceObjective: how important requests to a pool are (experimental)."""

from typing import Annotated

from kgwctl.api.gateway_api.shared import Group, Kind, ObjectName
from kgwctl.api.markers import Default, ListMap, MaxItems
from kgwctl.api.meta import Condition, KubernetesObject, Spec


class PoolObjectReference(Spec):
    """The pool that an objective is for."""

    group: Annotated[Group | None, Default("inference.networking.k8s.io")] = None
    """API group of the pool."""
    kind: Annotated[Kind | None, Default("InferencePool")] = None
    """Kind of the pool."""
    name: ObjectName
    """Name of the pool."""


class InferenceObjectiveSpec(Spec):
    """A priority, and the pool it counts in."""

    priority: int | None = None
    """How important the requests are compared with others; higher is served first, absent is 0."""
    pool_ref: PoolObjectReference
    """The pool, in the same namespace."""


class InferenceObjectiveStatus(Spec):
    """What the controller says about the objective."""

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
    """Whether the objective was accepted."""


class InferenceObjective(KubernetesObject):
    """The importance of a class of inference requests."""

    spec: InferenceObjectiveSpec | None = None
    status: InferenceObjectiveStatus | None = None
