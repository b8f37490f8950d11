"""kgateway.targets"""

from kgwctl.api.gateway_api.shared import Group, Kind, ObjectName, SectionName
from kgwctl.api.meta import Spec


class LocalPolicyTargetReferenceWithSectionName(Spec):
    """LocalPolicyTargetReferenceWithSectionName."""

    group: Group
    kind: Kind
    name: ObjectName
    section_name: SectionName | None = None


class LocalPolicyTargetSelectorWithSectionName(Spec):
    """LocalPolicyTargetSelectorWithSectionName."""

    group: Group
    kind: Kind
    match_labels: dict[str, str]
    section_name: SectionName | None = None


class LocalPolicyTargetReference(Spec):
    """LocalPolicyTargetReference."""

    group: Group
    kind: Kind
    name: ObjectName


class LocalPolicyTargetSelector(Spec):
    """LocalPolicyTargetSelector."""

    group: Group
    kind: Kind
    match_labels: dict[str, str]
