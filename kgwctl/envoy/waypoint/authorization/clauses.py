"""Clauses of a rule: what must, and what must not, match, as Envoy's permissions or principals alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from kgwctl.envoy.messages.generated.rbac import Permission, Principal
from kgwctl.envoy.waypoint.authorization.values import UnusableValue

Make = Callable[[str], Any]
MakeTogether = Callable[[Sequence[str]], Any]


class Clause(NamedTuple):
    """One field of a rule. ``make`` turns one value into a matcher, ``make_together`` all of them."""

    values: Sequence[str]
    not_values: Sequence[str]
    make: Make | None = None
    make_together: MakeTogether | None = None


class Logic(NamedTuple):
    """How matchers of one type are put together."""

    anything: Callable[[], Any]
    all_of: Callable[[list[Any]], Any]
    any_of: Callable[[list[Any]], Any]
    none_of: Callable[[Any], Any]


PERMISSIONS = Logic(
    anything=lambda: Permission(any=True),
    all_of=lambda found: Permission(and_rules=Permission.Set(rules=found)),
    any_of=lambda found: Permission(or_rules=Permission.Set(rules=found)),
    none_of=lambda one: Permission(not_rule=one),
)
PRINCIPALS = Logic(
    anything=lambda: Principal(any=True),
    all_of=lambda found: Principal(and_ids=Principal.Set(ids=found)),
    any_of=lambda found: Principal(or_ids=Principal.Set(ids=found)),
    none_of=lambda one: Principal(not_id=one),
)


def conjunction(clauses: Iterable[Clause], logic: Logic, *, strict: bool) -> Any:
    """All clauses together.

    A value that means nothing is left out, which makes the conjunction hold more often; ``strict`` refuses it:
    :class:`UnusableValue` is raised.
    """
    found = []
    for clause in clauses:
        for values, wrap in ((clause.values, None), (clause.not_values, logic.none_of)):
            matcher = _matcher(clause, values, logic, strict=strict) if values else None
            if matcher is not None:
                found.append(wrap(matcher) if wrap is not None else matcher)
    return logic.all_of(found or [logic.anything()])


def _matcher(clause: Clause, values: Sequence[str], logic: Logic, *, strict: bool) -> Any:
    if clause.make_together is not None:
        return _tried(clause.make_together, values, strict=strict)
    assert clause.make is not None
    made = [_tried(clause.make, value, strict=strict) for value in values]
    usable = [one for one in made if one is not None]
    return logic.any_of(usable) if usable else None


def _tried(make: Callable[[Any], Any], value: Any, *, strict: bool) -> Any:
    try:
        return make(value)
    except UnusableValue:
        if strict:
            raise
        return None
