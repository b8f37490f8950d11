"""A listener: port, protocol, TLS and the routes it takes."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import Each, Filled, Has, Implies, Is, Not, both, either, is_one_of
from kgwctl.api.gateway_api.references import RouteGroupKind, SecretObjectReference
from kgwctl.api.gateway_api.shared import AnnotationValue, Hostname, ProtocolType, SectionName
from kgwctl.api.markers import Atomic, Default, ListMap, Maximum, MaxItems, MaxProperties, Minimum, constraints
from kgwctl.api.meta import Condition, Int32, LabelSelector, Spec

#: Where TLS ends.
TLSModeType = Literal["Terminate", "Passthrough"]


NO_TLS_IN_CLEARTEXT = Each(Not(Has("tls")), where=is_one_of("protocol", "HTTP", "TCP", "UDP"))
HTTPS_TERMINATES = Each(is_one_of("tls.mode", "Terminate", ""), where=both(Is("protocol", ("HTTPS",)), Has("tls")))
NO_HOSTNAME_WITHOUT_NAMES = Each(Not(Filled("hostname")), where=is_one_of("protocol", "TCP", "UDP"))
TERMINATION_NEEDS_CERTIFICATE = Implies(
    Is("mode", ("Terminate",)),
    either(Filled("certificateRefs"), Filled("options")),
    message="terminating TLS needs certificateRefs or options",
)


@constraints(TERMINATION_NEEDS_CERTIFICATE)
class ListenerTLSConfig(Spec):
    """How a listener handles TLS."""

    mode: Annotated[TLSModeType | None, Default("Terminate")] = None
    """End TLS here, or pass the encrypted stream on."""
    certificate_refs: Annotated[tuple[SecretObjectReference, ...] | None, MaxItems(64), Atomic()] = None
    """Secrets with the certificates to serve when TLS ends here."""
    options: Annotated[dict[str, AnnotationValue] | None, MaxProperties(16)] = None
    """Settings of the implementation, such as protocol versions or cipher suites."""


class RouteNamespaces(Spec):
    """The namespaces whose routes may attach."""

    from_: Annotated[Literal["All", "Selector", "Same"] | None, Default("Same")] = None
    """All namespaces, the listener's own, those that ``selector`` picks, or none."""
    selector: LabelSelector | None = None
    """Labels of the namespaces meant by ``from: Selector``."""


class AllowedRoutes(Spec):
    """Which routes may attach to a listener."""

    namespaces: Annotated[RouteNamespaces | None, Default({"from": "Same"})] = None
    """Where they may come from."""
    kinds: Annotated[tuple[RouteGroupKind, ...] | None, MaxItems(8), Atomic()] = None
    """Kinds of route to take; absent means all that fit the protocol."""


class Listener(Spec):
    """A port that a Gateway listens on."""

    name: SectionName
    """Name of the listener; routes and policies refer to it as a section."""
    hostname: Hostname | None = None
    """The host names served; absent or empty means all of them. Means nothing for TCP and UDP."""
    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    """The port to listen on."""
    protocol: ProtocolType
    """What is spoken on the port."""
    tls: ListenerTLSConfig | None = None
    """TLS settings; for HTTPS and TLS listeners."""
    allowed_routes: Annotated[AllowedRoutes | None, Default({"namespaces": {"from": "Same"}})] = None
    """Which routes may attach."""


class ListenerStatus(Spec):
    """What became of a listener."""

    name: SectionName
    """The listener this is about."""
    supported_kinds: Annotated[tuple[RouteGroupKind, ...], MaxItems(8), Atomic()]
    """Kinds of route that the listener takes."""
    attached_routes: Int32
    """How many routes are attached."""
    conditions: Annotated[tuple[Condition, ...], MaxItems(8), ListMap(("type",))]
    """Whether the listener is accepted, free of conflicts, and programmed."""
