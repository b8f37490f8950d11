"""gateway_api.status"""

from typing import Annotated

from kgwctl.api.gateway_api.references import ParentReference
from kgwctl.api.gateway_api.shared import GatewayController
from kgwctl.api.markers import Atomic, ListMap, MaxItems, MinItems
from kgwctl.api.meta import Condition, Spec


class PolicyAncestorStatus(Spec):
    """PolicyAncestorStatus."""

    ancestor_ref: ParentReference
    controller_name: GatewayController
    conditions: Annotated[tuple[Condition, ...], MinItems(1), MaxItems(8), ListMap(("type",))]


class PolicyStatus(Spec):
    """PolicyStatus."""

    ancestors: Annotated[tuple[PolicyAncestorStatus, ...], MaxItems(16), Atomic()]


class SupportedFeature(Spec):
    """SupportedFeature."""

    name: str


class RouteParentStatus(Spec):
    """RouteParentStatus."""

    parent_ref: ParentReference
    controller_name: GatewayController
    conditions: Annotated[tuple[Condition, ...], MinItems(1), MaxItems(8), ListMap(("type",))]


class RouteStatus(Spec):
    """RouteStatus."""

    parents: Annotated[tuple[RouteParentStatus, ...], MaxItems(32), Atomic()]
