"""What the API server would refuse about the rules of a user's CRD, before any object is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kgwctl.cel.checker import Checked, TypeProblem, check
from kgwctl.cel.conversion import Schema
from kgwctl.cel.declared import Declared, declare
from kgwctl.cel.engine import CompileError
from kgwctl.cel.escaping import escape
from kgwctl.cel.estimate import estimated_cost
from kgwctl.cel.field_path import FieldPath, parse_field_path
from kgwctl.cel.literals import literal_problems
from kgwctl.cel.parser import deep_recursion
from kgwctl.cel.rule_costs import Account, occurrences_below, rule_cost
from kgwctl.cel.syntax import uses
from kgwctl.cel.types import Type, optional_of, shown

#: The error types a rule may name as ``reason``.
REASONS = ("FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate")

_UNTYPED = "CEL has no type for the values of this schema, so that its rules cannot be compiled"


class RuleProblem(NamedTuple):
    """A rule that the API server would not accept; ``path`` leads into the schema, up to the keyword."""

    path: FieldPath
    rule: str
    message: str


def check_rules(schema: Schema, *, resource: bool = True, path: FieldPath = ()) -> list[RuleProblem]:
    """The problems of all rules in ``schema``, in the order of the schema."""
    if not _has_rules(schema):
        return []
    with deep_recursion():
        return list(_Checks().all(schema, resource, path))


def _has_rules(schema: Schema) -> bool:
    if schema.get("x-kubernetes-validations"):
        return True
    below = [*(schema.get("properties") or {}).values(), schema.get("items"), schema.get("additionalProperties")]
    return any(_has_rules(each) for each in below if isinstance(each, Mapping))


class _Node(NamedTuple):
    """A schema node: its declaration, where it stands, and how often its values occur (None: unbounded).

    ``correlatable`` says that an update knows the old value of each value.
    """

    schema: Schema
    declared: Declared | None
    path: FieldPath
    occurrences: int | None
    correlatable: bool


class _Checks:
    """The checks of one schema."""

    __slots__ = ("account", "objects")

    def __init__(self) -> None:
        self.objects: dict[str, Declared] = {}
        self.account = Account()

    def all(self, schema: Schema, resource: bool, path: FieldPath) -> Iterator[RuleProblem]:
        """The problems of all rules, then whether they are too many."""
        yield from self.node(_Node(schema, self.declared(schema, "object", resource), path, 1, True))
        problem = self.account.problem()
        if problem is not None:
            yield RuleProblem(path, "", problem)

    def declared(self, schema: Schema, name: str, resource: bool) -> Declared | None:
        """The declaration of a node and of all below, whose object types are known from now on."""
        found = declare(schema, resource=resource, name=name)
        if found is not None:
            found.objects(self.objects)
        return found

    def node(self, node: _Node) -> Iterator[RuleProblem]:
        """The problems of a node's rules, then of those below."""
        rules = node.schema.get("x-kubernetes-validations") or ()
        place = (*node.path, "x-kubernetes-validations")
        if rules and node.declared is None:
            yield RuleProblem(place, "", _UNTYPED)
        elif node.declared is not None:
            for position, rule in enumerate(rules):
                text = str(rule.get("rule") or "")
                for keyword, message in self.rule(rule, text, node, node.declared, (*place, position)):
                    yield RuleProblem((*place, position, keyword), text, message)
        for below in self.below(node):
            yield from self.node(below)

    def below(self, node: _Node) -> Iterator[_Node]:
        """The nodes of properties, items and values of maps."""
        schema, declared = node.schema, node.declared
        occurrences = occurrences_below(schema, node.occurrences)

        def child(below: Any, known: Declared | None, step: FieldPath, correlatable: bool) -> Iterator[_Node]:
            if isinstance(below, Mapping):
                path = (*node.path, *step)
                if known is None and _has_rules(below):  # CEL cannot reach it from above
                    known = self.declared(below, ".".join(map(str, path)), False)
                yield _Node(below, known, path, occurrences, correlatable)

        fields = (declared.fields if declared is not None else None) or {}
        for name, below in (schema.get("properties") or {}).items():
            yield from child(below, fields.get(escape(name) or ""), ("properties", name), node.correlatable)
        item = None if declared is None else declared.item
        keyed = node.correlatable and schema.get("x-kubernetes-list-type") == "map"
        yield from child(schema.get("items"), item, ("items",), keyed)
        yield from child(schema.get("additionalProperties"), item, ("additionalProperties",), node.correlatable)

    def rule(
        self, rule: Mapping[str, Any], text: str, node: _Node, declared: Declared, path: FieldPath
    ) -> Iterator[tuple[str, str]]:
        """(keyword, message) of everything wrong with a rule."""
        if not text.strip():
            yield "rule", "the rule is empty"
            return
        yield from _texts(rule, text)
        if rule.get("fieldPath"):
            yield from (("fieldPath", problem) for problem in _check_field_path(str(rule["fieldPath"]), node.schema))
        old = optional_of(declared.type) if rule.get("optionalOldSelf") else declared.type
        variables = {"self": declared.type, "oldSelf": old}
        checked, problem = self.compiled(text, variables, "bool")
        if checked is not None and problem is None:
            cost = rule_cost(estimated_cost(checked, declared), declared, node.occurrences)
            problem = self.account.charge((*path, "rule"), cost)
            yield from self.message_expression(rule, variables, declared, path)
        if problem is not None:
            yield "rule", problem
        if checked is not None:
            yield from _check_transition(rule, checked, node.correlatable)

    def message_expression(
        self, rule: Mapping[str, Any], variables: Mapping[str, Type], declared: Declared, path: FieldPath
    ) -> Iterator[tuple[str, str]]:
        """What is wrong with the expression of a rule that is right itself."""
        expression = str(rule.get("messageExpression") or "")
        if not expression.strip():
            return
        checked, problem = self.compiled(expression, variables, "string")
        if checked is not None and problem is None:
            problem = self.account.charge((*path, "messageExpression"), estimated_cost(checked, declared))
        if problem is not None:
            yield "messageExpression", problem

    def compiled(self, text: str, variables: Mapping[str, Type], result: str) -> tuple[Checked | None, str | None]:
        """An expression with its types, and why it does not compile."""
        try:
            checked = check(text, variables, self.objects)
        except CompileError as error:
            return None, f"compilation failed: {error}"
        return checked, _compilation_problem(checked, result)


