"""Gateway: where traffic enters, on which listeners and addresses."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import Each, Expression, Has, Implies, Is, Not, Text, UniqueBy, both, either, unique_by
from kgwctl.api.gateway_api.gateway_tls import GatewayTLSConfig
from kgwctl.api.gateway_api.listener import (
    HTTPS_TERMINATES,
    NO_HOSTNAME_WITHOUT_NAMES,
    NO_TLS_IN_CLEARTEXT,
    Listener,
    ListenerStatus,
)
from kgwctl.api.gateway_api.references import LocalParametersReference
from kgwctl.api.gateway_api.shared import AnnotationValue, GatewayDefaultScope, LabelValue, ObjectName
from kgwctl.api.markers import (
    Atomic,
    Default,
    FormatWhen,
    ListMap,
    MaxItems,
    MaxLength,
    MaxProperties,
    MinItems,
    MinLength,
    Pattern,
    Required,
    constraints,
)
from kgwctl.api.meta import Condition, KubernetesObject, LabelSelector, Spec
from kgwctl.api.patterns import DNS_NAME, URL_PATH

#: What kind of address it is.
AddressType = Annotated[
    str, MinLength(1), MaxLength(253), Pattern("^Hostname|IPAddress|NamedAddress|" + DNS_NAME + URL_PATH + "$")
]


HOSTNAME_VALUE = Text("value", "matches", r"^(\*\.)?" + DNS_NAME + "$")
QUALIFIED_KEYS = Each(
    Text(
        "",
        "matches",
        "^(" + DNS_NAME + r"/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$",
    ),
    message="a key is a name of at most 63 characters, which a DNS subdomain and a slash may precede",
)
KEY_PREFIX_LENGTH = Expression(
    "self.all(key, size(key.split('/')[0]) < 253)", message="the part of a key before the slash is too long"
)


@constraints(
    FormatWhen("value", ("ipv4", "ipv6"), when="type", equals="IPAddress"),
    Implies(
        Is("type", ("Hostname",)),
        either(Not(Has("value")), HOSTNAME_VALUE),
        message="value must be a DNS name when type is Hostname",
    ),
)
class GatewaySpecAddress(Spec):
    """An address that the Gateway asks for."""

    type: Annotated[AddressType | None, Default("IPAddress")] = None
    """What kind of address ``value`` is."""
    value: Annotated[str | None, MaxLength(253)] = None
    """The address; absent lets the implementation choose one of that type."""


class GatewayInfrastructure(Spec):
    """What to put on the resources made for a Gateway."""

    labels: Annotated[dict[str, LabelValue] | None, MaxProperties(8), QUALIFIED_KEYS, KEY_PREFIX_LENGTH] = None
    """Labels for the generated resources."""
    annotations: Annotated[dict[str, AnnotationValue] | None, MaxProperties(8), QUALIFIED_KEYS, KEY_PREFIX_LENGTH] = (
        None
    )
    """Annotations for the generated resources."""
    parameters_ref: LocalParametersReference | None = None
    """Controller-specific settings for this Gateway only, such as GatewayParameters."""


class ListenerNamespaces(Spec):
    """The namespaces whose ListenerSets may attach."""

    from_: Annotated[Literal["All", "Selector", "Same", "None"] | None, Default("None")] = None
    """All namespaces, the Gateway's own, those that ``selector`` picks, or none."""
    selector: LabelSelector | None = None
    """Labels of the namespaces meant by ``from: Selector``."""


class AllowedListeners(Spec):
    """Which ListenerSets may add listeners to a Gateway."""

    namespaces: Annotated[ListenerNamespaces | None, Default({"from": "None"})] = None
    """Where they may come from."""


class GatewaySpec(Spec):
    """What a Gateway listens on and who may use it."""

    gateway_class_name: ObjectName
    """The GatewayClass to run this Gateway by."""
    listeners: Annotated[
        tuple[Listener, ...],
        Required(),
        MinItems(1),
        MaxItems(64),
        ListMap(("name",)),
        NO_TLS_IN_CLEARTEXT,
        HTTPS_TERMINATES,
        NO_HOSTNAME_WITHOUT_NAMES,
        unique_by("name"),
        UniqueBy(("port", "protocol", "hostname")),
    ] = ()
    """The listeners: at least one, with unique names and unique port, protocol and hostname."""
    addresses: Annotated[
        tuple[GatewaySpecAddress, ...] | None,
        MaxItems(16),
        Atomic(),
        UniqueBy(("type", "value"), where=both(Is("type", ("IPAddress",)), Has("value"))),
        UniqueBy(("type", "value"), where=both(Is("type", ("Hostname",)), Has("value"))),
    ] = None
    """Addresses wanted for the Gateway; absent leaves the choice to the implementation."""
    infrastructure: GatewayInfrastructure | None = None
    """Metadata and parameters for what is deployed for the Gateway."""
    allowed_listeners: AllowedListeners | None = None
    """Which ListenerSets may extend the Gateway; none by default."""
    tls: GatewayTLSConfig | None = None
    """Client certificates towards backends, and validation of clients."""
    default_scope: GatewayDefaultScope | None = None
    """Makes this a default Gateway for routes that ask for one."""


@constraints(
    FormatWhen("value", ("ipv4", "ipv6"), when="type", equals="IPAddress"),
    Implies(Is("type", ("Hostname",)), HOSTNAME_VALUE, message="value must be a DNS name when type is Hostname"),
)
class GatewayStatusAddress(Spec):
    """An address that the Gateway got."""

    type: Annotated[AddressType | None, Default("IPAddress")] = None
    """What kind of address ``value`` is."""
    value: Annotated[str, MinLength(1), MaxLength(253)]
    """The address."""


class GatewayStatus(Spec):
    """What the controller made of a Gateway."""

    addresses: Annotated[tuple[GatewayStatusAddress, ...] | None, MaxItems(16), Atomic()] = None
    """The addresses bound to the Gateway."""
    conditions: Annotated[
        tuple[Condition, ...] | None,
        Default(
            [
                {
                    "lastTransitionTime": "1970-01-01T00:00:00Z",
                    "message": "Waiting for controller",
                    "reason": "Pending",
                    "status": "Unknown",
                    "type": "Accepted",
                },
                {
                    "lastTransitionTime": "1970-01-01T00:00:00Z",
                    "message": "Waiting for controller",
                    "reason": "Pending",
                    "status": "Unknown",
                    "type": "Programmed",
                },
            ]
        ),
        MaxItems(8),
        ListMap(("type",)),
    ] = None
    """Whether the Gateway was accepted and programmed."""
    listeners: Annotated[tuple[ListenerStatus, ...] | None, MaxItems(64), ListMap(("name",))] = None
    """The state of each listener."""


class Gateway(KubernetesObject):
    """An entry point for traffic."""

    spec: GatewaySpec
    status: Annotated[
        GatewayStatus | None,
        Default(
            {
                "conditions": [
                    {
                        "lastTransitionTime": "1970-01-01T00:00:00Z",
                        "message": "Waiting for controller",
                        "reason": "Pending",
                        "status": "Unknown",
                        "type": "Accepted",
                    },
                    {
                        "lastTransitionTime": "1970-01-01T00:00:00Z",
                        "message": "Waiting for controller",
                        "reason": "Pending",
                        "status": "Unknown",
                        "type": "Programmed",
                    },
                ]
            }
        ),
    ] = None
