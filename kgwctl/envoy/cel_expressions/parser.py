"""Expressions to numbered nodes, after the grammar of cel-go 0.26 in its default environment.

Rules of a schema have a parser of their own (:mod:`kgwctl.cel.parser`), which speaks Kubernetes' dialect and
keeps macros; this one keeps positions and numbers, and refuses what the default environment refuses.
"""

from __future__ import annotations

import math
import sys

from kgwctl.cel.tokens import Token
from kgwctl.cel.values import MAX_INT, MAX_UINT, MIN_INT, UInt
from kgwctl.cel.words import RESERVED
from kgwctl.envoy.cel_expressions.errors import ExpressionError, Mistake
from kgwctl.envoy.cel_expressions.macros import MacroError, expand, expand_has, is_macro
from kgwctl.envoy.cel_expressions.nodes import Nodes
from kgwctl.envoy.cel_expressions.reader import BEGINS, EXPRESSION, MAX_DEPTH, Reader, Stop
from kgwctl.envoy.messages.generated.cel import Expr, ParsedExpr

#: The longest expression, in characters.
MAX_LENGTH = 100_000

_RELATIONS = {"==": "_==_", "!=": "_!=_", "<": "_<_", "<=": "_<=_", ">": "_>_", ">=": "_>=_", "in": "@in"}
#: Arithmetic: function, and how tightly it binds.
_ARITHMETIC = {"*": ("_*_", 2), "/": ("_/_", 2), "%": ("_%_", 2), "+": ("_+_", 1), "-": ("_-_", 1)}


def parse(source: str) -> ParsedExpr:
    """``source`` parsed, with macros expanded. Raises :class:`ExpressionError`."""
    if len(source) > MAX_LENGTH:
        text = f"expression code point size exceeds limit: size: {len(source)}, limit {MAX_LENGTH}"
        raise ExpressionError(source, [Mistake(None, text)])
    limit = sys.getrecursionlimit()
    # A level of parentheses takes nine Python calls; depth itself is checked while parsing.
    sys.setrecursionlimit(max(limit, 20 * MAX_DEPTH))
    try:
        return _Parser(source).parse()
    finally:
        sys.setrecursionlimit(limit)


