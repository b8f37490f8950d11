"""What a violated rule says, for the rules that don't bring their own message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kgwctl.api import field_rules as r


def message_of(rule: r.Rule) -> str:
    """The message of a violation: the rule's own, or one composed from what it demands."""
    own: str = getattr(rule, "message", "")
    return own or _MESSAGES[type(rule)](rule)


def _list(words: tuple[str, ...], joint: str) -> str:
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else words[0]


def _values(values: tuple[r.Scalar, ...]) -> str:
    return _list(tuple(str(value) if value != "" else "empty" for value in values), "or")


def _subject(path: str) -> str:
    return path or "the value"


# --- predicates: as a condition ("type is AWS") and as a demand ("type must be AWS") ---------------


def _state(predicate: r.Predicate, verb: str) -> str:
    """``predicate`` as a clause. ``verb`` is "is" for a condition, "must be" for a demand."""
    return _CLAUSES[type(predicate)](predicate, verb)


def _negated(verb: str) -> str:
    return {"is": "is not", "must be": "must not be", "is not": "is", "must not be": "must be"}[verb]


_TESTS = {"startsWith": "start with", "endsWith": "end with", "contains": "contain", "matches": "match"}


def _text_clause(predicate: r.Text, verb: str) -> str:
    auxiliary = {"is": "does", "is not": "does not", "must be": "must", "must not be": "must not"}[verb]
    return f"{_subject(predicate.path)} {auxiliary} {_TESTS[predicate.test]} {predicate.operand}"


def _among_clause(predicate: r.Among, verb: str) -> str:
    amount = {"all": "every element", "exists": "some element", "exists_one": "one element"}[predicate.many]
    if verb in ("is not", "must not be"):
        amount = "no element" if predicate.many == "exists" else f"not {amount}"
        verb = _negated(verb)
    place = f" of {predicate.path}" if predicate.path else ""
    return f"in {amount}{place}, {_state(predicate.element, verb)}"


def _filled_clause(predicate: r.Filled, verb: str) -> str:
    return f"{_subject(predicate.path)} {_negated(verb)} empty"


def _joined(predicates: tuple[r.Predicate, ...], verb: str, joint: str) -> str:
    return f" {joint} ".join(_state(part, verb) for part in predicates)


_CLAUSES: dict[type[r.Predicate], Callable[[Any, str], str]] = {
    r.Has: lambda p, verb: f"{p.path} {verb} set",
    r.Is: lambda p, verb: f"{_subject(p.path)} {verb} {_values(p.values)}",
    r.Filled: _filled_clause,
    r.Text: _text_clause,
    r.Among: _among_clause,
    r.Single: lambda p, verb: f"{p.path} {verb} a single element whose {_state(p.element, 'is')}",
    r.Not: lambda p, verb: _state(p.predicate, _negated(verb)),
    r.Both: lambda p, verb: _joined(p.predicates, verb, "or" if "not" in verb else "and"),
    r.Provided: lambda p, verb: f"{_state(p.then, verb)} where {_state(p.when, 'is')}",
    r.Either: lambda p, verb: _joined(p.predicates, verb, "and" if "not" in verb else "or"),
}


# --- rules ----------------------------------------------------------------------------------------


def _field_count(rule: r.FieldCount) -> str:
    if len(rule.fields) == 1:
        return f"{rule.fields[0]} must be set"
    amount = {(1, 1): "exactly one", (1, None): "at least one", (0, 1): "at most one"}[rule.least, rule.most]
    return f"set {amount} of {_list(rule.fields, 'and')}"


def _implies(rule: r.Implies) -> str:
    return f"when {_state(rule.when, 'is')}, {_state(rule.then, 'must be')}"


def _each(rule: r.Each) -> str:
    demand = _state(rule.predicate, "must be")
    return demand if rule.where is None else f"when {_state(rule.where, 'is')}, {demand}"


def _duration_between(rule: r.DurationBetween) -> str:
    bounds = []
    if rule.nonzero:
        bounds.append("more than zero")
    if rule.least:
        bounds.append(f"at least {rule.least}")
    if rule.most:
        bounds.append(f"at most {rule.most}")
    return f"the duration must be {' and '.join(bounds)}"


def _durations_ordered(rule: r.DurationsOrdered) -> str:
    return f"{rule.low} must {'be shorter than' if rule.strict else 'not be longer than'} {rule.high}"


_MESSAGES: dict[type[r.Rule], Callable[[Any], str]] = {
    r.FieldCount: _field_count,
    r.Implies: _implies,
    r.Holds: lambda rule: _state(rule.predicate, "must be"),
    r.Each: _each,
    r.AtMostOneElement: lambda rule: f"there may be only one element whose {_state(rule.predicate, 'is')}",
    r.UniqueBy: lambda rule: f"no two elements may have the same {_list(rule.keys, 'and')}",
    r.SamePresence: lambda rule: (
        f"elements with the same {_list(rule.keys, 'and')} must all set {_list(rule.fields, 'or')}, or none of them"
    ),
    r.AllSame: lambda rule: f"all elements must have the same {rule.key}",
    r.AloneInList: lambda rule: f"{rule.value} can't be combined with other elements",
    r.DurationText: lambda _: "write a duration as numbers with h, m, s or ms, like 1h30m or 250ms",
    r.DurationBetween: _duration_between,
    r.Ordered: lambda rule: f"{rule.low} must not be greater than {rule.high}",
    r.DurationsOrdered: _durations_ordered,
    r.QuantityBetween: lambda rule: f"the quantity must be more than {rule.above} and less than {rule.below}",
    r.PositiveNumberText: lambda _: "write a decimal number greater than zero",
    r.ElementsTotal: lambda rule: f"all {rule.field} together may be at most {rule.most}",
    r.Immutable: lambda _: "the value can't be changed",
}
