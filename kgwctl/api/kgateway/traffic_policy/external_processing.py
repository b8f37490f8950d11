"""Processing by a service outside, in a TrafficPolicy."""

from kgwctl.api.field_rules import exactly_one_of
from kgwctl.api.kgateway.ext_services import ProcessingMode
from kgwctl.api.kgateway.shared import NamespacedObjectReference, PolicyDisable
from kgwctl.api.markers import constraints
from kgwctl.api.meta import Spec


@constraints(exactly_one_of("extensionRef", "disable"))
class ExtProcPolicy(Spec):
    """Requests and responses go through an external processor."""

    extension_ref: NamespacedObjectReference | None = None
    """The GatewayExtension that describes the processor."""
    processing_mode: ProcessingMode | None = None
    """Which parts the processor sees, instead of what the extension says."""
    disable: PolicyDisable | None = None
    """Turns processing off here."""
