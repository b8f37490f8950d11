"""XMesh: a service mesh and its controller (experimental)."""

from typing import Annotated

from kgwctl.api.field_rules import Immutable
from kgwctl.api.gateway_api.references import ParametersReference
from kgwctl.api.gateway_api.shared import GatewayController
from kgwctl.api.gateway_api.status import SupportedFeature
from kgwctl.api.markers import Default, ListMap, MaxItems, MaxLength
from kgwctl.api.meta import Condition, KubernetesObject, Spec


class MeshSpec(Spec):
    """The controller of a mesh and its parameters."""

    controller_name: Annotated[GatewayController, Immutable()]
    """The controller that runs the mesh; can't change."""
    parameters_ref: ParametersReference | None = None
    """Controller-specific settings of the mesh."""
    description: Annotated[str | None, MaxLength(64)] = None
    """What the mesh is for, in plain words."""


class MeshStatus(Spec):
    """What the controller says about the mesh."""

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
    """Whether the controller accepts the mesh."""
    supported_features: Annotated[tuple[SupportedFeature, ...] | None, MaxItems(64), ListMap(("name",))] = None
    """Gateway API features that the mesh can use."""


class XMesh(KubernetesObject):
    """A service mesh."""

    spec: MeshSpec
    status: Annotated[
        MeshStatus | None,
        Default(
            {
                "conditions": [
                    {
                        "lastTransitionTime": "1970-01-01T00:00:00Z",
                        "message": "Waiting for controller",
                        "reason": "Pending",
                        "status": "Unknown",
                        "type": "Accepted",
                    }
                ]
            }
        ),
    ] = None
