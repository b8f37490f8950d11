"""BackendTLSPolicy: how a Gateway verifies the backends it talks TLS with."""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.field_rules import Filled, Holds, Is, Not, SamePresence, UniqueBy, both, either
from kgwctl.api.gateway_api.references import LocalObjectReference, LocalPolicyTargetReferenceWithSectionName
from kgwctl.api.gateway_api.shared import AnnotationValue, Hostname, PreciseHostname, WellKnownCACertificatesType
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.markers import Atomic, MaxItems, MaxLength, MaxProperties, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import KubernetesObject, Spec

#: A URI with scheme and authority.
AbsoluteURI = Annotated[
    str, MinLength(1), MaxLength(253), Pattern(r"^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\?([^#]*))?(#(.*))?")
]
#: Which kind of name a subjectAltName is.
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
    """One name to look for in the backend's certificate."""

    type: SubjectAltNameType
    """Which kind of name."""
    hostname: Hostname | None = None
    """The DNS name to find; for type Hostname."""
    uri: AbsoluteURI | None = None
    """The URI to find, such as a SPIFFE id; for type URI."""


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
    """How the backend's certificate is verified."""

    ca_certificate_refs: Annotated[tuple[LocalObjectReference, ...] | None, MaxItems(8), Atomic()] = None
    """ConfigMaps or other objects with the CA certificates to trust."""
    well_known_ca_certificates: WellKnownCACertificatesType | None = msgspec.field(
        name="wellKnownCACertificates", default=None
    )
    """Trust the system's CA certificates instead."""
    hostname: PreciseHostname
    """Name to send as SNI, and to verify unless subjectAltNames are given."""
    subject_alt_names: Annotated[tuple[SubjectAltName, ...] | None, MaxItems(5), Atomic()] = None
    """Names of which the certificate must have one, instead of ``hostname``."""


class BackendTLSPolicySpec(Spec):
    """Which backends to talk TLS with, and how."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReferenceWithSectionName, ...],
        MinItems(1),
        MaxItems(16),
        Atomic(),
        SECTION_OF_REPEATED_TARGET,
        UniqueBy(("group", "kind", "name", "sectionName"), empty_is_absent=True),
    ]
    """The Services (or their ports) that the policy is for."""
    validation: BackendTLSPolicyValidation
    """How to verify the backend."""
    options: Annotated[dict[str, AnnotationValue] | None, MaxProperties(16)] = None
    """Settings of the implementation."""


class BackendTLSPolicy(KubernetesObject):
    """TLS towards a backend."""

    spec: BackendTLSPolicySpec
    status: PolicyStatus | None = None
