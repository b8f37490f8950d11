"""CEL and messages for the rules declared on the API types.

A rule is rendered for the schema node it stands on: the node tells which fields may be absent, so
that the CEL tests for them before looking inside. A field that is required or has a default is
looked at directly; should it be missing all the same, evaluation fails and the value is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, NamedTuple

from kgwctl.api import field_rules as r
from kgwctl.schema.rule_messages import message_of

Node = dict[str, Any]

#: Names that CEL reserves; Kubernetes escapes a field of that name with underscores.
_RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let"),
        *("loop", "namespace", "null", "package", "return", "true", "var", "void", "while"),
    )
)


class RenderedRule(NamedTuple):
    """One entry of ``x-kubernetes-validations``."""

    rule: str
    message: str


class Value(NamedTuple):
    """A CEL variable and the schema node of what it holds. ``depth`` numbers nested loops."""

    name: str
    node: Node
    depth: int = 0

    def element(self, path: str) -> Value:
        """The loop variable over the list at ``path`` (or the keys of the map)."""
        listed = self.node_at(path)
        return Value(f"e{self.depth or ''}", listed.get("items", {"type": "string"}), self.depth + 1)

    def node_at(self, path: str) -> Node:
        """The schema node of the field at ``path``."""
        return reduce(lambda node, field: node["properties"][field], _fields(path), self.node)

    def select(self, path: str) -> str:
        """CEL for the field at ``path``."""
        return ".".join([self.name, *(_escape(field) for field in _fields(path))])

    def guards(self, path: str, *, last: bool = True) -> list[str]:
        """The presence tests that CEL needs before it may look at ``path``.

        ``last`` False leaves out the test of the last field.
        """
        tests = []
        node, text = self.node, self.name
        fields = _fields(path)
        for place, field in enumerate(fields):
            text += f".{_escape(field)}"
            child = node["properties"][field]
            absent_allowed = field not in node.get("required", ()) and "default" not in child
            if absent_allowed and (last or place < len(fields) - 1):
                tests.append(f"has({text})")
            node = child
        return tests


def render(rule: r.Rule, node: Node) -> RenderedRule:
    """The CEL and message of ``rule`` on the schema node ``node``."""
    return RenderedRule(_TEMPLATES[type(rule)](rule, Value("self", node)), message_of(rule))


def _fields(path: str) -> list[str]:
    return path.split(".") if path else []


def _escape(field: str) -> str:
    return f"__{field}__" if field in _RESERVED else field


def _literal(value: r.Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    quote = '"' if "'" in value else "'"
    raw = "r" if "\\" in value else ""
    return f"{raw}{quote}{value}{quote}"


def _all(parts: list[str]) -> str:
    return " && ".join(parts)


def _nested(text: str) -> str:
    """``text`` as an operand: in parentheses if it is more than one term."""
    return f"({text})" if any(operator in text for operator in (" && ", " || ", " ? ", " == ", " in ")) else text


# --- predicates -----------------------------------------------------------------------------------


def _predicate(predicate: r.Predicate, value: Value) -> str:
    return _PREDICATES[type(predicate)](predicate, value)


def _has(predicate: r.Has, value: Value) -> str:
    return _all([*value.guards(predicate.path, last=False), f"has({value.select(predicate.path)})"])


def _is(predicate: r.Is, value: Value) -> str:
    field = value.select(predicate.path)
    if len(predicate.values) == 1:
        test = f"{field} == {_literal(predicate.values[0])}"
    else:
        test = f"{field} in [{', '.join(_literal(choice) for choice in predicate.values)}]"
    return test if predicate.demanded else _all([*value.guards(predicate.path), test])


def _filled(predicate: r.Filled, value: Value) -> str:
    return _all([*value.guards(predicate.path), f"size({value.select(predicate.path)}) != 0"])


def _text(predicate: r.Text, value: Value) -> str:
    call = f"{value.select(predicate.path)}.{predicate.test}({_literal(predicate.operand)})"
    return _all([*value.guards(predicate.path), call])


def _among(predicate: r.Among, value: Value) -> str:
    element = value.element(predicate.path)
    loop = f"{value.select(predicate.path)}.{predicate.many}({element.name}, {_predicate(predicate.element, element)})"
    guards = value.guards(predicate.path)
    if predicate.many == "all" and guards:
        absent = f"!{guards[0]}" if len(guards) == 1 else f"!({_all(guards)})"
        return f"{absent} || {loop}"
    return _all([*guards, loop])


def _single(predicate: r.Single, value: Value) -> str:
    element = value.element(predicate.path)
    listed = value.select(predicate.path)
    loop = f"{listed}.all({element.name}, {_predicate(predicate.element, element)})"
    return _all([*value.guards(predicate.path), f"size({listed}) == 1", loop])


def _not(predicate: r.Not, value: Value) -> str:
    inner = _predicate(predicate.predicate, value)
    simple = isinstance(predicate.predicate, r.Has) and " && " not in inner
    return f"!{inner}" if simple else f"!({inner})"


def _both(predicate: r.Both, value: Value) -> str:
    return _all([_nested(_predicate(part, value)) for part in predicate.predicates])


def _either(predicate: r.Either, value: Value) -> str:
    return " || ".join(_nested(_predicate(part, value)) for part in predicate.predicates)


def _provided(predicate: r.Provided, value: Value) -> str:
    return f"{_nested(_predicate(predicate.when, value))} ? {_nested(_predicate(predicate.then, value))} : true"


_PREDICATES: dict[type[r.Predicate], Callable[[Any, Value], str]] = {
    r.Has: _has,
    r.Is: _is,
    r.Filled: _filled,
    r.Text: _text,
    r.Among: _among,
    r.Single: _single,
    r.Not: _not,
    r.Both: _both,
    r.Either: _either,
    r.Provided: _provided,
}


# --- rules ----------------------------------------------------------------------------------------


def _field_count(rule: r.FieldCount, value: Value) -> str:
    given = f"[{', '.join(f'has({value.select(field)})' for field in rule.fields)}]"
    if (rule.least, rule.most) == (1, 1):
        return f"{given}.exists_one(given, given)"
    if (rule.least, rule.most) == (1, None):
        return f"{given}.exists(given, given)"
    return f"{given}.filter(given, given).size() <= {rule.most}"


def _implies(rule: r.Implies, value: Value) -> str:
    return _provided(r.Provided(rule.when, rule.then), value)


def _holds(rule: r.Holds, value: Value) -> str:
    return _predicate(rule.predicate, value)


def _each(rule: r.Each, value: Value) -> str:
    element = value.element("")
    test = _predicate(rule.predicate, element)
    if rule.where is not None:
        test = f"{_nested(_predicate(rule.where, element))} ? {_nested(test)} : true"
    return f"self.all({element.name}, {test})"


def _at_most_one_element(rule: r.AtMostOneElement, value: Value) -> str:
    element = value.element("")
    return f"self.filter({element.name}, {_predicate(rule.predicate, element)}).size() < 2"


def _zero(node: Node) -> str:
    return "0" if node.get("type") == "integer" else "''"


def _agree(key: str, node: Node, *, empty_is_absent: bool) -> str:
    """CEL for "elements a and b have the same ``key``"."""
    a, b = Value("a", node), Value("b", node)
    one, other = a.select(key), b.select(key)
    if not a.guards(key):
        return f"{one} == {other}"
    if not empty_is_absent:
        return f"(has({one}) ? has({other}) && {one} == {other} : !has({other}))"
    zero = _zero(a.node_at(key))
    return f"(has({one}) ? {one} : {zero}) == (has({other}) ? {other} : {zero})"


def _unique_by(rule: r.UniqueBy, value: Value) -> str:
    node = value.node["items"]
    same = [_agree(key, node, empty_is_absent=rule.empty_is_absent) for key in rule.keys]
    if rule.where is None:
        return f"self.all(a, self.exists_one(b, {_all(same)}))"
    counted = _nested(_predicate(rule.where, Value("a", node, 1)))
    other = _nested(_predicate(rule.where, Value("b", node, 1)))
    return f"self.all(a, {counted} ? self.exists_one(b, {_all([other, *same])}) : true)"


def _same_presence(rule: r.SamePresence, value: Value) -> str:
    node = value.node["items"]
    same = _all([_agree(key, node, empty_is_absent=True) for key in rule.keys])

    def filled(name: str, field: str) -> str:
        element = Value(name, node)
        return f"({_all([*element.guards(field), f'{element.select(field)} != {_zero(element.node_at(field))}'])})"

    alike = _all([f"{filled('a', field)} == {filled('b', field)}" for field in rule.fields])
    return f"self.all(a, self.all(b, {_nested(same)} ? {_nested(alike)} : true))"


def _all_same(rule: r.AllSame, _: Value) -> str:
    key = _escape(rule.key)
    return f"self.all(e, e.{key} == self[0].{key})"


def _alone_in_list(rule: r.AloneInList, _: Value) -> str:
    return f"size(self) == 1 || !({_literal(rule.value)} in self)"


def _duration_text(_: r.DurationText, __: Value) -> str:
    # Not self.matches(): its estimated cost, in lists without a bound, is more than an API server accepts.
    return "matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')"


def _duration_between(rule: r.DurationBetween, _: Value) -> str:
    tests = []
    if rule.least:
        tests.append(f"duration('{rule.least}') <= duration(self)")
    if rule.most:
        tests.append(f"duration(self) <= duration('{rule.most}')")
    if rule.nonzero:
        tests.append("duration(self) != duration('0s')")
    return _all(tests)


def _ordered(rule: r.Ordered, value: Value) -> str:
    return f"{value.select(rule.high)} >= {value.select(rule.low)}"


def _durations_ordered(rule: r.DurationsOrdered, value: Value) -> str:
    low, high = (f"duration({value.select(path)})" for path in (rule.low, rule.high))
    test = f"{high} {'>' if rule.strict else '>='} {low}"
    paths = (rule.low, rule.high)
    parents = dict.fromkeys(guard for path in paths for guard in value.guards(path, last=False))
    ends = dict.fromkeys(guard for path in paths for guard in value.guards(path) if guard not in parents)
    if rule.zero_is_unlimited:
        return f"!({_all([*parents, *ends])}) || {high} == duration('0s') || {test}"
    for guards in (ends, parents):
        if guards:
            test = f"{_nested(_all(list(guards)))} ? {_nested(test)} : true"
    return test


def _quantity_between(rule: r.QuantityBetween, _: Value) -> str:
    above, below = rule.above, rule.below
    quantity = f"quantity(self).isGreaterThan(quantity('{above}')) && quantity(self).isLessThan(quantity('{below}'))"
    return f"type(self) == string ? {quantity} : type(self) == int && int(self) > {above} && int(self) < {below}"


def _positive_number_text(_: r.PositiveNumberText, __: Value) -> str:
    return "self.matches('^([0-9]+[.]?[0-9]*|[.][0-9]+)$') && double(self) > 0.0"


def _elements_total(rule: r.ElementsTotal, value: Value) -> str:
    terms = []
    for place in range(rule.length):
        element = Value(f"self[{place}]", value.node["items"])
        counted = _all([f"size(self) > {place}", *element.guards(rule.field)])
        terms.append(f"({counted} ? size({element.select(rule.field)}) : 0)")
    return f"{' + '.join(terms)} <= {rule.most}"


def _immutable(_: r.Immutable, __: Value) -> str:
    return "oldSelf == self"


def _expression(rule: r.Expression, _: Value) -> str:
    return rule.cel


_TEMPLATES: dict[type[r.Rule], Callable[[Any, Value], str]] = {
    r.FieldCount: _field_count,
    r.Implies: _implies,
    r.Holds: _holds,
    r.Each: _each,
    r.AtMostOneElement: _at_most_one_element,
    r.UniqueBy: _unique_by,
    r.SamePresence: _same_presence,
    r.AllSame: _all_same,
    r.AloneInList: _alone_in_list,
    r.DurationText: _duration_text,
    r.DurationBetween: _duration_between,
    r.Ordered: _ordered,
    r.DurationsOrdered: _durations_ordered,
    r.QuantityBetween: _quantity_between,
    r.PositiveNumberText: _positive_number_text,
    r.ElementsTotal: _elements_total,
    r.Immutable: _immutable,
    r.Expression: _expression,
}