def _compilation_problem(checked: Checked, result: str) -> str | None:
    """The errors of types and literals, or that the result is of another type."""
    problems = sorted(checked.problems or literal_problems(checked), key=lambda problem: problem.offset)
    if problems:
        return f"compilation failed: {'; '.join(_located(checked.text, problem) for problem in problems)}"
    found = checked.type(checked.node)
    return None if found.kind == result else f"must evaluate to {result}, but its type is {shown(found)}"


def _located(text: str, problem: TypeProblem) -> str:
    line = text.count("\n", 0, problem.offset) + 1
    column = problem.offset - (text.rfind("\n", 0, problem.offset) + 1) + 1
    return f"{line}:{column}: {problem.message}"


def _texts(rule: Mapping[str, Any], text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a rule's other keywords."""
    message = str(rule.get("message") or "")
    if message and not message.strip():
        yield "message", "the message is blank"
    elif _is_broken(message.strip()):
        yield "message", "the message has line breaks"
    elif _is_broken(text.strip()) and not message:
        yield "message", "a rule with line breaks needs a message"
    expression = str(rule.get("messageExpression") or "")
    if expression and not expression.strip():
        yield "messageExpression", "the expression is blank"
    if rule.get("reason") not in (None, *REASONS):
        yield "reason", f"the reason must be one of {', '.join(REASONS)}"


def _is_broken(text: str) -> bool:
    return "\n" in text or "\r" in text


def _check_transition(rule: Mapping[str, Any], checked: Checked, correlatable: bool) -> Iterator[tuple[str, str]]:
    transition = uses(checked.node, "oldSelf")
    if transition and not correlatable:
        yield "rule", "oldSelf cannot be used inside a list that is not of type map"
    if not transition and rule.get("optionalOldSelf") is not None:
        yield "optionalOldSelf", "optionalOldSelf may only be set where the rule uses oldSelf"


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
