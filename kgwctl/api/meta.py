"""What all kinds have in common: the base of every spec, object metadata, conditions, selectors."""

from typing import Annotated, Any, Literal, dataclass_transform

import msgspec

from kgwctl.api.field_rules import DurationText
from kgwctl.api.markers import (
    Atomic,
    Format,
    IntOrString,
    MaxLength,
    Minimum,
    MinLength,
    Pattern,
    PreserveUnknown,
    constraints,
)
from kgwctl.api.patterns import DNS_NAME

Int32 = Annotated[int, Format("int32")]
Int64 = Annotated[int, Format("int64")]
#: RFC 3339 text. Not parsed: nothing here computes with it.
Time = Annotated[str, Format("date-time")]
#: A Go duration, held to Gateway API's form (``1h30m``, ``250ms``) by a rule instead of a pattern.
GoDuration = Annotated[str, DurationText()]
#: A number, or the name of a port, or a percentage: whatever the field says.
IntOrStr = Annotated[int | str, IntOrString()]
#: A Kubernetes resource quantity (``100m``, ``64Ki``, ``1.5``), as it was written.
Quantity = Annotated[
    int | str,
    IntOrString(),
    Pattern(
        r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))"
        r"(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"
    ),
]
#: Any JSON value, kept as it is.
JSONValue = Annotated[Any, PreserveUnknown()]
#: Any JSON object, kept as it is.
JSONObject = Annotated[dict[str, Any], PreserveUnknown()]


class SpecMeta(msgspec.StructMeta):
    """Makes every class below :class:`Spec` frozen and keyword-only without saying so each time."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> "SpecMeta":
        """Create the class with the options that all API types share."""
        shared: dict[str, Any] = {"rename": "camel", "kw_only": True, "frozen": True, "omit_defaults": True}
        created: SpecMeta = super().__new__(mcls, name, bases, namespace, **shared | options)
        return created


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Spec(msgspec.Struct, metaclass=SpecMeta, frozen=True):
    """Base of every API type. Attributes are snake_case, JSON keys camelCase; None means absent."""


class ObjectMeta(Spec):
    """The part of ``metadata`` that means something offline."""

    name: str = ""
    generate_name: str | None = None
    namespace: str | None = None
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None
    generation: int | None = None
    uid: str | None = None
    resource_version: str | None = None


class KubernetesObject(Spec):
    """Base of every kind: the type and metadata that each object carries."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = msgspec.field(default_factory=ObjectMeta)


#: Whether a condition holds.
ConditionStatus = Literal["True", "False", "Unknown"]


class LabelSelectorRequirement(Spec):
    """A condition on one label."""

    key: str
    """Name of the label."""
    operator: str
    """``In``, ``NotIn``, ``Exists`` or ``DoesNotExist``."""
    values: Annotated[tuple[str, ...] | None, Atomic()] = None
    """The values for ``In`` and ``NotIn``."""


@constraints(Atomic())
class LabelSelector(Spec):
    """Conditions on labels, all of which must hold; empty selects everything."""

    match_labels: dict[str, str] | None = None
    """Labels with exactly these values."""
    match_expressions: Annotated[tuple[LabelSelectorRequirement, ...] | None, Atomic()] = None
    """Conditions on single labels."""


class Condition(Spec):
    """One aspect of an object's state."""

    type: Annotated[str, MaxLength(316), Pattern("^(" + DNS_NAME + "/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$")]
    """Which aspect."""
    status: ConditionStatus
    """Whether it holds."""
    observed_generation: Annotated[Int64 | None, Minimum(0)] = None
    """Generation of the object that the controller looked at."""
    last_transition_time: Time
    """When the status changed last."""
    reason: Annotated[str, MinLength(1), MaxLength(1024), Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    """Why, in one word for programs."""
    message: Annotated[str, MaxLength(32768)]
    """Why, for people."""


class EmbeddedObjectMeta(Spec):
    """Metadata of an object inside another; nothing of it is kept."""
