"""CEL by closures: exact in Kubernetes' terms, with cost, on any converted value.

It knows what Google's engine does not: Kubernetes' types and two-variable macros, values that do
not fit their schema, the equality of set and map lists, and the cost limits of the API server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from kgwctl.cel import operators
from kgwctl.cel.comprehensions import comprehension
from kgwctl.cel.cost import TRAVERSAL, Budget, weight
from kgwctl.cel.engine import CompileError, EvaluationError, Optional
from kgwctl.cel.library import overloads
from kgwctl.cel.library.overload import ANY, Overload
from kgwctl.cel.parser import parse
from kgwctl.cel.syntax import (
    Bind,
    Call,
    Comprehension,
    Constant,
    Has,
    ListLiteral,
    MapLiteral,
    Name,
    Node,
    Select,
    qualified_name,
)
from kgwctl.cel.values import TYPE_IDENTIFIERS, Invalid, TypeValue, UInt

#: The variables of one evaluation: self, oldSelf, the budget, then those of macros, by depth.
Frame: TypeAlias = "list[Any]"
Step: TypeAlias = "Callable[[Frame], Any]"

VARIABLES = ("self", "oldSelf")
BUDGET = 2


class InterpreterEngine:
    """See the module."""

    name = "interpreter"

    def compile(self, expression: str) -> InterpreterProgram:
        """Raises :class:`CompileError`."""
        return InterpreterProgram(parse(expression))


class InterpreterProgram:
    """A compiled expression; see :class:`kgwctl.cel.engine.Program`."""

    __slots__ = ("_depth", "_step")

    def __init__(self, node: Node) -> None:
        builder = _Builder()
        self._step = builder.build(node, VARIABLES)
        self._depth = builder.depth

    def evaluate(self, value: Any, old: Any, budget: Budget) -> Any:
        """See :meth:`kgwctl.cel.engine.Program.evaluate`."""
        budget.start()
        frame = [value, old, budget, *[None] * self._depth]
        try:
            return self._step(frame)
        except RecursionError:
            raise EvaluationError("the value is nested too deep") from None


@lru_cache(maxsize=1)
def functions() -> dict[tuple[str, bool], tuple[Overload, ...]]:
    """The overloads of each function (False) and method (True)."""
    table: dict[tuple[str, bool], tuple[Overload, ...]] = {}
    for overload in overloads():
        key = (overload.name, overload.method)
        table[key] = (*table.get(key, ()), overload)
    return table


class _Builder:
    def __init__(self) -> None:
        self.depth = 0

    def build(self, node: Node, scope: tuple[str, ...]) -> Step:
        match node:
            case Constant(value):
                return lambda _: value
            case Name() | Select():
                return self.reference(node, scope)
            case Has(operand, field):
                inner = self.build(operand, scope)
                return lambda frame: operators.has(inner(frame), field)
            case ListLiteral():
                return self.list_literal(node, scope)
            case MapLiteral():
                return self.map_literal(node, scope)
            case Comprehension():
                return self.comprehension(node, scope)
            case Bind(name, value, body):
                slot = self.slot(scope)
                bound, rest = self.build(value, scope), self.build(body, (*scope, name))
                return _bind(slot, bound, rest)
            case Call():
                return self.call(node, scope)

    def slot(self, scope: tuple[str, ...]) -> int:
        """The place in the frame of the next variable."""
        self.depth = max(self.depth, len(scope) - len(VARIABLES) + 1)
        return len(scope) + 1

    def reference(self, node: Name | Select, scope: tuple[str, ...]) -> Step:
        name = qualified_name(node)
        if name is not None and name.split(".")[0] not in scope:
            if name not in TYPE_IDENTIFIERS:
                raise CompileError(f"undeclared reference to '{_undeclared(name)}'")
            constant = TypeValue(name)
            return lambda _: constant
        if isinstance(node, Select):
            return _select(self.build(node.operand, scope), node.field)
        position = len(scope) - 1 - scope[::-1].index(node.name)
        return _variable(position if position < BUDGET else position + 1)

    def list_literal(self, node: ListLiteral, scope: tuple[str, ...]) -> Step:
        steps = [self.build(element, scope) for element in node.elements]
        optional = node.optional

        def evaluate(frame: Frame) -> list[Any]:
            frame[BUDGET].spend(10)
            result = []
            for position, step in enumerate(steps):
                value = step(frame)
                if position not in optional:
                    result.append(value)
                elif not isinstance(value, Optional):
                    operators.no_overload("[?]", value)
                elif value.present:
                    result.append(value.value)
            return result

        return evaluate

    def map_literal(self, node: MapLiteral, scope: tuple[str, ...]) -> Step:
        entries = [
            (self.build(key, scope), self.build(value, scope), optional) for key, value, optional in node.entries
        ]

        def evaluate(frame: Frame) -> dict[Any, Any]:
            frame[BUDGET].spend(30)
            result: dict[Any, Any] = {}
            for key_step, value_step, optional in entries:
                key, value = key_step(frame), value_step(frame)
                if not optional:
                    insert(result, key, value)
                elif not isinstance(value, Optional):
                    operators.no_overload("{?}", value)
                elif value.present:
                    insert(result, key, value.value)
            return result

        return evaluate

    def comprehension(self, node: Comprehension, scope: tuple[str, ...]) -> Step:
        slot = self.slot(scope)
        inner = (*scope, *node.variables)
        self.slot(inner[:-1])
        source = self.build(node.source, scope)
        body = self.build(node.body, inner)
        condition = None if node.condition is None else self.build(node.condition, inner)
        return comprehension(node.kind, source, len(node.variables), slot, body, condition)

    def call(self, node: Call, scope: tuple[str, ...]) -> Step:
        target, name = node.target, node.function
        if target is not None:
            prefix = qualified_name(target)
            if prefix and prefix.split(".")[0] not in scope:
                target, name = None, f"{prefix}.{name}"
        arguments = [self.build(argument, scope) for argument in node.arguments]
        if target is None and name in _OPERATORS:
            return _OPERATORS[name](arguments)
        candidates = functions().get((name, target is not None), ())
        if target is not None:
            arguments = [self.build(target, scope), *arguments]
        fitting = tuple(overload for overload in candidates if len(overload.parameters) == len(arguments))
        if not fitting:
            raise CompileError(f"undeclared reference to '{name}' with {len(node.arguments)} arguments")
        return _dispatch(name, fitting, arguments)


def _undeclared(name: str) -> str:
    """The part of a qualified name that nobody knows: its variable, or a type below a known package."""
    return name if name.startswith("google.") else name.split(".")[0]


def _variable(position: int) -> Step:
    def evaluate(frame: Frame) -> Any:
        value = frame[position]
        if type(value) is Invalid:
            raise value.error()
        return value

    return evaluate


def _select(operand: Step, field: str) -> Step:
    def evaluate(frame: Frame) -> Any:
        frame[BUDGET].spend(1)
        value = operators.select(operand(frame), field)
        if type(value) is Invalid:
            raise value.error()
        return value

    return evaluate


def _bind(slot: int, value: Step, body: Step) -> Step:
    def evaluate(frame: Frame) -> Any:
        frame[slot] = value(frame)
        return body(frame)

    return evaluate


def insert(mapping: dict[Any, Any], key: Any, value: Any) -> None:
    """Add an entry to a map being built. Raises :class:`EvaluationError` for a key of another type, or twice."""
    if type(key) not in (str, int, UInt, bool):
        raise EvaluationError("map keys must be strings, integers or booleans")
    if operators.find(mapping, key)[0]:
        raise EvaluationError(f"duplicate key {key!r} in map")
    mapping[key] = value


def _fits(overload: Overload, kinds: tuple[type, ...]) -> bool:
    return all(
        parameter is ANY or parameter is kind or (parameter is list and issubclass(kind, list))
        for parameter, kind in zip(overload.parameters, kinds, strict=True)
    )


def _dispatch(name: str, candidates: tuple[Overload, ...], arguments: list[Step]) -> Step:
    """A call that picks its overload by the types of the values, as CEL does for ``dyn``."""
    known: dict[tuple[type, ...], Callable[..., Any] | None] = {}
    cost = call_cost(name)

    def evaluate(frame: Frame) -> Any:
        values = [argument(frame) for argument in arguments]
        kinds = tuple(map(type, values))
        if kinds not in known:
            fitting = (overload.implementation for overload in candidates if _fits(overload, kinds))
            known[kinds] = next(fitting, None)
        implementation = known[kinds]
        if implementation is None:
            operators.no_overload(name, *values)
        frame[BUDGET].spend(cost(values))
        result = implementation(*values)
        if type(result) in (str, bytes, list):
            frame[BUDGET].spend_size(weight(result))
        return result

    return evaluate


_Weight: TypeAlias = "Callable[[list[Any]], int]"
_SIZED = (str, bytes, list, dict)
_PATTERNS = frozenset({"matches", "find", "findAll"})
_PRODUCTS = frozenset({"sets.contains", "sets.equivalent", "sets.intersects"})
_SQUARES = frozenset({"distinct", "sort", "@sortByAssociatedKeys"})


def call_cost(name: str) -> _Weight:
    """What a call costs, from its arguments: Kubernetes' cost model, rounded up."""
    if name in _PATTERNS:
        return lambda values: (1 + len(values[0]) // TRAVERSAL) * (1 + len(values[1]) // 4)
    if name in _PRODUCTS:
        return lambda values: 1 + len(values[0]) * len(values[1])
    if name in _SQUARES:
        return lambda values: 1 + 2 * len(values[0]) ** 2
    if name == "replace":
        return lambda values: 1 + _replaced_size(*values[:3]) // TRAVERSAL
    if name == "join":
        return lambda values: 1 + _joined_size(*values) // TRAVERSAL
    if name == "lists.range":
        return lambda values: 1 + max(values[0], 0)
    if name == "size":
        return lambda _: 1
    return lambda values: 1 + sum(map(_walked, values))


def _replaced_size(text: str, old: str, new: str) -> int:
    return len(text) + (text.count(old) * len(new))


def _joined_size(parts: list[Any], separator: str = "") -> int:
    return sum(len(part) for part in parts if isinstance(part, str)) + len(parts) * len(separator)


def _not_bool(function: str, value: Any) -> EvaluationError:
    try:
        operators.no_overload(function, value)
    except EvaluationError as error:
        return error


def _logical(function: str, absorbing: bool) -> Callable[[list[Step]], Step]:
    """``&&`` (absorbing false) and ``||`` (absorbing true): errors give way to the absorbing value anywhere."""

    def build(arguments: list[Step]) -> Step:
        def evaluate(frame: Frame) -> bool:
            problem: EvaluationError | None = None
            for argument in arguments:
                try:
                    value = argument(frame)
                except EvaluationError as error:
                    problem = problem or error
                    continue
                if value is absorbing:
                    return bool(value)
                if type(value) is not bool:
                    problem = problem or _not_bool(function, value)
            if problem is not None:
                raise problem
            return not absorbing

        return evaluate

    return build


def _not(arguments: list[Step]) -> Step:
    (argument,) = arguments

    def evaluate(frame: Frame) -> bool:
        value = argument(frame)
        if not isinstance(value, bool):
            operators.no_overload("!_", value)
        return not value

    return evaluate


def _choice(arguments: list[Step]) -> Step:
    condition, yes, no = arguments

    def evaluate(frame: Frame) -> Any:
        value = condition(frame)
        if type(value) is not bool:
            operators.no_overload("_?_:_", value)
        return yes(frame) if value else no(frame)

    return evaluate


def _binary(operator: Callable[[Any, Any], Any]) -> Callable[[list[Step]], Step]:
    def build(arguments: list[Step]) -> Step:
        left, right = arguments

        def evaluate(frame: Frame) -> Any:
            first, second = left(frame), right(frame)
            frame[BUDGET].spend(1 + _walked(first) + _walked(second))
            result = operator(first, second)
            if type(result) is str or isinstance(result, list):
                frame[BUDGET].spend_size(weight(result))
            return result

        return evaluate

    return build


def _walked(value: Any) -> int:
    """What comparing or copying a value costs."""
    return weight(value) if isinstance(value, _SIZED) else 0


def _lookup(operator: Callable[[Any, Any], Any]) -> Callable[[list[Step]], Step]:
    """An operator that looks at one element only."""

    def build(arguments: list[Step]) -> Step:
        left, right = arguments

        def evaluate(frame: Frame) -> Any:
            frame[BUDGET].spend(1)
            result = operator(left(frame), right(frame))
            if type(result) is Invalid:
                raise result.error()
            return result

        return evaluate

    return build


def _negative(arguments: list[Step]) -> Step:
    (argument,) = arguments
    return lambda frame: operators.negate(argument(frame))


def _ordered(function: str, accepted: tuple[int, ...]) -> Callable[[list[Step]], Step]:
    return _binary(lambda left, right: operators.compare(function, left, right) in accepted)


_OPERATORS: dict[str, Callable[[list[Step]], Step]] = {
    "_&&_": _logical("_&&_", False),
    "_||_": _logical("_||_", True),
    "!_": _not,
    "-_": _negative,
    "_?_:_": _choice,
    "_==_": _binary(operators.equals),
    "_!=_": _binary(lambda left, right: not operators.equals(left, right)),
    "_<_": _ordered("_<_", (-1,)),
    "_<=_": _ordered("_<=_", (-1, 0)),
    "_>_": _ordered("_>_", (1,)),
    "_>=_": _ordered("_>=_", (0, 1)),
    "@in": _binary(operators.contains),
    "_+_": _binary(operators.add),
    "_-_": _binary(operators.subtract),
    "_*_": _binary(operators.multiply),
    "_/_": _binary(operators.divide),
    "_%_": _binary(operators.modulo),
    "_[_]": _lookup(operators.index),
    "_[?_]": _lookup(operators.optional_index),
    "_?._": _lookup(operators.optional_select),
}
