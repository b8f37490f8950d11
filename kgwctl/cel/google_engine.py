"""The exact engine: Google's C++ CEL, and our interpreter for what Kubernetes has and it has not.

C++ evaluates expressions of CEL's own language and those functions that it reads as cel-go, the CEL
of Kubernetes, does. ``INTERPRETED`` lists, with reasons, the functions it would read otherwise; what
neither table names are Kubernetes' own libraries. The interpreter takes all of those.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kgwctl.cel.cost import Budget
from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.interpreter import InterpreterProgram
from kgwctl.cel.parser import parse
from kgwctl.cel.syntax import Bind, Call, Comprehension, ListLiteral, MapLiteral, Name, Node, children
from kgwctl.cel.values import Duration, Invalid, MapList, SetList, Timestamp

#: Functions and methods on which C++ and cel-go agree; operators and one-variable macros do too.
SHARED = frozenset(
    {"size", "type", "dyn", "contains", "startsWith", "endsWith", "matches", "lowerAscii", "upperAscii"}
    | {"charAt", "trim", "none", "of", "hasValue", "value", "or", "orValue"}
)
#: Functions C++ has too, but reads differently: examples of what it does otherwise than cel-go.
INTERPRETED = {
    "bool": "accepts other texts",
    "bytes": "results are not comparable once in Python",
    "double": "accepts other texts",
    "duration": "refuses µs, accepts more than 292 years",
    "format": "prints %f and %e without a locale",
    "getHours": "gives a component of the duration, not the whole",
    "getMilliseconds": "gives a component of the duration, not the whole",
    "getMinutes": "gives a component of the duration, not the whole",
    "getSeconds": "gives a component of the duration, not the whole",
    "indexOf": "refuses a start behind the end; knows no lists",
    "int": "accepts texts with spaces",
    "join": "may build a text of any size",
    "lastIndexOf": "refuses a start behind the end; knows no lists",
    "ofNonZeroValue": "takes other values for zero",
    "optMap": "doubles its target when it expands, so that a chain explodes",
    "quote": "quotes other characters",
    "replace": "may build a text of any size",
    "split": "gives one empty part for an empty text and separator",
    "string": "prints fractions of seconds in groups of three digits",
    "substring": "refuses an end equal to the length",
    "timestamp": "accepts other texts",
    "uint": "accepts texts with spaces",
}
#: What stands in front of the names of Kubernetes' functions.
_NAMESPACES = frozenset({"format", "ip", "lists", "sets", "strings"})


class ExactEngine:
    """See the module."""

    name = "exact"

    def compile(self, expression: str) -> ExactProgram:
        """Raises :class:`CompileError`."""
        return ExactProgram(expression)


class ExactProgram:
    """A compiled expression; see :class:`kgwctl.cel.engine.Program`."""

    __slots__ = ("_google", "_interpreted")

    def __init__(self, expression: str) -> None:
        node = parse(expression)
        self._interpreted = InterpreterProgram(node)
        self._google = _google_compile(expression) if is_shared(node) else None

    @property
    def uses_google(self) -> bool:
        """Whether C++ evaluates this expression."""
        return self._google is not None

    def evaluate(self, value: Any, old: Any, budget: Budget) -> Any:
        """See :meth:`kgwctl.cel.engine.Program.evaluate`."""
        if self._google is None or _is_foreign(value) or _is_foreign(old):
            return self._interpreted.evaluate(value, old, budget)
        budget.start()
        try:
            result = self._google.eval(data={"self": value, "oldSelf": old})
            failed = result.type().name() == "ERROR"
            plain = result.value() if failed else result.plain_value()
        except (RuntimeError, TypeError):
            # C++ stops after 10,000 rounds of macros, where Kubernetes counts cost; and gives no optionals.
            return self._interpreted.evaluate(value, old, budget)
        if failed:
            raise EvaluationError(_without_status(str(plain)))
        return plain


def is_shared(node: Node) -> bool:
    """Whether C++ reads the whole expression as Kubernetes does."""
    if isinstance(node, Bind) or (isinstance(node, Call) and not _is_shared_call(node)):
        return False
    if isinstance(node, Comprehension) and (len(node.variables) > 1 or (node.kind == "map" and _builds(node.body))):
        return False
    return all(map(is_shared, children(node)))


def _builds(node: Node) -> bool:
    """Whether the body of ``map`` makes its results larger, so that chained ones may grow without bound."""
    if isinstance(node, ListLiteral | MapLiteral) or (isinstance(node, Call) and node.function == "_+_"):
        return True
    return any(map(_builds, children(node)))


def _is_shared_call(node: Call) -> bool:
    """Whether the function is an operator or shared, and not one of Kubernetes' (``sets.contains``)."""
    if node.target is None and node.function.startswith(("_", "@in", "!_", "-_")):
        return True
    return node.function in SHARED and not (isinstance(node.target, Name) and node.target.name in _NAMESPACES)


def _is_foreign(value: Any) -> bool:
    """Whether C++ would misread the value: misfits, set and map lists, optionals, times finer than microseconds."""
    if isinstance(value, dict):
        return any(map(_is_foreign, value.values()))
    if isinstance(value, SetList | MapList | Duration | Timestamp | Invalid | tuple):
        return True
    return isinstance(value, list) and any(map(_is_foreign, value))


def _without_status(text: str) -> str:
    head, colon, rest = text.partition(": ")
    return rest if colon and head.replace("_", "").isupper() else text


def _google_compile(expression: str) -> Any:
    """The C++ program, or ``None`` where C++ refuses what Kubernetes accepts (nesting beyond 32 levels).

    Types are checked when the program runs: the C++ checker refuses comparisons between numbers of
    different types, which Kubernetes allows.
    """
    try:
        return _environment().compile(expression, disable_check=True)
    except RuntimeError:
        return None


@lru_cache(maxsize=1)
def _environment() -> Any:
    from cel_expr_python import cel
    from cel_expr_python.ext import ext_optional, ext_strings

    variables = {"self": cel.Type.DYN, "oldSelf": cel.Type.DYN}
    return cel.NewEnv(variables=variables, extensions=[ext_optional.ExtOptional(), ext_strings.ExtStrings()])
