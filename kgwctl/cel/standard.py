"""Whether text is an expression in the standard environment of cel-go (``cel.NewEnv()``, v0.26).

That is CEL without what Kubernetes adds to it: no optional fields, no macros with two variables, but
messages by name.
"""

from __future__ import annotations

from kgwctl.cel.engine import CompileError
from kgwctl.cel.parser import MAX_LENGTH, Parser, Places, deep_recursion
from kgwctl.cel.syntax import Call, Name, Node, Select
from kgwctl.cel.tokens import Token

#: The macros of the standard environment, by name and number of arguments.
_MACROS = frozenset({("all", 2), ("exists", 2), ("exists_one", 2), ("map", 2), ("map", 3), ("filter", 2)})


def is_standard(expression: str) -> bool:
    """Whether cel-go's ``Env.Parse`` takes ``expression``; names and types are not looked at."""
    try:
        parse_standard(expression)
    except CompileError:
        return False
    return True


def parse_standard(expression: str) -> Node:
    """The syntax tree. Raises :class:`CompileError` with line and column."""
    return parse_standard_located(expression)[0]


def parse_standard_located(expression: str) -> tuple[Node, Places]:
    """The syntax tree, and where its nodes stand. Raises :class:`CompileError`."""
    if len(expression) > MAX_LENGTH:
        raise CompileError(f"the expression is longer than {MAX_LENGTH:,} characters")
    with deep_recursion():
        parser = _Standard(expression)
        return parser.parse(), parser.places


class _Standard(Parser):
    def selection(self, operand: Node, dot: Token) -> Node:
        """A field or a method after a dot, or a message by its path."""
        if self.token.kind == "?":
            self.fail("optional fields are not part of the language here")
        node = super().selection(operand, dot)
        return self.message(node) if self.token.kind == "{" and isinstance(node, Select) and _is_path(node) else node

    def name(self) -> Node:
        """A name, a call, or a message."""
        node = super().name()
        return self.message(node) if self.token.kind == "{" and isinstance(node, Name) else node

    def message(self, name: Node) -> Node:
        """``package.Message{field: value}``."""
        opening = self.token
        self.expect("{")
        values: list[Node] = []
        while not self.take("}"):
            if self.token.kind != "name":
                self.fail(f"expected a field name, found {self.describe()}")
            self.index += 1
            self.expect(":")
            values.append(self.expression())
            if not self.take(","):
                self.expect("}")
                break
        return self.at(opening, Call("@message", name, tuple(values)))

    def optional_here(self) -> bool:
        """Nothing is optional."""
        if self.token.kind == "?":
            self.fail("optional elements are not part of the language here")
        return False

    def method(self, target: Node, name: Token, opening: Token, arguments: tuple[Node, ...]) -> Node:
        """A call on a target, or one of the standard macros."""
        if (name.value, len(arguments)) in _MACROS:
            return super().method(target, name, opening, arguments)
        return Call(name.value, target, arguments)


def _is_path(node: Node) -> bool:
    while isinstance(node, Select):
        node = node.operand
    return isinstance(node, Name)
