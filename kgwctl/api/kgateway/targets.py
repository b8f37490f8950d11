"""kgateway.targets"""

from kgwctl.api.gateway_api.shared import Group, Kind, ObjectName, SectionName
from kgwctl.api.meta import Spec


class LocalPolicyTargetReference(Spec):
    """LocalPolicyTargetReference."""

    group: Group
    kind: Kind
    name: ObjectName


class LocalPolicyTargetReferenceWithSectionName(LocalPolicyTargetReference):
    """LocalPolicyTargetReferenceWithSectionName."""

    section_name: SectionName | None = None


class LocalPolicyTargetSelector(Spec):
    """LocalPolicyTargetSelector."""

    group: Group
    kind: Kind
    match_labels: dict[str, str]


class LocalPolicyTargetSelectorWithSectionName(LocalPolicyTargetSelector):
    """LocalPolicyTargetSelectorWithSectionName."""

    section_name: SectionName | None = None
