"""gateway_api.backend_tls_policy"""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.gateway_api.references import LocalObjectReference, LocalPolicyTargetReferenceWithSectionName
from kgwctl.api.gateway_api.shared import AnnotationValue, Hostname, PreciseHostname, WellKnownCACertificatesType
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.markers import Atomic, MaxItems, MaxLength, MaxProperties, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.api.rules import Filled, Holds, Is, Not, SamePresence, UniqueBy, both, either

AbsoluteURI = Annotated[
    str, MinLength(1), MaxLength(253), Pattern(r"^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\?([^#]*))?(#(.*))?")
]
SubjectAltNameType = Literal["Hostname", "URI"]


SECTION_OF_REPEATED_TARGET = SamePresence(keys=("group", "kind", "name"), fields=("sectionName",))


@constraints(
    Holds(
        either(Filled("hostname"), Not(Is("type", ("Hostname",)))),
        message="hostname must not be empty when type is Hostname",
    ),
    Holds(
        either(Not(Filled("hostname")), Is("type", ("Hostname",))),
        message="hostname must be empty unless type is Hostname",
    ),
    Holds(either(Filled("uri"), Not(Is("type", ("URI",)))), message="uri must not be empty when type is URI"),
    Holds(either(Not(Filled("uri")), Is("type", ("URI",))), message="uri must be empty unless type is URI"),
)
class SubjectAltName(Spec):
    """SubjectAltName."""

    type: SubjectAltNameType
    hostname: Hostname | None = None
    uri: AbsoluteURI | None = None


@constraints(
    Holds(
        Not(both(Filled("caCertificateRefs"), Filled("wellKnownCACertificates"))),
        message="caCertificateRefs and wellKnownCACertificates exclude each other",
    ),
    Holds(
        either(Filled("caCertificateRefs"), Filled("wellKnownCACertificates")),
        message="set caCertificateRefs or wellKnownCACertificates",
    ),
)
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

    target_refs: Annotated[
        tuple[LocalPolicyTargetReferenceWithSectionName, ...],
        MinItems(1),
        MaxItems(16),
        Atomic(),
        SECTION_OF_REPEATED_TARGET,
        UniqueBy(("group", "kind", "name", "sectionName"), empty_is_absent=True),
    ]
    validation: BackendTLSPolicyValidation
    options: Annotated[dict[str, AnnotationValue] | None, MaxProperties(16)] = None


class BackendTLSPolicy(KubernetesObject):
    """BackendTLSPolicy."""

    spec: BackendTLSPolicySpec
    status: PolicyStatus | None = None
