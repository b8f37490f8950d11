"""What Kubernetes checks of an expression's literals once its types are right.

Patterns must compile, constants must convert, elements of lists and maps must have one type, and
``format`` must have the arguments its clauses name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from kgwctl.cel.checker import Checked, TypeProblem
from kgwctl.cel.engine import CelError
from kgwctl.cel.syntax import Call, Constant, ListLiteral, MapLiteral, Node, children
from kgwctl.cel.types import Type, shown

_Problems: TypeAlias = "Iterator[TypeProblem]"

_CONVERSIONS = frozenset({"bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "uint"})
_SEARCHES = frozenset({"matches", "find", "findAll"})
_CLAUSE = re.compile(r"%(?:(%)|(?:\.[0-9]+)?(.?))", re.DOTALL)
#: What each clause of ``format`` can print; all of them print ``dyn``.
_PRINTABLE = {
    "s": frozenset(
        {"list", "map", "int", "uint", "double", "bool", "string", "timestamp", "bytes", "duration", "type", "null"}
    ),
    "d": frozenset({"int", "uint"}),
    **dict.fromkeys("fe", frozenset({"double", "string"})),
    "b": frozenset({"int", "uint", "bool"}),
    **dict.fromkeys("xX", frozenset({"int", "uint", "string", "bytes"})),
    "o": frozenset({"int", "uint"}),
}


def literal_problems(checked: Checked) -> list[TypeProblem]:
    """What is wrong with the literals of an expression without type errors."""
    return list(_problems(checked, checked.node, formatted=False))


def _problems(checked: Checked, node: Node, formatted: bool) -> _Problems:
    if isinstance(node, Call):
        if _is_constant(node):
            yield from _conversion(checked, node)
            return
        formatted = formatted or node.function == "format"
        yield from _call_problems(checked, node)
    elif isinstance(node, ListLiteral) and not formatted:
        yield from _mixed_list(checked, node)
    elif isinstance(node, MapLiteral) and not formatted:
        yield from _mixed_map(checked, node)
    for child in children(node):
        yield from _problems(checked, child, formatted)


def _call_problems(checked: Checked, node: Call) -> _Problems:
    literals = [argument for argument in node.arguments if isinstance(argument, Constant)]
    if not literals:
        if node.function == "format":
            yield from _format_problems(checked, node)
        return
    if node.function in _SEARCHES:
        # Of matches(text, pattern), Kubernetes takes both for patterns.
        for literal in literals:
            if literal is node.arguments[0] or node.target is None:
                yield from _pattern(checked, node, literal)


def _is_constant(node: Node) -> bool:
    """Whether Kubernetes knows the value before any object: of literals, and of their conversions."""
    if isinstance(node, Call) and node.target is None and node.function in _CONVERSIONS:
        return len(node.arguments) == 1 and _is_constant(node.arguments[0])
    return isinstance(node, Constant)


def _conversion(checked: Checked, node: Call) -> _Problems:
    from kgwctl.cel.cost import Budget
    from kgwctl.cel.interpreter import InterpreterProgram

    try:
        InterpreterProgram(node).evaluate(None, None, Budget())
    except CelError as error:
        yield TypeProblem(checked.offset(node.arguments[0]), f"invalid {node.function} argument: {error}")


def _pattern(checked: Checked, node: Call, literal: Constant) -> _Problems:
    from kgwctl.re2.regex import PatternError, compile_pattern

    try:
        compile_pattern(str(literal.value))
    except PatternError as error:
        yield TypeProblem(checked.offset(literal), f"invalid {node.function} argument: {error}")


def _mixed_list(checked: Checked, node: ListLiteral) -> _Problems:
    types = [_unwrapped(checked.type(each), place in node.optional) for place, each in enumerate(node.elements)]
    yield from _mixed(checked, node.elements, types)


def _mixed_map(checked: Checked, node: MapLiteral) -> _Problems:
    keys = tuple(key for key, _, _ in node.entries)
    values = tuple(value for _, value, _ in node.entries)
    yield from _mixed(checked, keys, [checked.type(key) for key in keys])
    yield from _mixed(checked, values, [_unwrapped(checked.type(value), opt) for _, value, opt in node.entries])


def _mixed(checked: Checked, nodes: tuple[Node, ...], types: list[Type]) -> _Problems:
    for node, found in zip(nodes, types, strict=True):
        if found != types[0]:
            yield TypeProblem(checked.offset(node), f"expected type '{shown(types[0])}' but found '{shown(found)}'")
            return


def _unwrapped(found: Type, optional: bool) -> Type:
    return found.parameters[0] if optional and found.parameters else found


def _format_problems(checked: Checked, node: Call) -> _Problems:
    template, arguments = node.target, node.arguments[0] if node.arguments else None
    if not isinstance(template, Constant) or not isinstance(arguments, ListLiteral):
        return
    used = 0
    for match in _CLAUSE.finditer(str(template.value)):
        if match[1]:
            continue
        if used >= len(arguments.elements):
            yield TypeProblem(checked.offset(node), f"index {used} out of range")
            return
        element = arguments.elements[used]
        used += 1
        problem = _clause_problem(match[2], element, checked.type)
        if problem is not None:
            yield TypeProblem(checked.offset(element), problem)
            return
    if used < len(arguments.elements):
        count = len(arguments.elements)
        message = f"too many arguments supplied to string.format (expected {used}, got {count})"
        yield TypeProblem(checked.offset(node), message)


def _clause_problem(clause: str, node: Node, type_of: Callable[[Node], Type]) -> str | None:
    """Why a clause cannot print an argument."""
    if clause not in _PRINTABLE:
        return f'unrecognized formatting clause "{clause}"'
    found = type_of(node)
    if found.kind != "dyn" and found.kind not in _PRINTABLE[clause]:
        return f"%{clause} cannot print a value of type '{shown(found)}'"
    if clause == "s" and isinstance(node, ListLiteral | MapLiteral):
        return next(filter(None, (_clause_problem("s", child, type_of) for child in children(node))), None)
    return None
