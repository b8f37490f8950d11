"""gateway_api.backend_tls_policy"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kgwctl.api.gateway_api.references import LocalObjectReference, LocalPolicyTargetReferenceWithSectionName
from kgwctl.api.gateway_api.shared import AnnotationValue, Hostname, PreciseHostname, WellKnownCACertificatesType
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.markers import Atomic, MaxItems, MaxLength, MaxProperties, MinItems, MinLength, Pattern
from kgwctl.api.meta import KubernetesObject, Spec

AbsoluteURI = Annotated[
    str, MinLength(1), MaxLength(253), Pattern(r"^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\?([^#]*))?(#(.*))?")
]
SubjectAltNameType = Literal["Hostname", "URI"]


class SubjectAltName(Spec):
    """SubjectAltName."""

    type: SubjectAltNameType
    hostname: Hostname | None = None
    uri: AbsoluteURI | None = None


class BackendTLSPolicyValidation(Spec):
    """BackendTLSPolicyValidation."""

    ca_certificate_refs: Annotated[tuple[LocalObjectReference, ...] | None, MaxItems(8), Atomic()] = None
    well_known_ca_certificates: WellKnownCACertificatesType | None = msgspec.field(
        name="wellKnownCACertificates", default=None
    )
    hostname: PreciseHostname
    subject_alt_names: Annotated[tuple[SubjectAltName, ...] | None, MaxItems(5), Atomic()] = None


class BackendTLSPolicySpec(Spec):
    """BackendTLSPolicySpec."""

    target_refs: Annotated[tuple[LocalPolicyTargetReferenceWithSectionName, ...], MinItems(1), MaxItems(16), Atomic()]
    validation: BackendTLSPolicyValidation
    options: Annotated[dict[str, AnnotationValue] | None, MaxProperties(16)] = None


class BackendTLSPolicy(KubernetesObject):
    """BackendTLSPolicy."""

    spec: BackendTLSPolicySpec
    status: PolicyStatus | None = None
