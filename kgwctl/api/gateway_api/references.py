"""gateway_api.references"""

from typing import Annotated

from kgwctl.api.gateway_api.shared import Group, Kind, Namespace, ObjectName, SectionName
from kgwctl.api.markers import Default, Maximum, MaxLength, Minimum, MinLength, Required, constraints
from kgwctl.api.meta import Int32, Spec
from kgwctl.api.rules import Filled, Has, Implies, Is, Not, both

SERVICE_NEEDS_PORT = Implies(
    both(Not(Filled("group")), Is("kind", ("Service",))),
    Has("port"),
    message="a reference to a Service needs a port",
)


@constraints(SERVICE_NEEDS_PORT)
class BackendObjectReference(Spec):
    """BackendObjectReference."""

    group: Annotated[Group | None, Default("")] = None
    kind: Annotated[Kind | None, Default("Service")] = None
    name: Annotated[ObjectName, Required()] = ""
    namespace: Namespace | None = None
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None


class ParentReference(Spec):
    """ParentReference."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io")] = None
    kind: Annotated[Kind | None, Default("Gateway")] = None
    namespace: Namespace | None = None
    name: ObjectName
    section_name: SectionName | None = None
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None


@constraints(SERVICE_NEEDS_PORT)
class BackendRef(BackendObjectReference):
    """BackendRef."""

    weight: Annotated[Int32 | None, Default(1), Minimum(0), Maximum(1000000)] = None


class SecretObjectReference(Spec):
    """SecretObjectReference."""

    group: Annotated[Group | None, Default("")] = None
    kind: Annotated[Kind | None, Default("Secret")] = None
    name: ObjectName
    namespace: Namespace | None = None


class LocalPolicyTargetReference(Spec):
    """LocalPolicyTargetReference."""

    group: Group
    kind: Kind
    name: ObjectName


class LocalPolicyTargetReferenceWithSectionName(LocalPolicyTargetReference):
    """LocalPolicyTargetReferenceWithSectionName."""

    section_name: SectionName | None = None


class LocalObjectReference(Spec):
    """LocalObjectReference."""

    group: Group
    kind: Kind
    name: ObjectName


class ParametersReference(Spec):
    """ParametersReference."""

    group: Group
    kind: Kind
    name: Annotated[str, MinLength(1), MaxLength(253)]
    namespace: Namespace | None = None


class RouteGroupKind(Spec):
    """RouteGroupKind."""

    group: Annotated[Group | None, Default("gateway.networking.k8s.io")] = None
    kind: Kind


class LocalParametersReference(Spec):
    """LocalParametersReference."""

    group: Group
    kind: Kind
    name: Annotated[str, MinLength(1), MaxLength(253)]


class ObjectReference(Spec):
    """ObjectReference."""

    group: Group
    kind: Kind
    name: ObjectName
    namespace: Namespace | None = None
