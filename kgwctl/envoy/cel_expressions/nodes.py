"""Numbered CEL nodes with their place in the text (``cel.expr.Expr``, ``cel.expr.SourceInfo``).

Envoy does not care how nodes are numbered, but the configuration shows it: numbers rise in the order
in which cel-go 0.26 meets the nodes, and a number that stood for a macro call is gone afterwards.
"""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING, Any

from kgwctl.cel.values import UInt
from kgwctl.envoy.messages.generated.cel import Constant, Expr, SourceInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOCATION = "<input>"


class Nodes:
    """Makes nodes. ``positions`` leads from a number to an offset in characters."""

    def __init__(self) -> None:
        self.positions: dict[int, int] = {}
        self._next = 1
        self._heights: dict[str, int] = {}

    def number(self, position: int) -> int:
        """A number for what starts at ``position``."""
        self.positions[self._next] = position
        self._next += 1
        return self._next - 1

    def position(self, node: Expr) -> int:
        """Where a node starts: an operator, a bracket or a dot, for whatever is made with one."""
        return self.positions[int(node.id)]

    def height(self, node: Expr) -> int:
        """The most levels that stand inside each other below a node, itself included."""
        return self._heights.get(node.id, 0)

    def constant(self, number: int, value: Any) -> Expr:
        """A literal: ``None``, ``bool``, ``int``, ``UInt``, ``float``, ``str`` or ``bytes``."""
        return Expr(id=str(number), const_expr=_constant(value))

    def name(self, number: int, name: str) -> Expr:
        """A variable."""
        return Expr(id=str(number), ident_expr=Expr.Ident(name=name))

    def select(self, number: int, operand: Expr, field: str) -> Expr:
        """``operand.field``."""
        return self._above(1, Expr(id=str(number), select_expr=Expr.Select(operand=operand, field=field)), operand)

    def has(self, number: int, operand: Expr, field: str) -> Expr:
        """``has(operand.field)``."""
        test = Expr.Select(operand=operand, field=field, test_only=True)
        return self._above(1, Expr(id=str(number), select_expr=test), operand)

    def call(
        self, number: int, function: str, arguments: Sequence[Expr], target: Expr | None = None, *, levels: int = 0
    ) -> Expr:
        """A function, method or operator that is ``levels`` levels of nesting."""
        call = Expr.Call(target=target, function=function, args=list(arguments))
        below = arguments if target is None else (target, *arguments)
        return self._above(levels, Expr(id=str(number), call_expr=call), *below)

    def sequence(self, number: int, elements: Sequence[Expr]) -> Expr:
        """A list."""
        made = Expr(id=str(number), list_expr=Expr.CreateList(elements=list(elements)))
        return self._above(0, made, *elements)

    def struct(self, number: int, name: str, entries: Sequence[Expr.CreateStruct.Entry]) -> Expr:
        """A message, or a map where ``name`` is empty."""
        made = Expr(id=str(number), struct_expr=Expr.CreateStruct(message_name=name, entries=list(entries)))
        below = (part for entry in entries for part in (entry.map_key, entry.value) if part is not None)
        return self._above(0, made, *below)

    def comprehension(self, number: int, made: Expr.Comprehension, source: Expr, arguments: Sequence[Expr]) -> Expr:
        """A macro over ``source``, expanded; written as a method with these ``arguments``."""
        return self._above(1, Expr(id=str(number), comprehension_expr=made), source, *arguments)

    def _above(self, levels: int, node: Expr, *below: Expr) -> Expr:
        self._heights[node.id] = levels + max((self._heights.get(one.id, 0) for one in below), default=0)
        return node

    def source_info(self, source: str) -> SourceInfo:
        """Where the numbered nodes are in ``source``."""
        line_ends = [index + 1 for index, character in enumerate(source) if character == "\n"]
        return SourceInfo(
            location=_LOCATION,
            line_offsets=[*line_ends, len(source) + 1],
            positions={str(number): self.positions[number] for number in sorted(self.positions)},
        )


def _constant(value: Any) -> Constant:
    match value:
        case None:
            return Constant(null_value=None)
        case bool():
            return Constant(bool_value=value)
        case UInt():
            return Constant(uint64_value=str(int(value)))
        case int():
            return Constant(int64_value=str(value))
        case float() if math.isfinite(value):
            return Constant(double_value=value)
        case bytes():
            return Constant(bytes_value=base64.b64encode(value).decode())
        case str():
            return Constant(string_value=value)
    raise TypeError(f"no CEL literal: {value!r}")
