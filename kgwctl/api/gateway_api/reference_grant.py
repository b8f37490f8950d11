"""gateway_api.reference_grant"""

from typing import Annotated

from kgwctl.api.gateway_api.shared import Group, Kind, Namespace, ObjectName
from kgwctl.api.markers import Atomic, MaxItems, MinItems
from kgwctl.api.meta import KubernetesObject, Spec


class ReferenceGrantFrom(Spec):
    """ReferenceGrantFrom."""

    group: Group
    kind: Kind
    namespace: Namespace


class ReferenceGrantTo(Spec):
    """ReferenceGrantTo."""

    group: Group
    kind: Kind
    name: ObjectName | None = None


class ReferenceGrantSpec(Spec):
    """ReferenceGrantSpec."""

    from_: Annotated[tuple[ReferenceGrantFrom, ...], MinItems(1), MaxItems(16), Atomic()]
    to: Annotated[tuple[ReferenceGrantTo, ...], MinItems(1), MaxItems(16), Atomic()]


class ReferenceGrant(KubernetesObject):
    """ReferenceGrant."""

    spec: ReferenceGrantSpec | None = None
