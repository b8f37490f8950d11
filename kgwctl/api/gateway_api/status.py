"""What controllers report about routes and policies."""

from typing import Annotated

from kgwctl.api.gateway_api.references import ParentReference
from kgwctl.api.gateway_api.shared import GatewayController
from kgwctl.api.markers import Atomic, ListMap, MaxItems, MinItems
from kgwctl.api.meta import Condition, Spec


class PolicyAncestorStatus(Spec):
    """How a policy fares under one ancestor, usually a Gateway."""

    ancestor_ref: ParentReference
    """The ancestor this entry is about."""
    controller_name: GatewayController
    """The controller that wrote the entry."""
    conditions: Annotated[tuple[Condition, ...], MinItems(1), MaxItems(8), ListMap(("type",))]
    """Whether the policy was accepted and attached there."""


class PolicyStatus(Spec):
    """How a policy fares, ancestor by ancestor."""

    ancestors: Annotated[tuple[PolicyAncestorStatus, ...], MaxItems(16), Atomic()]
    """One entry for each ancestor and controller; at most 16."""


class SupportedFeature(Spec):
    """A Gateway API feature that the controller implements."""

    name: str
    """The feature's name in Gateway API's conformance tests."""


class RouteParentStatus(Spec):
    """How a route fares at one of its parents."""

    parent_ref: ParentReference
    """The parentRef of the spec that this entry answers."""
    controller_name: GatewayController
    """The controller that wrote the entry."""
    conditions: Annotated[tuple[Condition, ...], MinItems(1), MaxItems(8), ListMap(("type",))]
    """Whether the route was accepted and its references resolved."""


class RouteStatus(Spec):
    """How a route fares at each of its parents."""

    parents: Annotated[tuple[RouteParentStatus, ...], MaxItems(32), Atomic()]
    """One entry for each parent and controller."""
