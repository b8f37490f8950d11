"""The vocabulary of rules between fields, as data.

A rule stands beside the structural markers, in ``Annotated`` or in ``constraints``, and talks
about the value it stands on. :mod:`kgwctl.schema.rule_text` turns it into CEL for the CRD.

Predicates name fields by dotted path from that value (``traffic.phase``); an empty path is the
value itself. Looking into an optional field without a default includes testing that it is there:
the CRD generator knows which fields those are, so a predicate doesn't say it.
"""

from __future__ import annotations

from typing import Literal

from kgwctl.api.markers import Marker

Scalar = str | int | bool


class Predicate(Marker, frozen=True):
    """Something that is true or false of a value."""


class Has(Predicate, frozen=True):
    """The field at ``path`` is set."""

    path: str


class Is(Predicate, frozen=True):
    """The field at ``path`` equals one of ``values``.

    An absent field equals nothing; with ``demanded`` its absence violates the rule instead.
    """

    path: str
    values: tuple[Scalar, ...]
    demanded: bool = False


class Filled(Predicate, frozen=True):
    """The list, map or string at ``path`` is set and not empty."""

    path: str


class Text(Predicate, frozen=True):
    """The string at ``path`` passes the ``test`` with ``operand``; ``matches`` takes an RE2 expression."""

    path: str
    test: Literal["startsWith", "endsWith", "contains", "matches"]
    operand: str


class Among(Predicate, frozen=True):
    """So many elements of the list at ``path`` satisfy ``element``. An absent list has no elements."""

    path: str
    many: Literal["all", "exists", "exists_one"]
    element: Predicate


class Single(Predicate, frozen=True):
    """The list at ``path`` has one element, which satisfies ``element``."""

    path: str
    element: Predicate


class Not(Predicate, frozen=True):
    """``predicate`` is false."""

    predicate: Predicate


class Both(Predicate, frozen=True):
    """All of ``predicates`` are true."""

    predicates: tuple[Predicate, ...]


class Either(Predicate, frozen=True):
    """At least one of ``predicates`` is true."""

    predicates: tuple[Predicate, ...]


class Provided(Predicate, frozen=True):
    """``then`` is true where ``when`` is."""

    when: Predicate
    then: Predicate


class Rule(Marker, frozen=True):
    """Base of the rules. Where a rule has a ``message``, an empty one is worded by the generator."""


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
    """``predicate`` must be true."""

    predicate: Predicate
    message: str = ""


class Each(Rule, frozen=True):
    """Every element of the list (or key of the map) satisfies ``predicate``; only those that meet ``where`` count."""

    predicate: Predicate
    where: Predicate | None = None
    message: str = ""


class AtMostOneElement(Rule, frozen=True):
    """No two elements of the list satisfy ``predicate``."""

    predicate: Predicate


class UniqueBy(Rule, frozen=True):
    """No two elements of the list agree in all of ``keys``.

    Two absent keys agree. ``empty_is_absent`` makes an empty or zero key the same as none. With
    ``where`` only elements that meet it are compared.
    """

    keys: tuple[str, ...]
    where: Predicate | None = None
    empty_is_absent: bool = False


class SamePresence(Rule, frozen=True):
    """Elements that agree in ``keys`` either all fill a field of ``fields`` or none of them does.

    Empty and zero count as absent.
    """

    keys: tuple[str, ...]
    fields: tuple[str, ...]


class AllSame(Rule, frozen=True):
    """All elements of the list agree in ``key``."""

    key: str


class AloneInList(Rule, frozen=True):
    """``value`` may stand in the list only as its single element."""

    value: str


class DurationText(Rule, frozen=True):
    """Text in Gateway API's duration form: one to four times a number and h, m, s or ms."""


class DurationBetween(Rule, frozen=True):
    """A duration of at least ``least`` and at most ``most`` (empty: no bound), not zero if ``nonzero``."""

    least: str = ""
    most: str = ""
    nonzero: bool = False


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
    """An integer or quantity greater than ``above`` and less than ``below``."""

    above: int
    below: int


class PositiveNumberText(Rule, frozen=True):
    """A string that reads as a decimal number above zero."""


class ElementsTotal(Rule, frozen=True):
    """The lists in ``field`` of the first ``length`` elements hold at most ``most`` elements together."""

    field: str
    most: int
    length: int


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


def both(*predicates: Predicate) -> Both:
    """All of ``predicates``."""
    return Both(predicates)


def either(*predicates: Predicate) -> Either:
    """Any of ``predicates``."""
    return Either(predicates)


def none_of(*fields: str) -> Both:
    """None of ``fields`` is set."""
    return Both(tuple(Not(Has(field)) for field in fields))


def is_one_of(path: str, *values: Scalar) -> Is:
    """The field at ``path`` has one of ``values``."""
    return Is(path, values)


def every(path: str, element: Predicate) -> Among:
    """All elements of the list at ``path`` satisfy ``element``."""
    return Among(path, "all", element)


def some(path: str, element: Predicate) -> Among:
    """An element of the list at ``path`` satisfies ``element``."""
    return Among(path, "exists", element)


def one(path: str, element: Predicate) -> Among:
    """Exactly one element of the list at ``path`` satisfies ``element``."""
    return Among(path, "exists_one", element)


def requires(field: str, other: str) -> Implies:
    """``field`` may be set only with ``other``."""
    return Implies(Has(field), Has(other))


def all_or_none(*fields: str) -> Implies:
    """``fields`` are set together or not at all."""
    each = tuple(Has(field) for field in fields)
    return Implies(Either(each), Both(each))


def required_when(field: str, when: str, equals: Scalar) -> Implies:
    """``field`` must be set when the field ``when`` has the value ``equals``."""
    return Implies(Is(when, (equals,)), Has(field))


def not_both(field: str, other: str) -> Holds:
    """``field`` and ``other`` exclude each other."""
    return Holds(Not(Both((Has(field), Has(other)))), message=f"{field} and {other} exclude each other")


def allowed_for(field: str, when: str, equals: Scalar) -> Holds:
    """As :func:`only_when`, but a ``field`` that can't be read is no violation where ``when`` has the value."""
    return Holds(
        Either((Not(Has(field)), Is(when, (equals,)))), message=f"{field} may be set only when {when} is {equals}"
    )


def needed_for(field: str, when: str, equals: Scalar) -> Holds:
    """As :func:`required_when`, but where ``field`` is set nothing asks for ``when``, not even that it is there."""
    return Holds(Either((Has(field), Not(Is(when, (equals,))))), message=f"{field} must be set when {when} is {equals}")


def only_when(field: str, when: str, equals: Scalar) -> Implies:
    """``field`` may be set only when the field ``when`` has the value ``equals``."""
    return Implies(Has(field), Is(when, (equals,)))


def unique_by(*keys: str) -> UniqueBy:
    """No two elements agree in all of ``keys``."""
    return UniqueBy(keys)


def targets(*kinds: tuple[str, str]) -> Each:
    """Every reference in the list is to one of these (group, kind)."""
    choices = tuple(Both((Is("kind", (kind,)), Is("group", (group,)))) for group, kind in kinds)
    names = [kind for _, kind in kinds]
    return Each(Either(choices), message=f"references may only be to {', '.join(names[:-1])} or {names[-1]}")
