"""The ``x-kubernetes-validations`` of a structural schema, evaluated as the API server does.

Order of the failures: at each node its rules as written, then those of ``allOf``, then the items in
order, or map values and properties sorted by name (where Kubernetes' order is random).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kgwctl.cel.conversion import Schema, convert, resource_schema
from kgwctl.cel.cost import Budget
from kgwctl.cel.engine import NONE, CelError, CompileError, CostExceeded, Engine, Optional, Program
from kgwctl.cel.engines import load_engine
from kgwctl.cel.field_path import FieldPath, parse_field_path

#: A rule compiled to Python: the plain value, the old one and the budget to a verdict. It may raise
#: anything; then the engine decides.
Function = Callable[[Any, Any, Budget], Any]

_MAX_MESSAGE = 5 * 1024


class CelFailure(NamedTuple):
    """A rule that did not hold, or (``error`` is set) could not be evaluated.

    ``path`` is the node's path with the rule's ``fieldPath`` behind it; ``message`` what the rule
    says to users; ``reason`` the API server's error type.
    """

    path: FieldPath
    rule: str
    message: str
    reason: str = "FieldValueInvalid"
    error: str | None = None


def rule_key(path: str, rule: str) -> str:
    """The key of a compiled rule: the schema path of its node (``.spec.rules[].name``) and its text."""
    return f"{path}\n{rule}"


class Rule:
    """One validation rule of a node, compiled when it is first needed."""

    __slots__ = (
        "_program",
        "engine",
        "field_path",
        "function",
        "message_expression",
        "optional_old",
        "spec",
        "uses_old",
    )

    def __init__(self, spec: Mapping[str, Any], engine: LazyEngine, function: Function | None) -> None:
        self.spec = spec
        self.engine = engine
        self.function = function
        self.field_path = parse_field_path(spec["fieldPath"]) if spec.get("fieldPath") else ()
        self.message_expression: str | None = spec.get("messageExpression") or None
        self.optional_old = bool(spec.get("optionalOldSelf"))
        self.uses_old = "oldSelf" in spec["rule"] and _mentions_old(spec["rule"])
        self._program: Program | None = None

    @property
    def text(self) -> str:
        """The rule's own text, for messages about it."""
        return str(self.spec["rule"]).strip()

    def program(self) -> Program:
        """The rule for the engine. Raises :class:`CompileError`."""
        if self._program is None:
            self._program = self.engine.compile(self.spec["rule"])
        return self._program

    def default_message(self) -> str:
        """What is said without ``messageExpression``."""
        message = str(self.spec.get("message") or "").strip()
        return message or f"failed rule: {self.text}"


def _mentions_old(rule: str) -> bool:
    from kgwctl.cel.parser import parse
    from kgwctl.cel.syntax import uses

    try:
        return uses(parse(rule), "oldSelf")
    except CompileError:
        return False


class LazyEngine:
    """An engine that is loaded at the first expression it has to compile."""

    __slots__ = ("_engine", "_name")

    def __init__(self, name: str) -> None:
        self._name = name
        self._engine: Engine | None = None

    def compile(self, expression: str) -> Program:
        """Raises :class:`CompileError`."""
        if self._engine is None:
            self._engine = load_engine(self._name)
        return self._engine.compile(expression)


class Evaluator:
    """The rules of one schema node and of the nodes below that have any."""

    __slots__ = ("additional", "all_of", "items", "list_keys", "properties", "rules", "schema")

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.rules: tuple[Rule, ...] = ()
        self.all_of: tuple[Evaluator, ...] = ()
        self.items: Evaluator | None = None
        self.list_keys: tuple[str, ...] = ()
        self.additional: Evaluator | None = None
        self.properties: dict[str, Evaluator] = {}

    def run(
        self, value: Any, path: FieldPath = (), *, old: Any = None, conforms: bool = True, budget: Budget | None = None
    ) -> list[CelFailure]:
        """The failures of ``value`` (plain JSON) and everything in it, below ``path``.

        ``old`` is the value before an update, for transition rules. Say ``conforms=False`` for a value
        that the schema refused: compiled rules trust types. ``budget`` bounds the work; when it runs out,
        one failure says so and nothing further is evaluated.
        """
        failures: list[CelFailure] = []
        run = _Run(budget or Budget(), failures, conforms)
        try:
            run.node(self, value, old, path)
        except CostExceeded:
            return failures
        return failures

    def __bool__(self) -> bool:
        return bool(self.rules or self.all_of or self.items or self.additional or self.properties)


