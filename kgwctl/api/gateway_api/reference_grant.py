"""ReferenceGrant: leave to refer to objects of this namespace from another one."""

from typing import Annotated

from kgwctl.api.gateway_api.shared import Group, Kind, Namespace, ObjectName
from kgwctl.api.markers import Atomic, MaxItems, MinItems
from kgwctl.api.meta import KubernetesObject, Spec


class ReferenceGrantFrom(Spec):
    """Who may refer."""

    group: Group
    """API group of the referring kind."""
    kind: Kind
    """The referring kind."""
    namespace: Namespace
    """The namespace that the references come from."""


class ReferenceGrantTo(Spec):
    """What may be referred to."""

    group: Group
    """API group of the kind referred to."""
    kind: Kind
    """The kind referred to."""
    name: ObjectName | None = None
    """The one object meant; absent means all of that kind in the grant's namespace."""


class ReferenceGrantSpec(Spec):
    """Who may refer to what."""

    from_: Annotated[tuple[ReferenceGrantFrom, ...], MinItems(1), MaxItems(16), Atomic()]
    """The referrers; each entry is enough by itself."""
    to: Annotated[tuple[ReferenceGrantTo, ...], MinItems(1), MaxItems(16), Atomic()]
    """The objects of this namespace that they may refer to."""


class ReferenceGrant(KubernetesObject):
    """Permission for references across namespaces, given by the namespace referred to."""

    spec: ReferenceGrantSpec | None = None
