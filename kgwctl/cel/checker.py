"""CEL's type checker: what an API server finds wrong with an expression before it sees any object.

The rules are those of the language definition and of Kubernetes' environment, where numbers of
different types may be compared. What it checks of literals besides is in ``literals``.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from kgwctl.cel.declared import Declared
from kgwctl.cel.folding import Fold, fold_of
from kgwctl.cel.parser import parse_located
from kgwctl.cel.signatures import TYPE_VALUES, Signature, is_function, signatures
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
from kgwctl.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DYN,
    ERROR,
    INT,
    NULL,
    STRING,
    UINT,
    Bindings,
    Type,
    depth,
    list_of,
    map_of,
    most_general,
    optional_of,
    shown,
)
from kgwctl.cel.values import UInt

#: Types of variables, the innermost last.
Scope = Mapping[str, Type]

#: Types that nest deeper count as ``dyn``: a type can double with each macro, and would take forever.
MAX_TYPE_DEPTH = 10

_LITERALS = {bool: BOOL, int: INT, UInt: UINT, float: DOUBLE, str: STRING, bytes: BYTES, type(None): NULL}
_CHAINS = frozenset({"_&&_", "_||_"})


class TypeProblem(NamedTuple):
    """What is wrong, and the offset in the expression."""

    offset: int
    message: str


class Checked:
    """A checked expression: the types of its nodes by ``id``, and what is wrong with them.

    ``overloads`` holds the names of called functions (methods with True) and the signatures that fit;
    ``folds`` what macros stand for.
    """

    __slots__ = ("bindings", "folds", "node", "overloads", "places", "problems", "text", "types")

    def __init__(self, text: str) -> None:
        self.text = text
        self.node, self.places = parse_located(text)
        self.bindings = Bindings()
        self.types: dict[int, Type] = {}
        self.folds: dict[int, Fold] = {}
        self.overloads: dict[int, tuple[str, bool, tuple[Signature, ...]]] = {}
        self.problems: list[TypeProblem] = []

    def type(self, node: Node) -> Type:
        """The type of a node when all is known: unbound variables are ``dyn``."""
        return self.bindings.resolve(self.types[id(node)], final=True)

    def offset(self, node: Node) -> int:
        """Where the node stands; the start of the expression for nodes of macros."""
        return self.places[id(node)][1] if id(node) in self.places else 0


def check(text: str, variables: Scope, objects: Mapping[str, Declared]) -> Checked:
    """``text`` checked for ``variables``; ``objects`` are the object types by name.

    Raises :class:`kgwctl.cel.engine.CompileError` where ``text`` cannot be parsed.
    """
    checked = Checked(text)
    checker = _Checker(checked, variables, objects)
    checker.check(checked.node, {})
    return checked


class _Checker:
    def __init__(self, checked: Checked, variables: Scope, objects: Mapping[str, Declared]) -> None:
        self.checked = checked
        self.variables = variables
        self.objects = objects
        self.bindings = checked.bindings

    def fail(self, node: Node, message: str) -> None:
        self.checked.problems.append(TypeProblem(self.checked.offset(node), message))

    def mismatch(self, node: Node, expected: Type, found: Type) -> None:
        self.fail(node, f"expected type '{shown(expected)}' but found '{shown(found)}'")

    def check(self, node: Node, scope: Scope) -> Type:
        """The type of ``node``; ``scope`` has the variables of macros."""
        found = self.dispatch(node, scope)
        if found.parameters and depth(found) > MAX_TYPE_DEPTH:
            found = DYN
        self.checked.types[id(node)] = found
        return found

    def dispatch(self, node: Node, scope: Scope) -> Type:
        match node:
            case Constant(value):
                return _LITERALS[type(value)]
            case Name(name):
                return self.name(node, name, scope)
            case Select(operand, field):
                path = qualified_name(node)
                if path in TYPE_VALUES and path.split(".")[0] not in scope:
                    return self.fresh(TYPE_VALUES[path])
                return self.bindings.resolve(self.field(node, operand, field, scope))
            case Has(operand, field):
                self.field(node, operand, field, scope)
                return BOOL
            case Call():
                return self.call(node, scope)
            case ListLiteral():
                return self.list_literal(node, scope)
            case MapLiteral():
                return self.map_literal(node, scope)
            case Comprehension():
                return self.fold(node, scope)
            case Bind(name, value, body):
                return self.check(body, {**scope, name: self.check(value, scope)})

    def name(self, node: Node, name: str, scope: Scope) -> Type:
        found = scope.get(name) or self.variables.get(name)
        if found is not None:
            return found
        if name in TYPE_VALUES:
            return self.fresh(TYPE_VALUES[name])
        self.fail(node, f"undeclared reference to '{name}'")
        return ERROR

    def fresh(self, found: Type) -> Type:
        """A generic type with variables of its own."""
        return self.instances((found,))[0]

    def instances(self, found: tuple[Type, ...]) -> tuple[Type, ...]:
        """Generic types, each variable replaced by one that nothing else has."""
        names: dict[Type, Type] = {}

        def replace(part: Type) -> Type:
            if part.kind == "variable":
                if part not in names:
                    names[part] = self.bindings.variable()
                return names[part]
            return part._replace(parameters=tuple(map(replace, part.parameters))) if part.parameters else part

        return tuple(map(replace, found))

    def field(self, node: Node, operand: Node, field: str, scope: Scope, *, optional: bool = False) -> Type:
        """The type of ``operand.field``, an optional one if the operand is."""
        owner = self.bindings.resolve(self.check(operand, scope))
        if owner.kind == "optional_type":
            owner, optional = owner.parameters[0], True
        found = self.field_of(node, owner, field)
        return optional_of(found) if optional else found

    def field_of(self, node: Node, owner: Type, field: str) -> Type:
        match owner.kind:
            case "map":
                return owner.parameters[1]
            case "object":
                return self.declared_field(node, owner, field)
            case "variable":
                self.bindings.assignable(DYN, owner)
            case "dyn" | "error":
                pass
            case _:
                self.fail(node, f"type '{shown(owner)}' does not support field selection")
        return DYN

    def declared_field(self, node: Node, owner: Type, field: str) -> Type:
        declared = self.objects.get(owner.name)
        fields = (declared.fields if declared is not None else None) or {}
        if field in fields:
            return fields[field].type
        near = get_close_matches(field, sorted(fields), 1)
        self.fail(node, f"undefined field '{field}'" + (f", did you mean '{near[0]}'?" if near else ""))
        return ERROR

    def call(self, node: Call, scope: Scope) -> Type:
        if node.function == "_?._":
            operand, name = node.arguments
            field = name.value if isinstance(name, Constant) else ""
            return self.bindings.resolve(self.field(node, operand, field, scope, optional=True))
        arguments = tuple(self.check(argument, scope) for argument in node.arguments)
        if node.target is None:
            return self.applied(node, node.function, False, arguments)
        prefix = qualified_name(node.target)
        if prefix is not None and signatures(f"{prefix}.{node.function}", False):
            return self.applied(node, f"{prefix}.{node.function}", False, arguments)
        target = self.check(node.target, scope)
        return self.applied(node, node.function, True, (target, *arguments))

    def applied(self, node: Node, function: str, method: bool, arguments: tuple[Type, ...]) -> Type:
        """The type of a call, and which overloads fit."""
        if function in _CHAINS and isinstance(node, Call):
            return self.chain(node, function, arguments)
        fitting: list[Signature] = []
        result: Type | None = None
        for signature in signatures(function, method):
            parameters, own = signature.parameters, signature.result
            if len(parameters) != len(arguments):
                continue
            if signature.generic:
                *parameters_found, own = self.instances((*parameters, own))
                parameters = tuple(parameters_found)
            if not self.bindings.all_assignable(arguments, parameters):
                continue
            own = self.bindings.resolve(own)
            fitting.append(signature)
            result = own if result is None or result == own else DYN
        self.checked.overloads[id(node)] = (function, method, tuple(fitting))
        return self.unfit(node, function, method, arguments) if result is None else result

    def chain(self, node: Call, function: str, arguments: tuple[Type, ...]) -> Type:
        """``&&`` and ``||``, of any number of arguments."""
        wrong = False
        for argument, found in zip(node.arguments, arguments, strict=True):
            if not self.bindings.assignable(found, BOOL):
                self.mismatch(argument, BOOL, self.bindings.resolve(found))
                wrong = True
        self.checked.overloads[id(node)] = (function, False, signatures(function, False))
        return ERROR if wrong else BOOL

    def unfit(self, node: Node, function: str, method: bool, arguments: tuple[Type, ...]) -> Type:
        if not is_function(function):
            self.fail(node, f"undeclared reference to '{function}'")
            return ERROR
        texts = [shown(self.bindings.resolve(argument, final=True)) for argument in arguments]
        target = f"{texts.pop(0)}." if method else ""
        self.fail(node, f"found no matching overload for '{function}' applied to '{target}({', '.join(texts)})'")
        return ERROR

    def list_literal(self, node: ListLiteral, scope: Scope) -> Type:
        joined: Type | None = None
        for position, element in enumerate(node.elements):
            found = self.check(element, scope)
            if position in node.optional:
                found = self.unwrapped(element, found)
            joined = self.joined(joined, found)
        return list_of(joined or self.bindings.variable())

    def map_literal(self, node: MapLiteral, scope: Scope) -> Type:
        keys: Type | None = None
        values: Type | None = None
        for key, value, optional in node.entries:
            keys = self.joined(keys, self.check(key, scope))
            found = self.check(value, scope)
            values = self.joined(values, self.unwrapped(value, found) if optional else found)
        return map_of(keys or self.bindings.variable(), values or self.bindings.variable())

    def unwrapped(self, node: Node, found: Type) -> Type:
        """What is inside of an optional element."""
        if found.kind == "optional_type":
            return found.parameters[0]
        if found.kind != "dyn":
            self.mismatch(node, optional_of(found), found)
        return found

    def joined(self, before: Type | None, found: Type) -> Type:
        """The type of all elements of a literal so far; mixed ones are judged with the other literals."""
        if before is None:
            return found
        return most_general(before, found) if self.bindings.assignable(before, found) else DYN

    def fold(self, node: Comprehension, scope: Scope) -> Type:
        """A macro, by what it expands to."""
        fold = self.checked.folds[id(node)] = fold_of(node)
        for synthetic in fold.synthetic:
            self.checked.places[id(synthetic)] = (synthetic, self.checked.offset(node))
        source = self.bindings.resolve(self.check(node.source, scope))
        total = self.check(fold.start, scope)
        inner = {**scope, fold.total: total}
        elements = self.elements(node, source)
        loop = {**inner, **dict(zip(node.variables, elements, strict=True))}
        condition = self.check(fold.condition, loop)
        if not self.bindings.assignable(BOOL, condition):
            self.mismatch(fold.condition, BOOL, condition)
        step = self.check(fold.step, loop)
        if not self.bindings.assignable(total, step):
            self.mismatch(fold.step, self.bindings.resolve(total), step)
        return self.bindings.resolve(self.check(fold.result, inner))

    def elements(self, node: Comprehension, source: Type) -> tuple[Type, ...]:
        """The types of a macro's variables."""
        two = len(node.variables) == 2
        match source.kind:
            case "list":
                return (INT, source.parameters[0]) if two else source.parameters
            case "map":
                return source.parameters if two else source.parameters[:1]
            case "dyn" | "error" | "variable":
                self.bindings.assignable(DYN, source)
                return (DYN,) * len(node.variables)
        self.fail(
            node.source,
            f"expression of type '{shown(source)}' cannot be range of a comprehension (must be list, map, or dynamic)",
        )
        return (ERROR,) * len(node.variables)
