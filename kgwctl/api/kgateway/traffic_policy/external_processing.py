"""kgateway.traffic_policy.external_processing"""

from kgwctl.api.kgateway.ext_services import ProcessingMode
from kgwctl.api.kgateway.shared import NamespacedObjectReference, PolicyDisable
from kgwctl.api.markers import constraints
from kgwctl.api.meta import Spec
from kgwctl.api.rules import exactly_one_of


@constraints(exactly_one_of("extensionRef", "disable"))
class ExtProcPolicy(Spec):
    """ExtProcPolicy."""

    extension_ref: NamespacedObjectReference | None = None
    processing_mode: ProcessingMode | None = None
    disable: PolicyDisable | None = None