class _Run:
    """One evaluation: where failures go, and what may still be spent."""

    __slots__ = ("budget", "conforms", "failures")

    def __init__(self, budget: Budget, failures: list[CelFailure], conforms: bool) -> None:
        self.budget = budget
        self.failures = failures
        self.conforms = conforms

    def node(self, node: Evaluator, value: Any, old: Any, path: FieldPath) -> None:
        """Evaluate a node and what is below it. Raises :class:`CostExceeded` when nothing more may run."""
        if value is None:
            return
        for rule in node.rules:
            if rule.uses_old and old is None and not rule.optional_old:
                continue
            verdict = None
            if rule.function is not None and self.conforms:
                try:
                    verdict = rule.function(value, old, self.budget)
                except Exception:  # whatever went wrong, the engine knows what it means in CEL
                    verdict = None
            if verdict is not True:
                self.rule(node, rule, value, old, path, refused=verdict is False)
        for branch in node.all_of:
            self.node(branch, value, old, path)
        if isinstance(value, dict):
            self.mapping(node, value, old if isinstance(old, dict) else {}, path)
        elif isinstance(value, list) and node.items is not None:
            self.array(node, node.items, value, old, path)

    def mapping(self, node: Evaluator, value: dict[str, Any], old: dict[str, Any], path: FieldPath) -> None:
        if node.additional is not None:
            for key in sorted(value):
                self.node(node.additional, value[key], old.get(key), (*path, key))
        for key, child in node.properties.items():
            if key in value:
                self.node(child, value[key], old.get(key), (*path, key))

    def array(self, node: Evaluator, items: Evaluator, value: list[Any], old: Any, path: FieldPath) -> None:
        previous = _by_key(old, node.list_keys) if node.list_keys and isinstance(old, list) else {}
        for position, item in enumerate(value):
            before = previous.get(_item_key(item, node.list_keys)) if previous else None
            self.node(items, item, before, (*path, position))

    def rule(self, node: Evaluator, rule: Rule, value: Any, old: Any, path: FieldPath, *, refused: bool) -> None:
        """Let the engine decide unless the value is known to be refused, and say what it found."""
        try:
            message: str | None = rule.default_message()
            if not refused or rule.message_expression is not None:
                message = self.judge(node, rule, value, old, refused=refused)
            if message is None:
                return
        except CelError as error:
            self.failures.append(_error_failure(path, rule, error))
            if isinstance(error, CostExceeded):
                raise
            return
        reason = str(rule.spec.get("reason") or "FieldValueInvalid")
        self.failures.append(CelFailure(path + rule.field_path, rule.text, message, reason))

    def judge(self, node: Evaluator, rule: Rule, value: Any, old: Any, *, refused: bool) -> str | None:
        """The message of a rule that does not hold. Raises :class:`CelError` where it has no verdict."""
        converted = convert(value, node.schema)
        before = None if old is None else convert(old, node.schema)
        if rule.optional_old:
            before = NONE if old is None else Optional(True, before)
        if not refused:
            verdict = rule.program().evaluate(converted, before, self.budget)
            if verdict is True:
                return None
            if verdict is not False:
                raise CompileError("the rule does not give a boolean")
        return self.message(rule, converted, before)

    def message(self, rule: Rule, value: Any, old: Any) -> str:
        """The text of ``messageExpression``, or ``message`` where it has no usable one."""
        if rule.message_expression is None:
            return rule.default_message()
        try:
            text = rule.engine.compile(rule.message_expression).evaluate(value, old, self.budget)
        except CostExceeded:
            raise
        except CelError:
            return rule.default_message()
        text = text.strip() if isinstance(text, str) else ""
        usable = text and "\n" not in text and len(text.encode()) <= _MAX_MESSAGE
        return text if usable else rule.default_message()


def _error_failure(path: FieldPath, rule: Rule, error: CelError) -> CelFailure:
    said = str(rule.spec.get("message") or "").strip() or rule.text
    if isinstance(error, CostExceeded):
        return CelFailure(path, rule.text, f"{error}; no further rules were evaluated: {said}", error=str(error))
    if isinstance(error, CompileError):
        return CelFailure(path, rule.text, f"the rule cannot be compiled: {error}", error=str(error))
    return CelFailure(path, rule.text, f"{error} (evaluating rule: {said})", error=str(error))


def _by_key(items: list[Any], keys: tuple[str, ...]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for item in items:
        found.setdefault(_item_key(item, keys), item)
    return found


def _item_key(item: Any, keys: tuple[str, ...]) -> Any:
    """What identifies an item of a list of type map; an item without it is only like itself."""
    if not isinstance(item, dict) or any(isinstance(item.get(key), dict | list | None) for key in keys):
        return object()
    return tuple((type(item[key]), item[key]) for key in keys)


def compile_rules(
    schema: Schema,
    *,
    resource: bool = False,
    functions: Mapping[str, Function] | None = None,
    engine: str = "exact",
    path: str = "",
) -> Evaluator:
    """The evaluator of all rules in ``schema``; nothing is parsed and no engine is loaded yet.

    ``resource`` marks the schema of a whole resource. ``functions`` holds rules compiled to Python by
    :func:`rule_key` (see :mod:`kgwctl.cel.compiler`); ``path`` is the schema's own place in those keys.
    """
    return _node(schema, schema, resource, functions or {}, LazyEngine(engine), path)


def _node(
    rules: Schema, spine: Schema, resource: bool, functions: Mapping[str, Function], engine: LazyEngine, path: str
) -> Evaluator:
    """The evaluator of a node whose values have the types of ``spine``.

    Both are the same schema, except below ``allOf``, where ``rules`` is the branch.
    """
    embedded = bool(spine.get("x-kubernetes-embedded-resource"))
    node = Evaluator(resource_schema(spine) if resource or embedded else spine)
    node.rules = tuple(
        Rule(spec, engine, functions.get(rule_key(path, spec["rule"])))
        for spec in rules.get("x-kubernetes-validations") or ()
        if str(spec.get("rule") or "").strip()
    )

    def child(rules_below: Any, spine_below: Any, step: str) -> Evaluator | None:
        if not isinstance(rules_below, Mapping) or not isinstance(spine_below, Mapping):
            return None
        return _node(rules_below, spine_below, False, functions, engine, path + step) or None

    node.items = child(rules.get("items"), spine.get("items"), "[]")
    if spine.get("x-kubernetes-list-type") == "map":
        node.list_keys = tuple(spine.get("x-kubernetes-list-map-keys") or ())
    node.additional = child(rules.get("additionalProperties"), spine.get("additionalProperties"), "{}")
    properties, spine_properties = rules.get("properties") or {}, spine.get("properties") or {}
    for name in sorted(properties):
        below = child(properties[name], spine_properties.get(name), f".{name}")
        if below is not None:
            node.properties[name] = below
    branches = (_node(branch, spine, resource, functions, engine, path) for branch in rules.get("allOf") or ())
    node.all_of = tuple(branch for branch in branches if branch)
    return node