class _Parser(Reader):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.nodes = Nodes()

    def parse(self) -> ParsedExpr:
        try:
            self.read()
            node = self.expression()
            self.end()
            if self.nodes.height(node) > MAX_DEPTH:
                self.wrong(None, "max recursion depth exceeded")
        except Stop:
            pass
        if self.mistakes:
            raise ExpressionError(self.source, self.mistakes)
        return ParsedExpr(expr=node, source_info=self.nodes.source_info(self.source))

    def expression(self) -> Expr:
        self.enter("expr")
        node = self.logic("||", "_||_")
        operator = self.take("?")
        if operator is not None:
            number = self.nodes.number(operator.position)
            yes = self.logic("||", "_||_")
            self.expect(":", BEGINS)
            node = self.nodes.call(number, "_?_:_", (node, yes, self.expression()), levels=1)
        self.leave("expr")
        return node

    def logic(self, operator: str, function: str) -> Expr:
        terms = [self.term(operator)]
        numbers = []
        while (token := self.take(operator)) is not None:
            terms.append(self.term(operator))
            numbers.append(self.nodes.number(token.position))
        return self.balanced(function, terms, numbers)

    def term(self, operator: str) -> Expr:
        return self.logic("&&", "_&&_") if operator == "||" else self.relation()

    def balanced(self, function: str, terms: list[Expr], numbers: list[int]) -> Expr:
        """``a && b && c && d`` as a tree that is as flat as can be."""
        if not numbers:
            return terms[0]
        middle = len(numbers) // 2
        left = self.balanced(function, terms[: middle + 1], numbers[:middle])
        right = self.balanced(function, terms[middle + 1 :], numbers[middle + 1 :])
        return self.nodes.call(numbers[middle], function, (left, right))

    def relation(self) -> Expr:
        self.enter("relation")
        node = self.arithmetic(1)
        count = 1
        while (function := _RELATIONS.get(self.token.kind)) is not None:
            self.again("relation")
            count += 1
            number = self.nodes.number(self.token.position)
            self.index += 1
            self.enter("relation")
            right = self.arithmetic(1)
            self.leave("relation")
            node = self.nodes.call(number, function, (node, right), levels=1)
        self.leave("relation", count)
        return node

    def arithmetic(self, binding: int) -> Expr:
        self.enter("calc")
        node = self.unary()
        count = 1
        while (found := _ARITHMETIC.get(self.token.kind)) is not None and found[1] >= binding:
            self.again("calc")
            count += 1
            number = self.nodes.number(self.token.position)
            self.index += 1
            node = self.nodes.call(number, found[0], (node, self.arithmetic(found[1] + 1)), levels=1)
        self.leave("calc", count)
        return node

    def unary(self) -> Expr:
        self.begin()
        first = self.token
        if first.kind not in ("!", "-") or (first.kind == "-" and self.is_number(self.index + 1)):
            return self.member()
        count = 0
        while self.take(first.kind):
            count += 1
        if count % 2 == 0:
            return self.member()
        number = self.nodes.number(first.position)
        return self.nodes.call(number, f"{first.kind}_", (self.member(),))

    def is_number(self, index: int) -> bool:
        """Whether the token is a literal that may have a sign."""
        value = self.tokens[index].value
        return self.tokens[index].kind == "literal" and type(value) in (int, float)

    def member(self) -> Expr:
        self.begin()
        self.enter("member")
        node = self.primary()
        count = 1
        while self.token.kind in (".", "["):
            self.again("member")
            count += 1
            node = self.selection(node) if self.token.kind == "." else self.element(node)
        self.leave("member", count)
        return node

    def selection(self, operand: Expr) -> Expr:
        dot = self.expect(".")
        optional = self.take("?")
        name = self.token
        if name.kind != "name":
            if name.kind == "literal" and name.value in (True, False, None):
                self.fail(f"mismatched input {self.text()} expecting IDENTIFIER")
            written = self.source[dot.position : name.position] + self.text().strip("'").removeprefix("<EOF>")
            self.fail(f"no viable alternative at input '{written}'")
        self.index += 1
        if optional is not None:
            self.wrong(dot.position, "unsupported syntax '.?'")
        opening = self.take("(") if optional is None else None
        if opening is None:
            return self.nodes.select(self.nodes.number(dot.position), operand, name.value)
        number = self.nodes.number(opening.position)
        arguments = self.arguments()
        if is_macro(name.value, len(arguments)):
            return self.macro(number, name.value, operand, arguments)
        return self.nodes.call(number, name.value, arguments, operand, levels=1)

    def element(self, operand: Expr) -> Expr:
        opening = self.expect("[")
        number = self.nodes.number(opening.position)
        if self.take("?"):
            self.wrong(opening.position, "unsupported syntax '[?'")
        index = self.expression()
        self.expect("]", frozenset({"end"}))
        return self.nodes.call(number, "_[_]", (operand, index), levels=1)

    def macro(self, number: int, name: str, operand: Expr | None, arguments: list[Expr]) -> Expr:
        """A macro's nodes; the number of the call goes with the call."""
        try:
            if operand is None:
                node = expand_has(self.nodes, number, arguments[0])
            else:
                node = expand(self.nodes, number, name, operand, arguments)
        except MacroError as error:
            self.wrong(error.position, str(error))
            return self.nodes.call(number, name, arguments, operand)
        del self.nodes.positions[number]
        return node

    def arguments(self) -> list[Expr]:
        """Up to the closing parenthesis, which is stepped over."""
        found: list[Expr] = []
        if self.take(")"):
            return found
        found.append(self.expression())
        while self.take(","):
            found.append(self.expression())
        self.expect(")", frozenset({"end"}))
        return found

    def primary(self) -> Expr:
        token = self.token
        if token.kind == "literal" or (token.kind == "-" and self.is_number(self.index + 1)):
            return self.literal()
        if token.kind in ("-", "!"):
            self.fail(f"mismatched input {self.text()} expecting {EXPRESSION}")
        self.index += 1
        if token.kind == "(":
            node = self.expression()
            self.expect(")", frozenset({"end"}))
            return node
        if token.kind == "[":
            return self.list_literal(token)
        if token.kind == "{":
            return self.map_literal(token)
        if token.kind == "." and self.token.kind != "name":
            self.index -= 1
            self.fail(f"no viable alternative at input {self.text()}")
        return self.name(token)

    def literal(self) -> Expr:
        first = self.token
        negative = self.take("-") is not None
        value = self.token.value
        self.index += 1
        if negative:
            value = -value
        problem = _out_of_range(value)
        if problem:
            self.wrong(first.position, problem)
            value = None
        return self.nodes.constant(self.nodes.number(first.position), value)

    def name(self, first: Token) -> Expr:
        """A variable, function or message, the token ``first`` of which is stepped over: its name, or a dot."""
        token = first
        if first.kind == ".":
            token = self.expect("name")
        dot = "." if first.kind == "." else ""
        message = self.message_name(token)
        if message is not None:
            return self.message_literal(dot + message)
        if token.value in RESERVED:
            self.wrong(first.position, f"reserved identifier: {token.value}")
        opening = self.take("(")
        if opening is None:
            return self.nodes.name(self.nodes.number(token.position), dot + token.value)
        number = self.nodes.number(opening.position)
        arguments = self.arguments()
        if dot + token.value == "has" and len(arguments) == 1:
            return self.macro(number, "has", None, arguments)
        return self.nodes.call(number, dot + token.value, arguments)

    def message_name(self, first: Token) -> str | None:
        """``a.b.c`` where a brace follows; the parser then stands at the brace."""
        name, index = str(first.value), self.index
        while self.tokens[index].kind == "." and self.tokens[index + 1].kind == "name":
            name += f".{self.tokens[index + 1].value}"
            index += 2
        if self.tokens[index].kind != "{":
            return None
        self.index = index
        return name

    def message_literal(self, name: str) -> Expr:
        number = self.nodes.number(self.expect("{").position)
        entries: list[Expr.CreateStruct.Entry] = []
        while self.token.kind not in ("}", ","):
            self.no_optional()
            field = self.expect("name")
            entry = self.nodes.number(self.expect(":", BEGINS).position)
            entries.append(Expr.CreateStruct.Entry(id=str(entry), field_key=field.value, value=self.expression()))
            if not self.comma("}"):
                break
        self.close("}")
        return self.nodes.struct(number, name, entries)

    def list_literal(self, opening: Token) -> Expr:
        number = self.nodes.number(opening.position)
        elements: list[Expr] = []
        while self.token.kind not in ("]", ","):
            self.no_optional()
            elements.append(self.expression())
            if not self.comma("]"):
                break
        self.close("]")
        return self.nodes.sequence(number, elements)

    def map_literal(self, opening: Token) -> Expr:
        number = self.nodes.number(opening.position)
        entries: list[Expr.CreateStruct.Entry] = []
        while self.token.kind not in ("}", ","):
            self.no_optional()
            # The entry is numbered before its key, by the colon that comes after it.
            entry = self.nodes.number(opening.position)
            key = self.expression()
            self.nodes.positions[entry] = self.expect(":", BEGINS).position
            entries.append(Expr.CreateStruct.Entry(id=str(entry), map_key=key, value=self.expression()))
            if not self.comma("}"):
                break
        self.close("}")
        return self.nodes.struct(number, "", entries)

    def no_optional(self) -> None:
        token = self.take("?")
        if token is not None:
            self.wrong(token.position, "unsupported syntax '?'")

    def comma(self, closing: str) -> bool:
        """Whether another element follows; a comma before the closing bracket is left to :meth:`close`."""
        return self.following != closing and self.take(",") is not None

    def close(self, closing: str) -> None:
        if self.following == closing:
            self.take(",")
        if not self.take(closing):
            self.fail(f"mismatched input {self.text()} expecting {{'{closing}', ','}}")


def _out_of_range(value: object) -> str:
    if type(value) is int and not MIN_INT <= value <= MAX_INT:
        return "invalid int literal"
    if isinstance(value, UInt) and value > MAX_UINT:
        return "invalid uint literal"
    return "invalid double literal" if isinstance(value, float) and math.isinf(value) else ""
