"""CEL's parser: expressions to syntax trees.

Written for Kubernetes' dialect: the standard macros, optional syntax (``?.``, ``[?x]``), the
two-variable macros and ``sortBy``. Google's parser would do, but it stops at 32 levels of nesting
where Kubernetes' allows 250, and has to be loaded. The tests hold both against each other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeAlias

from kgwctl.cel.engine import CompileError
from kgwctl.cel.syntax import Bind, Call, Comprehension, Constant, Has, ListLiteral, MapLiteral, Name, Node, Select
from kgwctl.cel.tokens import Token, error_at, tokenize
from kgwctl.cel.values import MAX_INT, MAX_UINT, UInt
from kgwctl.cel.words import RESERVED

#: Nesting an expression may have, as in Kubernetes.
MAX_DEPTH = 250
#: The longest expression, in characters, as in Kubernetes.
MAX_LENGTH = 100_000

#: Binary operators from loosest to tightest; all bind to the left.
_LEVELS = (
    {"||": "_||_"},
    {"&&": "_&&_"},
    {"==": "_==_", "!=": "_!=_", "<": "_<_", "<=": "_<=_", ">": "_>_", ">=": "_>=_", "in": "@in"},
    {"+": "_+_", "-": "_-_"},
    {"*": "_*_", "/": "_/_", "%": "_%_"},
)
#: Macros by name and number of arguments: (kind, number of variables, position of a filter or None).
_MACROS = {
    ("all", 2): ("all", 1, False),
    ("exists", 2): ("exists", 1, False),
    ("exists_one", 2): ("exists_one", 1, False),
    ("map", 2): ("map", 1, False),
    ("map", 3): ("map", 1, True),
    ("filter", 2): ("filter", 1, False),
    ("all", 3): ("all", 2, False),
    ("exists", 3): ("exists", 2, False),
    ("exists_one", 3): ("exists_one", 2, False),
    ("existsOne", 3): ("exists_one", 2, False),
    ("transformList", 3): ("map", 2, False),
    ("transformList", 4): ("map", 2, True),
    ("transformMap", 3): ("transformMap", 2, False),
    ("transformMap", 4): ("transformMap", 2, True),
    ("transformMapEntry", 3): ("transformMapEntry", 2, False),
    ("transformMapEntry", 4): ("transformMapEntry", 2, True),
}
#: The variable for the target of a macro that mentions it twice; no expression can spell this name.
TARGET = "@target"
#: The nodes of a tree with their offsets, by ``id``: of a call that of its operator or parenthesis.
Places: TypeAlias = "dict[int, tuple[Node, int]]"


def parse(expression: str) -> Node:
    """The syntax tree of ``expression``. Raises :class:`CompileError` with line and column."""
    return parse_located(expression)[0]


def parse_located(expression: str) -> tuple[Node, Places]:
    """The syntax tree, and where its nodes stand. Raises :class:`CompileError`."""
    if len(expression) > MAX_LENGTH:
        raise CompileError(f"the expression is longer than {MAX_LENGTH:,} characters")
    with deep_recursion():
        parser = Parser(expression)
        return parser.parse(), parser.places


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room for walking the deepest expression; how deep those are, the parser checks."""
    limit = sys.getrecursionlimit()
    # A level of parentheses takes eight Python calls.
    sys.setrecursionlimit(max(limit, 20 * MAX_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


class Parser:
    """Recursive descent over the tokens of one expression; dialects override what they do otherwise."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self.depth = 0
        self.places: Places = {}

    def at(self, token: Token, node: Node) -> Node:
        """The node, with its place noted."""
        self.places[id(node)] = (node, token.position)
        return node

    def parse(self) -> Node:
        """The tree of the whole text."""
        node = self.expression()
        if self.token.kind != "end":
            self.fail(f"unexpected {self.describe()}")
        return node

    @property
    def token(self) -> Token:
        """The token at hand."""
        return self.tokens[self.index]

    def take(self, kind: str) -> bool:
        """Step over the token if it is of this kind."""
        if self.token.kind != kind:
            return False
        self.index += 1
        return True

    def expect(self, kind: str) -> None:
        """Step over a token that has to be there."""
        if not self.take(kind):
            self.fail(f"expected {kind!r}, found {self.describe()}")

    def describe(self) -> str:
        """The token at hand, for a message."""
        token = self.token
        if token.kind == "end":
            return "the end of the expression"
        return repr(token.value if token.kind in ("name", "literal") else token.kind)

    def fail(self, problem: str, position: int | None = None) -> NoReturn:
        """Refuse the expression, there or at the token at hand."""
        raise error_at(self.source, self.token.position if position is None else position, problem)

    def deeper(self, levels: int = 1) -> None:
        """Count levels of nesting."""
        self.depth += levels
        if self.depth > MAX_DEPTH:
            self.fail(f"the expression is nested deeper than {MAX_DEPTH} levels")

    def expression(self) -> Node:
        """A whole expression, a condition perhaps."""
        self.deeper()
        condition = self.binary(0)
        token = self.token
        if self.take("?"):
            yes = self.binary(0)
            self.expect(":")
            condition = self.at(token, Call("_?_:_", None, (condition, yes, self.expression())))
        self.depth -= 1
        return condition

    def binary(self, level: int) -> Node:
        """Operators of this level and tighter ones."""
        if level == len(_LEVELS):
            return self.unary()
        operators = _LEVELS[level]
        left = self.binary(level + 1)
        if level < 2:
            return self.chain(left, level)
        entered = 0
        while (function := operators.get((token := self.token).kind)) is not None:
            self.index += 1
            self.deeper()
            entered += 1
            left = self.at(token, Call(function, None, (left, self.binary(level + 1))))
        self.depth -= entered
        return left

    def chain(self, first: Node, level: int) -> Node:
        """``a && b && c`` is one node: neither depth nor meaning depends on how it is bracketed."""
        ((operator, function),) = _LEVELS[level].items()
        parts = [first]
        token = self.token
        while self.take(operator):
            parts.append(self.binary(level + 1))
        return first if len(parts) == 1 else self.at(token, Call(function, None, tuple(parts)))

    def unary(self) -> Node:
        """Signs and negations before a member."""
        first = self.token
        operator = first.kind
        if operator not in ("!", "-"):
            return self.member()
        count = 0
        while self.take(operator):
            count += 1
        literal = self.token.value if self.token.kind == "literal" else None
        if operator == "-" and count % 2 and isinstance(literal, int | float) and not isinstance(literal, bool | UInt):
            self.tokens[self.index] = self.token._replace(value=-literal)
            return self.member()
        operand = self.member()
        return self.at(first, Call(f"{operator}_", None, (operand,))) if count % 2 else operand

    def member(self) -> Node:
        """A primary with what is selected, called or indexed on it."""
        node = self.primary()
        entered = 0
        while self.token.kind in (".", "["):
            self.deeper()
            entered += 1
            token = self.token
            node = self.selection(node, token) if self.take(".") else self.index_of(node)
        self.depth -= entered
        return node

    def selection(self, operand: Node, dot: Token) -> Node:
        """A field or a method after a dot."""
        optional = self.take("?")
        token = self.token
        if token.kind != "name":
            self.fail(f"expected a field or method name, found {self.describe()}")
        self.index += 1
        if optional:
            return self.at(dot, Call("_?._", None, (operand, self.at(token, Constant(token.value)))))
        opening = self.token
        if self.take("("):
            return self.at(opening, self.method(operand, token, opening, self.arguments(")")))
        return self.at(dot, Select(operand, token.value))

    def index_of(self, operand: Node) -> Node:
        """An index in brackets."""
        opening = self.token
        self.expect("[")
        function = "_[?_]" if self.optional_here() else "_[_]"
        index = self.expression()
        self.expect("]")
        return self.at(opening, Call(function, None, (operand, index)))

    def optional_here(self) -> bool:
        """Step over the mark of an optional element, if there is one."""
        return self.take("?")

    def arguments(self, closing: str) -> tuple[Node, ...]:
        """Arguments up to the closing mark."""
        found: list[Node] = []
        while not self.take(closing):
            found.append(self.expression())
            if not self.take(","):
                self.expect(closing)
                break
        return tuple(found)

    def primary(self) -> Node:
        """A literal, a name, or something in parentheses or brackets."""
        token = self.token
        match token.kind:
            case "literal":
                self.index += 1
                if type(token.value) is int and not -MAX_INT - 1 <= token.value <= MAX_INT:
                    self.fail("the integer does not fit 64 bits", token.position)
                if isinstance(token.value, UInt) and token.value > MAX_UINT:
                    self.fail("the unsigned integer does not fit 64 bits", token.position)
                return self.at(token, Constant(token.value))
            case "(":
                self.index += 1
                node = self.expression()
                self.expect(")")
                return node
            case "[":
                self.index += 1
                return self.at(token, self.list_literal())
            case "{":
                self.index += 1
                return self.at(token, self.map_literal())
        if token.kind not in (".", "name"):
            self.fail(f"expected an expression, found {self.describe()}")
        return self.name()

    def name(self) -> Node:
        """A name, or a call of a function."""
        first = self.token
        self.take(".")
        token = self.token
        if token.kind != "name":
            self.fail(f"expected a name, found {self.describe()}")
        if token.value in RESERVED:
            self.fail(f"{token.value!r} is a reserved word")
        self.index += 1
        opening = self.token
        if self.take("("):
            return self.at(opening, self.function(token, self.arguments(")")))
        return self.at(first, Name(token.value))

    def list_literal(self) -> Node:
        """A list, after its opening bracket."""
        elements: list[Node] = []
        optional = set()
        while not self.take("]"):
            if self.optional_here():
                optional.add(len(elements))
            elements.append(self.expression())
            if not self.take(","):
                self.expect("]")
                break
        return ListLiteral(tuple(elements), frozenset(optional))

    def map_literal(self) -> Node:
        """A map, after its opening brace."""
        entries = []
        while not self.take("}"):
            optional = self.optional_here()
            key = self.expression()
            self.expect(":")
            entries.append((key, self.expression(), optional))
            if not self.take(","):
                self.expect("}")
                break
        return MapLiteral(tuple(entries))

    def function(self, name: Token, arguments: tuple[Node, ...]) -> Node:
        """A call that has no target."""
        if name.value == "has" and len(arguments) == 1:
            if not isinstance(arguments[0], Select):
                self.fail("has() takes a field selection such as self.name", name.position)
            return Has(arguments[0].operand, arguments[0].field)
        return Call(name.value, None, arguments)

    def method(self, target: Node, name: Token, opening: Token, arguments: tuple[Node, ...]) -> Node:
        """A call on a target, or a macro."""
        macro = _MACROS.get((name.value, len(arguments)))
        if macro is not None:
            kind, count, filtered = macro
            variables = tuple(self.variable(argument, name) for argument in arguments[:count])
            condition = arguments[count] if filtered else None
            return Comprehension(kind, target, variables, arguments[-1], condition)
        if len(arguments) == 2 and name.value in ("optMap", "optFlatMap"):
            return self.optional_map(target, name, opening, *arguments)
        if len(arguments) == 2 and name.value == "sortBy":
            return self.sort_by(target, name, opening, *arguments)
        return Call(name.value, target, arguments)

    def sort_by(self, target: Node, name: Token, opening: Token, variable: Node, key: Node) -> Node:
        """The macro ``sortBy``."""
        keys = Comprehension("map", self.at(opening, Name(TARGET)), (self.variable(variable, name),), key)
        items = self.at(opening, Name(TARGET))
        call = Call("@sortByAssociatedKeys", items, (self.at(opening, keys),))
        return Bind(TARGET, target, self.at(opening, call))

    def optional_map(self, target: Node, name: Token, opening: Token, variable: Node, body: Node) -> Node:
        """The macros ``optMap`` and ``optFlatMap``."""

        def method(function: str) -> Node:
            return self.at(opening, Call(function, Name(TARGET), ()))

        bound = self.at(opening, Bind(self.variable(variable, name), method("value"), body))
        if name.value == "optMap":
            bound = self.at(opening, Call("of", Name("optional"), (bound,)))
        choice = (method("hasValue"), bound, Call("none", Name("optional"), ()))
        return Bind(TARGET, target, self.at(opening, Call("_?_:_", None, choice)))

    def variable(self, node: Node, macro: Token) -> str:
        """The name that a macro gives its variable."""
        if not isinstance(node, Name):
            self.fail(f"the first argument of {macro.value}() must be the name of a variable", macro.position)
        return node.name
