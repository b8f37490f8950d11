"""gateway_api.listener"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import RouteGroupKind, SecretObjectReference
from kgwctl.api.gateway_api.shared import AnnotationValue, Hostname, ProtocolType, SectionName
from kgwctl.api.markers import Atomic, Default, ListMap, Maximum, MaxItems, MaxProperties, Minimum, constraints
from kgwctl.api.meta import Condition, Int32, LabelSelector, Spec
from kgwctl.api.rules import Each, Filled, Has, Implies, Is, Not, both, either, is_one_of

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
    """ListenerTLSConfig."""

    mode: Annotated[TLSModeType | None, Default("Terminate")] = None
    certificate_refs: Annotated[tuple[SecretObjectReference, ...] | None, MaxItems(64), Atomic()] = None
    options: Annotated[dict[str, AnnotationValue] | None, MaxProperties(16)] = None


class RouteNamespaces(Spec):
    """RouteNamespaces."""

    from_: Annotated[Literal["All", "Selector", "Same"] | None, Default("Same")] = None
    selector: LabelSelector | None = None


class AllowedRoutes(Spec):
    """AllowedRoutes."""

    namespaces: Annotated[RouteNamespaces | None, Default({"from": "Same"})] = None
    kinds: Annotated[tuple[RouteGroupKind, ...] | None, MaxItems(8), Atomic()] = None


class Listener(Spec):
    """Listener."""

    name: SectionName
    hostname: Hostname | None = None
    port: Annotated[Int32, Minimum(1), Maximum(65535)]
    protocol: ProtocolType
    tls: ListenerTLSConfig | None = None
    allowed_routes: Annotated[AllowedRoutes | None, Default({"namespaces": {"from": "Same"}})] = None


class ListenerStatus(Spec):
    """ListenerStatus."""

    name: SectionName
    supported_kinds: Annotated[tuple[RouteGroupKind, ...], MaxItems(8), Atomic()]
    attached_routes: Int32
    conditions: Annotated[tuple[Condition, ...], MaxItems(8), ListMap(("type",))]
