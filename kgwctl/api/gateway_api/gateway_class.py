"""GatewayClass: which controller runs Gateways of a class."""

from typing import Annotated

from kgwctl.api.field_rules import Immutable
from kgwctl.api.gateway_api.references import ParametersReference
from kgwctl.api.gateway_api.shared import GatewayController
from kgwctl.api.gateway_api.status import SupportedFeature
from kgwctl.api.markers import Default, ListMap, MaxItems, MaxLength
from kgwctl.api.meta import Condition, KubernetesObject, Spec


class GatewayClassSpec(Spec):
    """The controller of a class and its parameters."""

    controller_name: Annotated[GatewayController, Immutable()]
    """The controller that manages Gateways of this class; can't change."""
    parameters_ref: ParametersReference | None = None
    """Controller-specific settings for all Gateways of the class."""
    description: Annotated[str | None, MaxLength(64)] = None
    """What the class is for, in plain words."""


class GatewayClassStatus(Spec):
    """What the controller says about the class."""

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
                }
            ]
        ),
        MaxItems(8),
        ListMap(("type",)),
    ] = None
    """Whether the controller accepts the class."""
    supported_features: Annotated[tuple[SupportedFeature, ...] | None, MaxItems(64), ListMap(("name",))] = None
    """Gateway API features that Gateways of this class can use."""


class GatewayClass(KubernetesObject):
    """A class of Gateways run by one controller."""

    spec: GatewayClassSpec
    status: Annotated[
        GatewayClassStatus | None,
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
