"""gateway_api.gateway"""

from typing import Annotated, Literal

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
from kgwctl.api.rules import Each, Expression, Has, Implies, Is, Not, Text, UniqueBy, both, either, unique_by

AddressType = Annotated[
    str,
    MinLength(1),
    MaxLength(253),
    Pattern(
        r"^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z"
        r"0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$"
    ),
]


HOSTNAME_VALUE = Text("value", "matches", r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
QUALIFIED_KEYS = Each(
    Text(
        "",
        "matches",
        r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
        r"([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$",
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
    """GatewaySpecAddress."""

    type: Annotated[AddressType | None, Default("IPAddress")] = None
    value: Annotated[str | None, MaxLength(253)] = None


class GatewayInfrastructure(Spec):
    """GatewayInfrastructure."""

    labels: Annotated[dict[str, LabelValue] | None, MaxProperties(8), QUALIFIED_KEYS, KEY_PREFIX_LENGTH] = None
    annotations: Annotated[dict[str, AnnotationValue] | None, MaxProperties(8), QUALIFIED_KEYS, KEY_PREFIX_LENGTH] = (
        None
    )
    parameters_ref: LocalParametersReference | None = None


class ListenerNamespaces(Spec):
    """ListenerNamespaces."""

    from_: Annotated[Literal["All", "Selector", "Same", "None"] | None, Default("None")] = None
    selector: LabelSelector | None = None


class AllowedListeners(Spec):
    """AllowedListeners."""

    namespaces: Annotated[ListenerNamespaces | None, Default({"from": "None"})] = None


class GatewaySpec(Spec):
    """GatewaySpec."""

    gateway_class_name: ObjectName
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
    addresses: Annotated[
        tuple[GatewaySpecAddress, ...] | None,
        MaxItems(16),
        Atomic(),
        UniqueBy(("type", "value"), where=both(Is("type", ("IPAddress",)), Has("value"))),
        UniqueBy(("type", "value"), where=both(Is("type", ("Hostname",)), Has("value"))),
    ] = None
    infrastructure: GatewayInfrastructure | None = None
    allowed_listeners: AllowedListeners | None = None
    tls: GatewayTLSConfig | None = None
    default_scope: GatewayDefaultScope | None = None


@constraints(
    FormatWhen("value", ("ipv4", "ipv6"), when="type", equals="IPAddress"),
    Implies(Is("type", ("Hostname",)), HOSTNAME_VALUE, message="value must be a DNS name when type is Hostname"),
)
class GatewayStatusAddress(Spec):
    """GatewayStatusAddress."""

    type: Annotated[AddressType | None, Default("IPAddress")] = None
    value: Annotated[str, MinLength(1), MaxLength(253)]


class GatewayStatus(Spec):
    """GatewayStatus."""

    addresses: Annotated[tuple[GatewayStatusAddress, ...] | None, MaxItems(16), Atomic()] = None
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
    listeners: Annotated[tuple[ListenerStatus, ...] | None, MaxItems(64), ListMap(("name",))] = None


class Gateway(KubernetesObject):
    """Gateway."""

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
