"""gateway_api.gateway_class"""

from typing import Annotated

from kgwctl.api.gateway_api.references import ParametersReference
from kgwctl.api.gateway_api.shared import GatewayController
from kgwctl.api.gateway_api.status import SupportedFeature
from kgwctl.api.markers import Default, ListMap, MaxItems, MaxLength
from kgwctl.api.meta import Condition, KubernetesObject, Spec
from kgwctl.api.rules import Immutable


class GatewayClassSpec(Spec):
    """GatewayClassSpec."""

    controller_name: Annotated[GatewayController, Immutable()]
    parameters_ref: ParametersReference | None = None
    description: Annotated[str | None, MaxLength(64)] = None


class GatewayClassStatus(Spec):
    """GatewayClassStatus."""

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
    supported_features: Annotated[tuple[SupportedFeature, ...] | None, MaxItems(64), ListMap(("name",))] = None


class GatewayClass(KubernetesObject):
    """GatewayClass."""

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
