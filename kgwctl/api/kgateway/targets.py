"""What a policy of kgateway or agentgateway applies to, in its own namespace."""

from kgwctl.api.gateway_api.shared import Group, Kind, ObjectName, SectionName
from kgwctl.api.meta import Spec


class LocalPolicyTargetReference(Spec):
    """An object by name."""

    group: Group
    """API group of the target."""
    kind: Kind
    """Kind of the target."""
    name: ObjectName
    """Name of the target."""


class LocalPolicyTargetReferenceWithSectionName(LocalPolicyTargetReference):
    """An object by name, or one part of it."""

    section_name: SectionName | None = None
    """The listener, route rule or port meant; absent means the whole object."""


class LocalPolicyTargetSelector(Spec):
    """All objects of a kind with certain labels."""

    group: Group
    """API group of the targets."""
    kind: Kind
    """Kind of the targets."""
    match_labels: dict[str, str]
    """Labels that a target must have, all of them."""


class LocalPolicyTargetSelectorWithSectionName(LocalPolicyTargetSelector):
    """All objects of a kind with certain labels, or one part of each."""

    section_name: SectionName | None = None
    """The listener, route rule or port meant; absent means whole objects."""
