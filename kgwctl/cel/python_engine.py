"""The portable engine: cel-python, pure Python (extra ``portable``), with its divergences corrected.

cel-python evaluates; where it raises an error or cannot parse, our interpreter decides, because that
is where it differs from Kubernetes most. ``UNTRUSTED`` lists what it answers wrongly without an
error; the interpreter takes expressions with any of those, and those that cost more than
``COST_LIMIT``, because cel-python is some fifty times slower and has no limits of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from kgwctl.cel.cost import Budget
from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.interpreter import InterpreterProgram, functions
from kgwctl.cel.library import overloads
from kgwctl.cel.operators import no_overload
from kgwctl.cel.parser import parse
from kgwctl.cel.syntax import Call, Node, children
from kgwctl.cel.values import Opaque


class Divergence(NamedTuple):
    """Something cel-python does differently: an example with its value, and what Kubernetes says."""

    expression: str
    value: Any
    kubernetes: Any
    reason: str


#: The largest cost of an evaluation that cel-python is asked about.
COST_LIMIT = 20_000

_UNIQUE_NAMES = "self.all(a, !has(a.name) || self.exists_one(b, has(b.name) && a.name == b.name))"

#: Errors of cel-python that are none in Kubernetes; the interpreter corrects each.
CORRECTED = (
    Divergence(_UNIQUE_NAMES, [{}, {"name": "x"}], True, "exists_one evaluates what && need not"),
    Divergence("duration(self) == duration('0s')", "0", True, "zero without a unit"),
    Divergence("self.a < 1.5", {"a": 1}, True, "numbers of different types cannot be ordered"),
    Divergence("self.?a.orValue(1) == 1", {}, True, "no optional syntax"),
    Divergence("self.all(i, v, i < v)", [1, 2], True, "no two-variable macros"),
)
#: What cel-python answers where Kubernetes has an error, and is not corrected: type errors that
#: Kubernetes finds when a CRD is created, so that no rule in a cluster has them (``None``: an error).
LISTED = (
    Divergence("self.all(x, true)", "text", None, "macros run over the characters of a text"),
    Divergence("has(self.field)", "text", None, "has() of anything is false"),
    Divergence("self && true", "text", None, "&& gives its operand, whatever its type"),
)
#: Functions and operators that cel-python gets wrong without an error, and how.
UNTRUSTED = {
    "type": "types are Python classes, so type(self) == string is decided by inheritance",
    "duration": "cuts to microseconds and reads other texts",
    "timestamp": "cuts to microseconds and reads other texts",
    "getMilliseconds": "gives a component of the duration, not the whole",
    "getMinutes": "gives a component of the duration, not the whole",
    "getSeconds": "gives a component of the duration, not the whole",
    "getHours": "gives a component of the duration, not the whole",
    "int": "reads hexadecimal texts, spaces and underscores",
    "uint": "reads hexadecimal texts, spaces and underscores",
    "double": "reads underscores and spaces",
    "string": "prints doubles and bytes as Python does",
    "bool": "reads other texts",
    "bytes": "other conversions",
    "_/_": "divides integers that do not fit, and doubles by zero",
    "_%_": "takes the sign of Python",
    "@in": "finds booleans among numbers",
    "_[_]": "counts negative positions from the end",
}


class PortableEngine:
    """See the module."""

    name = "portable"

    def compile(self, expression: str) -> PortableProgram:
        """Raises :class:`CompileError`."""
        return PortableProgram(expression)


class PortableProgram:
    """A compiled expression; see :class:`kgwctl.cel.engine.Program`."""

    __slots__ = ("_interpreted", "_runner")

    def __init__(self, expression: str) -> None:
        node = parse(expression)
        self._interpreted = InterpreterProgram(node)
        self._runner = None if _is_untrusted(node) else _celpy_program(expression)

    @property
    def uses_celpy(self) -> bool:
        """Whether cel-python evaluates this expression."""
        return self._runner is not None

    def evaluate(self, value: Any, old: Any, budget: Budget) -> Any:
        """See :meth:`kgwctl.cel.engine.Program.evaluate`."""
        before = budget.total
        try:
            known, problem = self._interpreted.evaluate(value, old, budget), None
        except EvaluationError as error:
            known, problem = None, error
        if self._runner is not None and before - budget.total <= COST_LIMIT:
            try:
                return _from_celpy(self._runner(_to_celpy(value), _to_celpy(old)))
            except (EvaluationError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError):
                pass  # the interpreter decides: above all here cel-python differs from Kubernetes
        if problem is not None:
            raise problem
        return known


def _is_untrusted(node: Node) -> bool:
    return (isinstance(node, Call) and node.function in UNTRUSTED) or any(map(_is_untrusted, children(node)))


def celpy_alone(expression: str) -> Callable[[Any, Any], Any]:
    """cel-python without corrections, for the test of their table. Raises ``EvaluationError``."""
    runner = _celpy_program(expression)
    if runner is None:
        raise EvaluationError("cel-python cannot parse this")
    return lambda value, old: _from_celpy(runner(_to_celpy(value), _to_celpy(old)))


def _celpy_program(expression: str) -> Callable[[Any, Any], Any] | None:
    from celpy import Environment
    from celpy.celparser import CELParseError
    from celpy.evaluation import CELEvalError

    environment = Environment()
    try:
        program = environment.program(environment.compile(expression), functions=_library())
    except (CELParseError, ValueError, KeyError):
        return None

    def run(value: Any, old: Any) -> Any:
        try:
            return program.evaluate({"self": value, "oldSelf": old})
        except CELEvalError as error:
            raise EvaluationError(str(error)) from None

    return run


@lru_cache(maxsize=1)
def _library() -> dict[str, Callable[..., Any]]:
    """Our library functions as cel-python calls them; its own come first."""
    from celpy.evaluation import base_functions

    names = {overload.name for overload in overloads()} - base_functions.keys()
    return {name: _adapted(name) for name in sorted(names) if "." not in name}


def _adapted(name: str) -> Callable[..., Any]:
    candidates = functions().get((name, True), ()) + functions().get((name, False), ())

    def call(*arguments: Any) -> Any:
        plain = [_from_celpy(argument) for argument in arguments]
        for overload in candidates:
            if len(overload.parameters) == len(plain) and all(map(isinstance, plain, overload.parameters)):
                return _to_celpy(overload.implementation(*plain))
        return no_overload(name, *plain)

    return call


def _to_celpy(value: Any) -> Any:
    """A plain value in cel-python's types. Raises ``TypeError`` for those it has not."""
    from celpy import celtypes

    if value is None or isinstance(value, Opaque):
        return value
    if isinstance(value, bool):
        return celtypes.BoolType(value)
    if type(value) is list:
        return celtypes.ListType([_to_celpy(item) for item in value])
    if type(value) is dict:
        return celtypes.MapType({_to_celpy(key): _to_celpy(item) for key, item in value.items()})
    kinds = {int: celtypes.IntType, float: celtypes.DoubleType, str: celtypes.StringType, bytes: celtypes.BytesType}
    if type(value) not in kinds:
        raise TypeError(f"cel-python has no {type(value).__name__}")
    return kinds[type(value)](value)


#: cel-python's scalars derive from these; only plain values leave the engine.
_PLAIN: dict[type, Callable[[Any], Any]] = {str: str, bytes: bytes, float: float, int: int}


def _from_celpy(value: Any) -> Any:
    from celpy import celtypes

    if value is None or isinstance(value, bool | Opaque):
        return value
    if isinstance(value, celtypes.BoolType):
        return bool(value)
    if isinstance(value, dict):
        return {_from_celpy(key): _from_celpy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_from_celpy(item) for item in value]
    for own, kind in _PLAIN.items():
        if isinstance(value, own):
            return kind(value)
    raise TypeError(f"{type(value).__name__} has no plain form")
