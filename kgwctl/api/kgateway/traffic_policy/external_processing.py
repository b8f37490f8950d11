"""kgateway.traffic_policy.external_processing"""

from __future__ import annotations

from kgwctl.api.kgateway.ext_services import ProcessingMode
from kgwctl.api.kgateway.shared import NamespacedObjectReference, PolicyDisable
from kgwctl.api.meta import Spec


class ExtProcPolicy(Spec):
    """ExtProcPolicy."""

    extension_ref: NamespacedObjectReference | None = None
    processing_mode: ProcessingMode | None = None
    disable: PolicyDisable | None = None
