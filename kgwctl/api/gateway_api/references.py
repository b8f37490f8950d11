"""References from Gateway API objects to other objects."""

from typing import Annotated

from kgwctl.api.field_rules import Filled, Has, Implies, Is, Not, both
from kgwctl.api.gateway_api.shared import Group, Kind, Namespace, ObjectName, SectionName
from kgwctl.api.markers import Default, Maximum, MaxLength, Minimum, MinLength, Required, constraints
from kgwctl.api.meta import Int32, Spec

SERVICE_NEEDS_PORT = Implies(
    both(Not(Filled("group")), Is("kind", ("Service",))),
    Has("port"),
    message="a reference to a Service needs a port",
)


@constraints(SERVICE_NEEDS_PORT)
class BackendObjectReference(Spec):
    """A backend that takes traffic: a Service unless it says otherwise."""

    group: Annotated[Group | None, Default("")] = None
    """API group of the backend; empty is Kubernetes' core group."""
    kind: Annotated[Kind | None, Default("Service")] = None
    """Kind of the backend."""
    name: Annotated[ObjectName, Required()] = ""
    """Name of the backend."""
    namespace: Namespace | None = None
    """Where the backend lives; another namespace than the referrer's needs a ReferenceGrant there."""
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
    """Port to send to. A Service needs it; other kinds may have their own."""


class ParentReference(Spec):
    """What a route attaches to: a Gateway, a ListenerSet or, for a mesh, a Service."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io")] = None
    """API group of the parent."""
    kind: Annotated[Kind | None, Default("Gateway")] = None
    """Kind of the parent."""
    namespace: Namespace | None = None
    """Where the parent lives; the route's own namespace if absent."""
    name: ObjectName
    """Name of the parent."""
    section_name: SectionName | None = None
    """The one listener to attach to; absent means every listener that allows it."""
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
    """Attach only to listeners on this port."""


@constraints(SERVICE_NEEDS_PORT)
class BackendRef(BackendObjectReference):
    """A backend with its share of the traffic."""

    weight: Annotated[Int32 | None, Default(1), Minimum(0), Maximum(1000000)] = None
    """Share relative to the other backends of the list; 0 sends nothing here."""


class SecretObjectReference(Spec):
    """A Secret, or another kind that holds the same."""

    group: Annotated[Group | None, Default("")] = None
    """API group of the referenced object."""
    kind: Annotated[Kind | None, Default("Secret")] = None
    """Kind of the referenced object."""
    name: ObjectName
    """Name of the referenced object."""
    namespace: Namespace | None = None
    """Where the object lives; a foreign namespace needs a ReferenceGrant."""


class LocalPolicyTargetReference(Spec):
    """The object in the policy's namespace that a policy applies to."""

    group: Group
    """API group of the target."""
    kind: Kind
    """Kind of the target."""
    name: ObjectName
    """Name of the target."""


class LocalPolicyTargetReferenceWithSectionName(LocalPolicyTargetReference):
    """A policy target that may be one part of an object."""

    section_name: SectionName | None = None
    """The listener, route rule or Service port meant; absent means the whole object."""


class LocalObjectReference(Spec):
    """An object in the same namespace."""

    group: Group
    """API group of the object."""
    kind: Kind
    """Kind of the object."""
    name: ObjectName
    """Name of the object."""


class ParametersReference(Spec):
    """The object with controller-specific parameters of a class."""

    group: Group
    """API group of the parameters."""
    kind: Kind
    """Kind of the parameters."""
    name: Annotated[str, MinLength(1), MaxLength(253)]
    """Name of the parameters."""
    namespace: Namespace | None = None
    """Where the parameters live; absent for a cluster-wide kind."""


class RouteGroupKind(Spec):
    """A kind of route."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io")] = None
    """API group of the route kind."""
    kind: Kind
    """Name of the route kind."""


class LocalParametersReference(Spec):
    """Parameters for one Gateway, in its namespace."""

    group: Group
    """API group of the parameters."""
    kind: Kind
    """Kind of the parameters."""
    name: Annotated[str, MinLength(1), MaxLength(253)]
    """Name of the parameters."""


class ObjectReference(Spec):
    """Some object, in any namespace."""

    group: Group
    """API group of the object."""
    kind: Kind
    """Kind of the object."""
    name: ObjectName
    """Name of the object."""
    namespace: Namespace | None = None
    """Where the object lives; a foreign namespace needs a ReferenceGrant."""
