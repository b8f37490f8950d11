"""CEL's standard macros, expanded into comprehensions as cel-go does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.messages.generated.cel import Expr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.envoy.cel_expressions.nodes import Nodes

#: The variable that a comprehension gathers its result in. No expression can spell it.
ACCUMULATOR = "@result"
#: Its name in older releases of cel-go, which loops may not use either.
_OLD_ACCUMULATOR = "__result__"

_QUANTIFIERS = frozenset({"all", "exists", "exists_one"})
_MACROS = frozenset({*((name, 2) for name in _QUANTIFIERS), ("map", 2), ("map", 3), ("filter", 2)})


class MacroError(ValueError):
    """A macro that cannot be expanded. ``position`` is where in the expression."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.position = position


def is_macro(name: str, arguments: int) -> bool:
    """Whether a method of this name and number of arguments is one of the macros over lists and maps."""
    return (name, arguments) in _MACROS


def expand_has(nodes: Nodes, call: int, argument: Expr) -> Expr:
    """``has(a.b)``; ``call`` is the number of the call. Raises :class:`MacroError`."""
    select = argument.select_expr
    if select is None or select.operand is None:
        raise MacroError("invalid argument to has() macro", nodes.position(argument))
    return nodes.has(nodes.number(nodes.positions[call]), select.operand, select.field)


def expand(nodes: Nodes, call: int, name: str, source: Expr, arguments: Sequence[Expr]) -> Expr:
    """``source.name(arguments)``, a macro by :func:`is_macro`; ``call`` is its number.

    Raises :class:`MacroError` for a first argument that cannot be a variable.
    """
    variable = _variable(nodes, name, arguments[0])
    made = _Expansion(nodes, nodes.positions[call])
    if name in _QUANTIFIERS:
        loop = made.quantifier(name, arguments[1])
    elif name == "filter":
        loop = made.collecting(arguments[0], arguments[1])
    else:
        loop = made.collecting(arguments[-1], arguments[1] if len(arguments) == 3 else None)
    comprehension = Expr.Comprehension(
        iter_var=variable,
        iter_range=source,
        accu_var=ACCUMULATOR,
        accu_init=loop.init,
        loop_condition=loop.condition,
        loop_step=loop.step,
        result=loop.result,
    )
    return nodes.comprehension(made.number(), comprehension, source, arguments)


def _variable(nodes: Nodes, macro: str, argument: Expr) -> str:
    if argument.ident_expr is None:
        problem = "argument must be a simple name" if macro in _QUANTIFIERS else "argument is not an identifier"
        raise MacroError(problem, nodes.position(argument))
    name = argument.ident_expr.name
    if name in (ACCUMULATOR, _OLD_ACCUMULATOR):
        raise MacroError("iteration variable overwrites accumulator variable", nodes.position(argument))
    return name


class _Loop(NamedTuple):
    init: Expr
    condition: Expr
    step: Expr
    result: Expr


class _Expansion:
    """Nodes of one macro. All of them stand where its call stood; the order of making them numbers them."""

    def __init__(self, nodes: Nodes, position: int) -> None:
        self.nodes = nodes
        self.at = position

    def number(self) -> int:
        return self.nodes.number(self.at)

    def constant(self, value: bool | int) -> Expr:
        return self.nodes.constant(self.number(), value)

    def accumulator(self) -> Expr:
        return self.nodes.name(self.number(), ACCUMULATOR)

    def call(self, function: str, *arguments: Expr) -> Expr:
        return self.nodes.call(self.number(), function, arguments)

    def sequence(self, *elements: Expr) -> Expr:
        return self.nodes.sequence(self.number(), elements)

    def quantifier(self, name: str, test: Expr) -> _Loop:
        if name == "all":
            init = self.constant(True)
            condition = self.call("@not_strictly_false", self.accumulator())
            return _Loop(init, condition, self.call("_&&_", self.accumulator(), test), self.accumulator())
        if name == "exists":
            init = self.constant(False)
            condition = self.call("@not_strictly_false", self.call("!_", self.accumulator()))
            return _Loop(init, condition, self.call("_||_", self.accumulator(), test), self.accumulator())
        init = self.constant(0)
        condition = self.constant(True)
        more = self.call("_+_", self.accumulator(), self.constant(1))
        step = self.call("_?_:_", test, more, self.accumulator())
        return _Loop(init, condition, step, self.call("_==_", self.accumulator(), self.constant(1)))

    def collecting(self, element: Expr, test: Expr | None) -> _Loop:
        init = self.sequence()
        condition = self.constant(True)
        step = self.call("_+_", self.accumulator(), self.sequence(element))
        if test is not None:
            step = self.call("_?_:_", test, step, self.accumulator())
        return _Loop(init, condition, step, self.accumulator())
