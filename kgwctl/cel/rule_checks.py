"""What the API server would refuse about the rules of a user's CRD, before any object is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from kgwctl.cel.conversion import Schema, resource_schema
from kgwctl.cel.engine import CompileError
from kgwctl.cel.escaping import escape
from kgwctl.cel.field_path import FieldPath, parse_field_path
from kgwctl.cel.interpreter import InterpreterProgram
from kgwctl.cel.parser import parse
from kgwctl.cel.syntax import Bind, Call, Comprehension, Constant, Has, Name, Node, Select, children, uses

#: The error types a rule may name as ``reason``.
REASONS = ("FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate")

#: Schemas by variable; None where the schema does not say.
_Scope = Mapping[str, "Schema | None"]

_BOOLEAN_OPERATORS = frozenset({"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"})
_NUMERIC_OPERATORS = frozenset({"_-_", "_*_", "_/_", "_%_", "-_", "size", "int", "double", "uint", "string"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})


class RuleProblem(NamedTuple):
    """A rule that the API server would not accept; ``path`` leads into the schema, up to the keyword."""

    path: FieldPath
    rule: str
    message: str


def check_rules(schema: Schema, *, resource: bool = True, path: FieldPath = ()) -> list[RuleProblem]:
    """The problems of all rules in ``schema``, in the order of the schema."""
    return list(_check_node(schema, resource, path, True))


def _check_node(schema: Schema, resource: bool, path: FieldPath, correlatable: bool) -> Iterator[RuleProblem]:
    typed = resource_schema(schema) if resource or schema.get("x-kubernetes-embedded-resource") else schema
    for position, rule in enumerate(schema.get("x-kubernetes-validations") or ()):
        place = (*path, "x-kubernetes-validations", position)
        text = str(rule.get("rule") or "")
        for keyword, message in _check_rule(rule, text, typed, correlatable):
            yield RuleProblem((*place, keyword), text, message)
    for name, below in (schema.get("properties") or {}).items():
        if isinstance(below, Mapping):
            yield from _check_node(below, False, (*path, "properties", name), correlatable)
    items, additional = schema.get("items"), schema.get("additionalProperties")
    if isinstance(items, Mapping):
        keyed = correlatable and schema.get("x-kubernetes-list-type") == "map"
        yield from _check_node(items, False, (*path, "items"), keyed)
    if isinstance(additional, Mapping):
        yield from _check_node(additional, False, (*path, "additionalProperties"), correlatable)


def _check_rule(rule: Mapping[str, Any], text: str, schema: Schema, correlatable: bool) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield "rule", "the rule is empty"
        return
    yield from (("rule", problem) for problem in check_expression(text, schema, "bool"))
    expression = rule.get("messageExpression")
    if expression:
        yield from (("messageExpression", problem) for problem in check_expression(expression, schema, "string"))
    if "\n" in str(rule.get("message") or ""):
        yield "message", "the message has line breaks"
    if "\n" in text.strip() and not rule.get("message"):
        yield "message", "a rule with line breaks needs a message"
    if rule.get("reason") not in (None, *REASONS):
        yield "reason", f"the reason must be one of {', '.join(REASONS)}"
    if rule.get("fieldPath"):
        yield from (("fieldPath", problem) for problem in _check_field_path(str(rule["fieldPath"]), schema))
    yield from _check_transition(rule, text, correlatable)


def _check_transition(rule: Mapping[str, Any], text: str, correlatable: bool) -> Iterator[tuple[str, str]]:
    try:
        transition = uses(parse(text), "oldSelf")
    except CompileError:
        return
    if transition and not correlatable:
        yield "rule", "oldSelf cannot be used inside a list that is not of type map"
    if not transition and rule.get("optionalOldSelf") is not None:
        yield "optionalOldSelf", "optionalOldSelf may only be set where the rule uses oldSelf"


def check_expression(text: str, schema: Schema, result: str) -> list[str]:
    """Why ``text`` cannot be an expression of type ``result`` (bool or string) over ``schema``."""
    try:
        node = parse(text)
        InterpreterProgram(node)
    except CompileError as error:
        return [str(error)]
    scope = {"self": schema, "oldSelf": schema}
    problems = list(_check_fields(node, scope))
    known = _result_type(node, scope)
    if known is not None and known != result:
        problems.append(f"the expression gives a {known}, not a {result}")
    return problems


def _result_type(node: Node, scope: _Scope) -> str | None:
    """The type of an expression where its outermost part tells."""
    match node:
        case Constant(value):
            return {bool: "bool", str: "string", int: "number", float: "number"}.get(type(value), "value")
        case Has():
            return "bool"
        case Comprehension(kind):
            return "bool" if kind in ("all", "exists", "exists_one") else "collection"
        case Call(function) if function in _BOOLEAN_OPERATORS:
            return "bool"
        case Call("string"):
            return "string"
        case Name() | Select():
            return _type_of_field(_schema_of(node, scope))
        case Call(function) if function in _NUMERIC_OPERATORS:
            return "number"
    return None


def _type_of_field(schema: Schema | None) -> str | None:
    if schema is None or schema.get("format"):
        return None
    named = {"boolean": "bool", "integer": "number", "number": "number", "array": "list", "object": "map"}
    found = schema.get("type")
    return named.get(found, found) if isinstance(found, str) else None


def _check_fields(node: Node, scope: _Scope) -> Iterator[str]:
    """Selections of fields that the schema does not have."""
    if isinstance(node, Select | Has):
        owner = _schema_of(node.operand, scope)
        if owner is not None:
            yield from _check_field(owner, node.field)
    if isinstance(node, Comprehension):
        source = _schema_of(node.source, scope)
        inner = {**scope, **dict.fromkeys(node.variables), node.variables[-1]: _element(source, len(node.variables))}
        yield from _check_fields(node.source, scope)
        for part in (node.condition, node.body):
            if part is not None:
                yield from _check_fields(part, inner)
        return
    if isinstance(node, Bind):
        yield from _check_fields(node.value, scope)
        yield from _check_fields(node.body, {**scope, node.name: None})
        return
    for child in children(node):
        yield from _check_fields(child, scope)


def _check_field(owner: Schema, field: str) -> Iterator[str]:
    if owner.get("x-kubernetes-int-or-string") or isinstance(owner.get("additionalProperties"), Mapping):
        return
    if owner.get("type") in _SCALARS or owner.get("type") == "array":
        yield f"a value of type {owner['type']} has no field {field!r}"
        return
    known = {escape(name) for name, below in (owner.get("properties") or {}).items() if _is_visible(below)} - {None}
    if field not in known:
        near = get_close_matches(field, sorted(name for name in known if name), 1)
        yield f"undefined field {field!r}" + (f": did you mean {near[0]!r}?" if near else "")


def _is_visible(schema: Schema) -> bool:
    """Whether CEL has a type for the property at all."""
    if schema.get("x-kubernetes-int-or-string"):
        return True
    if schema.get("type") == "array":
        return isinstance(schema.get("items"), Mapping) and _is_visible(schema["items"])
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return _is_visible(schema["additionalProperties"])
    return bool(schema.get("type"))


def _schema_of(node: Node, scope: _Scope) -> Schema | None:
    """The schema of an expression that only walks into ``self``; None for all others."""
    match node:
        case Name(name):
            return scope.get(name)
        case Select(operand, field):
            owner = _schema_of(operand, scope) or {}
            if isinstance(owner.get("additionalProperties"), Mapping):
                return _typed(owner["additionalProperties"])
            below = (below for name, below in (owner.get("properties") or {}).items() if escape(name) == field)
            return _typed(next(below, None))
        case Call("_[_]", None, (operand, _)):
            return _element(_schema_of(operand, scope), 2)
        case Comprehension("filter", source, (_,)):
            return _schema_of(source, scope)
    return None


def _typed(schema: Schema | None) -> Schema | None:
    if schema is None or not _is_visible(schema) or schema.get("x-kubernetes-int-or-string"):
        return None
    return resource_schema(schema) if schema.get("x-kubernetes-embedded-resource") else schema


def _element(schema: Schema | None, variables: int) -> Schema | None:
    """The schema of a list's elements, or of a map's values where there are two variables."""
    if schema is None:
        return None
    if isinstance(schema.get("items"), Mapping):
        return _typed(schema["items"])
    additional = schema.get("additionalProperties")
    return _typed(additional) if variables == 2 and isinstance(additional, Mapping) else None


def _check_field_path(text: str, schema: Schema) -> Iterator[str]:
    try:
        steps = parse_field_path(text)
    except CompileError as error:
        yield str(error)
        return
    current: Any = schema
    for step in steps:
        additional = current.get("additionalProperties")
        below = (current.get("properties") or {}).get(step)
        current = below if below is not None else additional if isinstance(additional, Mapping) else None
        if current is None:
            yield f"fieldPath {text!r} does not refer to a field of the schema"
            return
