"""Rules to Python: for values that conform to their schema, the same verdict in a microsecond.

Only what static types prove is compiled; the rest is left to the engine. Compiled code raises where
CEL would have an error and Python short-circuits where CEL does, so that a verdict it does return
is CEL's: ``a && b`` is false whenever one side is false, whatever the other. When it raises, the
engine decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kgwctl.cel.engine import CompileError
from kgwctl.cel.parser import parse
from kgwctl.cel.static_types import (
    BOOL,
    DOUBLE,
    DURATION,
    INT,
    INT_BOUND,
    NUMBERS,
    QUANTITY,
    SIZE,
    STRING,
    NotCompilable,
    Type,
    element,
    property_of,
    type_of_schema,
)
from kgwctl.cel.syntax import Call, Comprehension, Constant, Has, ListLiteral, Name, Node, Select
from kgwctl.cel.validation_rules import Function, rule_key

#: Where the functions live that compiled code calls.
_SUPPORT = {
    "duration": "kgwctl.cel.library.time",
    "find": "kgwctl.cel.library.regex",
    "is_ip": "kgwctl.cel.library.network",
    "is_url": "kgwctl.cel.library.urls",
    "matches": "kgwctl.cel.library.regex",
    "quantity": "kgwctl.cel.library.quantity",
    "split": "kgwctl.cel.library.strings",
    "string_to_double": "kgwctl.cel.library.conversions",
    "at": "kgwctl.cel.support",
    "bounded": "kgwctl.cel.support",
    "concatenated": "kgwctl.cel.support",
    "present": "kgwctl.cel.support",
    "rounds": "kgwctl.cel.support",
    "to_int": "kgwctl.cel.support",
}
_COMPARISONS = {"_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">="}
_ORDERED = frozenset({"string", "duration"})
_PYTHON_TYPES = {"int": "int", "string": "str", "double": "float", "bool": "bool"}
#: Nesting Python's own parser takes without complaint.
_MAX_NESTING = 60

Code = tuple[str, Type]
Scope = dict[str, Code]


def compile_functions(schema: Mapping[str, Any]) -> dict[str, Function]:
    """The rules of ``schema`` that compile, by :func:`kgwctl.cel.validation_rules.rule_key`, for this process."""
    return load(python_source(schema))


def load(source: str) -> dict[str, Function]:
    """Run the text of :func:`python_source` and return its functions."""
    namespace: dict[str, Any] = {}
    exec(compile(source, "<cel>", "exec"), namespace)
    functions: dict[str, Function] = namespace["FUNCTIONS"]
    return functions


def python_source(schema: Mapping[str, Any]) -> str:
    """A Python module with one function a rule that compiles, and ``FUNCTIONS``, their table.

    The same schema always gives the same text.
    """
    bodies: dict[str, str] = {}
    table: dict[str, str] = {}
    support: set[str] = set()
    for path, node, rule in rules_of(schema):
        try:
            body, used = compile_rule(rule["rule"], node)
        except (NotCompilable, CompileError):
            continue
        support |= used
        table[rule_key(path, rule["rule"])] = bodies.setdefault(body, f"rule_{len(bodies)}")
    return _module(bodies, table, support)


def rules_of(schema: Mapping[str, Any], path: str = "") -> list[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """(schema path, node, rule) of every rule whose values the structural schema types."""
    found = [(path, schema, rule) for rule in schema.get("x-kubernetes-validations") or () if rule.get("rule")]
    for name, below in sorted((schema.get("properties") or {}).items()):
        found += rules_of(below, f"{path}.{name}")
    for keyword, step in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(schema.get(keyword), Mapping):
            found += rules_of(schema[keyword], path + step)
    return found


def _module(bodies: dict[str, str], table: dict[str, str], support: set[str]) -> str:
    lines = [
        '"""Rules compiled by kgwctl.cel.compiler: do not edit."""',
        "# ruff: noqa",
        "# fmt: off",
        "# mypy: ignore-errors",
    ]
    lines.append("")
    by_module: dict[str, list[str]] = {}
    for name in sorted(support):
        by_module.setdefault(_SUPPORT[name], []).append(name)
    lines += [f"from {module} import {', '.join(names)}" for module, names in sorted(by_module.items())]
    for body, name in bodies.items():
        lines += ["", "", f"def {name}(self, old, budget):", *(f"    {line}" for line in body.splitlines())]
    lines += ["", "", "FUNCTIONS = {", *(f"    {key!r}: {name}," for key, name in table.items()), "}", ""]
    return "\n".join(lines)


def compile_rule(expression: str, schema: Mapping[str, Any]) -> tuple[str, set[str]]:
    """The body of a function for one rule, and the support functions it calls.

    Raises :class:`NotCompilable`, or :class:`CompileError` for what is not CEL.
    """
    own = type_of_schema(schema)
    compiler = _Compiler()
    code, found = compiler.emit(parse(expression), {"self": ("self", own), "oldSelf": ("old", own)})
    if found.kind != "bool":
        raise NotCompilable
    start = "budget.start()\n" if "budget" in code else ""
    return f"{start}return {code}", compiler.used


class _Compiler:
    def __init__(self) -> None:
        self.used: set[str] = set()
        self.variables = 0
        self.loops = 0
        self.depth = 0

    def call(self, name: str, *arguments: str) -> str:
        """A call of a support function."""
        self.used.add(name)
        return f"{name}({', '.join(arguments)})"

    def emit(self, node: Node, scope: Scope) -> Code:
        self.depth += 1
        if self.depth > _MAX_NESTING:
            raise NotCompilable
        try:
            return self.dispatch(node, scope)
        finally:
            self.depth -= 1

    def dispatch(self, node: Node, scope: Scope) -> Code:
        match node:
            case Constant(value):
                return _constant(value)
            case Name(name):
                if name not in scope:
                    raise NotCompilable
                return scope[name]
            case Select():
                return self.select(node, scope)
            case Has():
                return self.has(node, scope)
            case Comprehension():
                return self.comprehension(node, scope)
            case Call(function) if function in _OPERATORS:
                return _OPERATORS[function](self, node, scope)
            case Call():
                return self.function(node, scope)
            case ListLiteral(elements, optional) if elements and not optional:
                items = [self.emit(item, scope) for item in elements]
                return f"[{', '.join(code for code, _ in items)}]", Type("list", item=_common(items))
        raise NotCompilable

    def typed(self, node: Node, scope: Scope, *kinds: str) -> str:
        """The code of a node that must have one of these types. Raises :class:`NotCompilable`."""
        code, found = self.emit(node, scope)
        if found.kind not in kinds:
            raise NotCompilable
        return code

    def select(self, node: Select, scope: Scope) -> Code:
        code, found = self.emit(node.operand, scope)
        if found.kind == "map":
            return f"{code}[{node.field!r}]", element(found)
        if found.kind != "object" or found.schema is None:
            raise NotCompilable
        name, schema, nullable = property_of(found.schema, node.field)
        inner = self.call("present", code, repr(name)) if nullable else f"{code}[{name!r}]"
        return inner, type_of_schema(schema)

    def has(self, node: Has, scope: Scope) -> Code:
        code, found = self.emit(node.operand, scope)
        if found.kind == "map":
            return f"({node.field!r} in {code})", BOOL
        if found.kind != "object" or found.schema is None:
            raise NotCompilable
        name, _, nullable = property_of(found.schema, node.field)
        return (f"({code}.get({name!r}) is not None)" if nullable else f"({name!r} in {code})"), BOOL

    def loop(self, node: Comprehension, scope: Scope) -> tuple[str, str, Scope]:
        """The head of a Python loop over the macro's elements, its element's code, and the scope inside."""
        code, found = self.emit(node.source, scope)
        if found.kind not in ("list", "map"):
            raise NotCompilable
        if self.loops:
            code = self.call("rounds", "budget", code)
        names = [f"v{self.variables + number}" for number in range(len(node.variables))]
        self.variables += len(names)
        key = STRING if found.kind == "map" else SIZE
        if len(names) == 2:
            pairs = f"{code}.items()" if found.kind == "map" else f"enumerate({code})"
            types = [key, element(found)]
            head = f"for {names[0]}, {names[1]} in {pairs}"
        else:
            types = [STRING if found.kind == "map" else element(found)]
            head = f"for {names[0]} in {code}"
        inner = dict(zip(node.variables, zip(names, types, strict=True), strict=True))
        return head, names[0], {**scope, **inner}

    def comprehension(self, node: Comprehension, scope: Scope) -> Code:
        if node.kind.startswith("transform"):
            raise NotCompilable
        head, name, inner = self.loop(node, scope)
        self.loops += 1
        condition = None if node.condition is None else self.typed(node.condition, inner, "bool")
        body, found = self.emit(node.body, inner)
        self.loops -= 1
        if node.kind == "map":
            filtered = f" if {condition}" if condition else ""
            return f"[{body} {head}{filtered}]", Type("list", item=found)
        if found.kind != "bool":
            raise NotCompilable
        match node.kind:
            case "all":
                return f"all({body} {head})", BOOL
            case "exists":
                return f"any({body} {head})", BOOL
            case "exists_one":
                return f"(sum(1 {head} if {body}) == 1)", BOOL
        return f"[{name} {head} if {body}]", Type("list", item=inner[node.variables[0]][1])

    def function(self, node: Call, scope: Scope) -> Code:
        if node.function == "size":
            return self.size(node, scope)
        arguments = node.arguments if node.target is None else (node.target, *node.arguments)
        codes = [self.emit(argument, scope) for argument in arguments]
        kinds = tuple(found.kind for _, found in codes)
        key = (node.function, node.target is not None, kinds)
        if key not in _FUNCTIONS:
            raise NotCompilable
        template, result = _FUNCTIONS[key]
        if not template.startswith("("):
            return self.call(template, *(code for code, _ in codes)), result
        return template.format(*(code for code, _ in codes)), result

    def size(self, node: Call, scope: Scope) -> Code:
        (operand,) = node.arguments if node.target is None else (node.target,)
        flags = _counted_flags(operand)
        if flags is not None:
            codes = [self.typed(flag, scope, "bool") for flag in flags]
            return f"({' + '.join(codes)})" if len(codes) > 1 else f"int({codes[0]})", SIZE
        return f"len({self.typed(operand, scope, 'list', 'map', 'object', 'string')})", SIZE


def _constant(value: Any) -> Code:
    if isinstance(value, bool):
        return repr(value), BOOL
    if type(value) is int:
        return repr(value), Type("int", bound=abs(value) + 1)
    if type(value) is float:
        return repr(value), DOUBLE
    if type(value) is str:
        return repr(value), STRING
    raise NotCompilable


def _common(items: list[Code]) -> Type | None:
    """The type all elements have, None if they differ."""
    first = items[0][1]
    return first if all(found.kind == first.kind for _, found in items) else None


def _counted_flags(node: Node) -> tuple[Node, ...] | None:
    """The conditions of ``[a, b].filter(x, x == true)``, whose size is how many of them hold."""
    if not isinstance(node, Comprehension) or node.kind != "filter" or not isinstance(node.source, ListLiteral):
        return None
    variable = Name(node.variables[0])
    equal = (Call("_==_", None, (variable, Constant(True))), Call("_==_", None, (Constant(True), variable)), variable)
    if node.body not in equal or node.source.optional or len(node.variables) != 1:
        return None
    return node.source.elements or None


def _logical(operator: str) -> Callable[[_Compiler, Call, Scope], Code]:
    def emit(compiler: _Compiler, node: Call, scope: Scope) -> Code:
        parts = [compiler.typed(part, scope, "bool") for part in node.arguments]
        return f"({f' {operator} '.join(parts)})", BOOL

    return emit


def _not(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    return f"(not {compiler.typed(node.arguments[0], scope, 'bool')})", BOOL


def _choice(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    condition = compiler.typed(node.arguments[0], scope, "bool")
    (yes, first), (no, second) = (compiler.emit(argument, scope) for argument in node.arguments[1:])
    if first.kind != second.kind or first.kind in ("list", "map", "object"):
        raise NotCompilable
    return f"({yes} if {condition} else {no})", first._replace(bound=max(first.bound, second.bound))


def _equality(operator: str) -> Callable[[_Compiler, Call, Scope], Code]:
    def emit(compiler: _Compiler, node: Call, scope: Scope) -> Code:
        test = _type_test(compiler, node, scope)
        if test is not None:
            return (test if operator == "==" else f"(not {test})"), BOOL
        (left, first), (right, second) = (compiler.emit(argument, scope) for argument in node.arguments)
        if not _comparable(first.kind, second.kind):
            raise NotCompilable
        return f"({left} {operator} {right})", BOOL

    return emit


def _comparable(first: str, second: str) -> bool:
    """Whether Python's ``==`` on values of these types is CEL's."""
    if "int-or-string" in (first, second):
        return {first, second} <= {"int-or-string", "int", "string"}
    if first in NUMBERS and second in NUMBERS:
        return True
    return first == second and first in ("bool", "string", "duration", "quantity")


def _type_test(compiler: _Compiler, node: Call, scope: Scope) -> str | None:
    """``type(x) == int`` as Python."""
    question, answer = node.arguments
    if not isinstance(question, Call) or question.function != "type" or question.target is not None:
        return None
    if not isinstance(answer, Name) or answer.name in scope or answer.name not in _PYTHON_TYPES:
        raise NotCompilable
    code = compiler.typed(question.arguments[0], scope, "int-or-string", "int", "string", "bool")
    return f"(type({code}) is {_PYTHON_TYPES[answer.name]})"


def _comparison(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    (left, first), (right, second) = (compiler.emit(argument, scope) for argument in node.arguments)
    numbers = first.kind in NUMBERS and second.kind in NUMBERS
    if not numbers and not (first.kind == second.kind and first.kind in _ORDERED):
        raise NotCompilable
    return f"({left} {_COMPARISONS[node.function]} {right})", BOOL


def _membership(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    (item, found), (container, holder) = (compiler.emit(argument, scope) for argument in node.arguments)
    held = STRING if holder.kind == "map" else element(holder) if holder.kind == "list" else None
    if held is None or not _comparable(found.kind, held.kind):
        raise NotCompilable
    return f"({item} in {container})", BOOL


def _addition(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    (left, first), (right, second) = (compiler.emit(argument, scope) for argument in node.arguments)
    if first.kind == second.kind == "string":
        return compiler.call("concatenated", "budget", left, right), STRING
    if first.kind == second.kind == "int":
        return _integer(compiler, f"({left} + {right})", first.bound + second.bound)
    raise NotCompilable


def _subtraction(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    (left, first), (right, second) = (compiler.emit(argument, scope) for argument in node.arguments)
    if first.kind == second.kind == "int":
        return _integer(compiler, f"({left} - {right})", first.bound + second.bound)
    raise NotCompilable


def _multiplication(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    (left, first), (right, second) = (compiler.emit(argument, scope) for argument in node.arguments)
    if first.kind == second.kind == "int":
        return _integer(compiler, f"({left} * {right})", first.bound * second.bound)
    raise NotCompilable


def _integer(compiler: _Compiler, code: str, bound: int) -> Code:
    """The result of arithmetic, checked for overflow where its bound allows one."""
    if bound < INT_BOUND:
        return code, Type("int", bound=bound)
    return compiler.call("bounded", code), INT


def _index(compiler: _Compiler, node: Call, scope: Scope) -> Code:
    (code, found), (position, kind) = (compiler.emit(argument, scope) for argument in node.arguments)
    if found.kind == "list" and kind.kind == "int":
        if isinstance(node.arguments[1], Constant) and node.arguments[1].value >= 0:
            return f"{code}[{position}]", element(found)
        return compiler.call("at", code, position), element(found)
    if found.kind == "map" and kind.kind == "string":
        return f"{code}[{position}]", element(found)
    raise NotCompilable


_OPERATORS: dict[str, Callable[[_Compiler, Call, Scope], Code]] = {
    "_&&_": _logical("and"),
    "_||_": _logical("or"),
    "!_": _not,
    "_?_:_": _choice,
    "_==_": _equality("=="),
    "_!=_": _equality("!="),
    **dict.fromkeys(_COMPARISONS, _comparison),
    "@in": _membership,
    "_+_": _addition,
    "_-_": _subtraction,
    "_*_": _multiplication,
    "_[_]": _index,
}
#: (name, is a method, types) of the functions that compile: a template, or a support function; and the result.
_FUNCTIONS: dict[tuple[str, bool, tuple[str, ...]], Code] = {
    ("startsWith", True, ("string", "string")): ("({}.startswith({}))", BOOL),
    ("endsWith", True, ("string", "string")): ("({}.endswith({}))", BOOL),
    ("contains", True, ("string", "string")): ("({1} in {0})", BOOL),
    ("matches", True, ("string", "string")): ("matches", BOOL),
    ("matches", False, ("string", "string")): ("matches", BOOL),
    ("find", True, ("string", "string")): ("find", STRING),
    ("split", True, ("string", "string")): ("split", Type("list", item=STRING)),
    ("duration", False, ("string",)): ("duration", DURATION),
    ("quantity", False, ("string",)): ("quantity", QUANTITY),
    ("quantity", False, ("int-or-string",)): ("quantity", QUANTITY),
    ("isGreaterThan", True, ("quantity", "quantity")): ("({} > {})", BOOL),
    ("isLessThan", True, ("quantity", "quantity")): ("({} < {})", BOOL),
    ("isURL", False, ("string",)): ("is_url", BOOL),
    ("isIP", False, ("string",)): ("is_ip", BOOL),
    ("int", False, ("int",)): ("({})", INT),
    ("int", False, ("string",)): ("to_int", INT),
    ("int", False, ("int-or-string",)): ("to_int", INT),
    ("double", False, ("string",)): ("string_to_double", DOUBLE),
}
