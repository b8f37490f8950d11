"""The vocabulary of rules between fields, as data.

A rule stands beside the structural markers, in ``Annotated`` or in ``constraints``, and talks
about the value it stands on. :mod:`kgwctl.schema.rule_text` turns it into CEL for the CRD.

Predicates name fields by dotted path from that value (``traffic.phase``). Testing the value of an
optional field without a default includes testing that it is there; the CRD generator knows which
fields those are, so a predicate doesn't say it.
"""

from __future__ import annotations

from kgwctl.api.markers import Marker

Scalar = str | int | bool


class Predicate(Marker, frozen=True):
    """Something that is true or false of a value."""


class Has(Predicate, frozen=True):
    """The field at ``path`` is set."""

    path: str


class Is(Predicate, frozen=True):
    """The field at ``path`` equals one of ``values``."""

    path: str
    values: tuple[Scalar, ...]


class Filled(Predicate, frozen=True):
    """The list or string at ``path`` is set and not empty."""

    path: str


class Text(Predicate, frozen=True):
    """The string at ``path`` passes a CEL string ``test`` (``startsWith``, ``matches``, ...)."""

    path: str
    test: str
    operand: str


class Among(Predicate, frozen=True):
    """Every (``every``) or some element of the list at ``path`` satisfies ``element``.

    An absent list has no elements.
    """

    path: str
    element: Predicate
    every: bool


class Not(Predicate, frozen=True):
    """``condition`` is false."""

    condition: Predicate


class Both(Predicate, frozen=True):
    """All of ``conditions`` are true."""

    conditions: tuple[Predicate, ...]


class Either(Predicate, frozen=True):
    """At least one of ``conditions`` is true."""

    conditions: tuple[Predicate, ...]


class Rule(Marker, frozen=True):
    """Base of the rules. ``message`` is what a violation says; empty leaves it to the generator."""


class FieldCount(Rule, frozen=True):
    """Of ``fields``, at least ``least`` and at most ``most`` (None: any number) are set."""

    fields: tuple[str, ...]
    least: int
    most: int | None


class Implies(Rule, frozen=True):
    """When ``when`` is true, ``then`` must be."""

    when: Predicate
    then: Predicate
    message: str = ""


class Holds(Rule, frozen=True):
    """``condition`` must be true."""

    condition: Predicate
    message: str = ""


class Each(Rule, frozen=True):
    """Every element of the list (or key of the map) satisfies ``condition``, when it meets ``where``."""

    condition: Predicate
    where: Predicate | None = None
    message: str = ""


class AtMostOneElement(Rule, frozen=True):
    """No two elements of the list satisfy ``condition``."""

    condition: Predicate


class UniqueBy(Rule, frozen=True):
    """No two elements of the list agree in all of ``keys``.

    With ``where`` only elements that meet it are compared.
    """

    keys: tuple[str, ...]
    where: Predicate | None = None


class AllSame(Rule, frozen=True):
    """All elements of the list agree in ``key``."""

    key: str


class AloneInList(Rule, frozen=True):
    """``value`` may stand in the list only as its single element."""

    value: str


class DurationText(Rule, frozen=True):
    """Text in Gateway API's duration form: one to four of a number and h, m, s or ms."""


class DurationBetween(Rule, frozen=True):
    """A duration of at least ``least`` and at most ``most``. Empty: no bound on that side."""

    least: str = ""
    most: str = ""


class DurationPositive(Rule, frozen=True):
    """A duration that isn't zero."""


class Ordered(Rule, frozen=True):
    """The number in field ``low`` is not above the one in ``high``."""

    low: str
    high: str


class DurationsOrdered(Rule, frozen=True):
    """The duration at ``low`` is not above (``strict``: below) the one at ``high``, if both are set.

    With ``zero_is_unlimited`` a ``high`` of zero allows everything.
    """

    low: str
    high: str
    strict: bool = False
    zero_is_unlimited: bool = False


class QuantityBetween(Rule, frozen=True):
    """A number or quantity of at least ``least`` and at most ``most``, in whole units."""

    least: int
    most: int


class PositiveNumberText(Rule, frozen=True):
    """A string that reads as a decimal number above zero."""


class ElementsTotal(Rule, frozen=True):
    """Over all elements of the list, the lists in ``field`` hold at most ``most`` elements together.

    ``length`` is the longest the outer list can be; ``optional`` says that ``field`` may be absent.
    """

    field: str
    most: int
    length: int
    optional: bool


class Immutable(Rule, frozen=True):
    """The value can't change once it is set."""


class Expression(Rule, frozen=True):
    """Whatever the words above can't say, in CEL."""

    cel: str
    message: str


def exactly_one_of(*fields: str) -> FieldCount:
    """One of ``fields`` is set and no other."""
    return FieldCount(fields, 1, 1)


def at_least_one_of(*fields: str) -> FieldCount:
    """One or more of ``fields`` are set."""
    return FieldCount(fields, 1, None)


def at_most_one_of(*fields: str) -> FieldCount:
    """None or one of ``fields`` is set."""
    return FieldCount(fields, 0, 1)


def both(*conditions: Predicate) -> Both:
    """All of ``conditions``."""
    return Both(conditions)


def either(*conditions: Predicate) -> Either:
    """Any of ``conditions``."""
    return Either(conditions)


def is_one_of(path: str, *values: Scalar) -> Is:
    """The field at ``path`` has one of ``values``."""
    return Is(path, values)


def every(path: str, element: Predicate) -> Among:
    """All elements of the list at ``path`` satisfy ``element``."""
    return Among(path, element, every=True)


def some(path: str, element: Predicate) -> Among:
    """An element of the list at ``path`` satisfies ``element``."""
    return Among(path, element, every=False)


def requires(field: str, other: str) -> Implies:
    """``field`` may be set only with ``other``."""
    return Implies(Has(field), Has(other))


def required_when(field: str, when: str, equals: Scalar) -> Implies:
    """``field`` must be set when the field ``when`` has the value ``equals``."""
    return Implies(Is(when, (equals,)), Has(field))


def only_when(field: str, when: str, equals: Scalar) -> Implies:
    """``field`` may be set only when the field ``when`` has the value ``equals``."""
    return Implies(Has(field), Is(when, (equals,)))


def unique_by(*keys: str) -> UniqueBy:
    """No two elements agree in all of ``keys``."""
    return UniqueBy(keys)


def targets(*kinds: tuple[str, str]) -> Each:
    """Every reference in the list is to one of the ``(group, kind)``."""
    choices = tuple(Both((Is("kind", (kind,)), Is("group", (group,)))) for group, kind in kinds)
    return Each(Either(choices), message=f"may only refer to {', '.join(kind for _, kind in kinds)}")
