"""What an expression may cost at most, as the API server estimates it before it accepts a CRD.

The estimate has Kubernetes' units, but other figures than an evaluation (``kgwctl.cel.cost``): every
list is as long, and every text as large, as the schema allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from kgwctl.cel.call_estimates import Applied, Argument, estimate_call
from kgwctl.cel.checker import Checked
from kgwctl.cel.declared import Declared
from kgwctl.cel.parser import TARGET
from kgwctl.cel.signatures import Signature
from kgwctl.cel.sizes import NOTHING, NOWHERE, ONE, UNKNOWN, Entries, Place, Size, clipped, either
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
)
from kgwctl.cel.types import Type

_LIST_COST, _MAP_COST = 10, 30
_SCALARS = frozenset({"bool", "double", "duration", "int", "timestamp", "uint"})


class _Local(NamedTuple):
    """A variable of a macro. ``cost`` is set where its name stands for a copy of an expression."""

    place: Place
    size: Size | None
    entries: Entries | None
    cost: int | None = None


def estimated_cost(checked: Checked, root: Declared) -> int:
    """The most that evaluating an expression without errors may cost; ``root`` declares its variables."""
    return clipped(_Estimator(checked, root).cost(checked.node))


class _Estimator:
    def __init__(self, checked: Checked, root: Declared) -> None:
        self.checked = checked
        self.root = root
        self.locals: dict[str, _Local] = {}
        self.places: dict[int, Place] = {}
        self.sizes: dict[int, Size] = {}
        self.entries: dict[int, Entries] = {}

    def cost(self, node: Node) -> int:
        """The cost of a node; places and sizes of it and its parts are noted."""
        match node:
            case Name(name):
                local = self.locals.get(name)
                self.places[id(node)] = local.place if local is not None else Place([name], 1, 1)
                return local.cost if local is not None and local.cost is not None else 1
            case Select():
                return self.select(node)
            case Has(operand, _):
                return self.cost(operand)
            case Call():
                return self.call(node)
            case ListLiteral(elements, _):
                return self.list_literal(node, elements)
            case MapLiteral():
                return self.map_literal(node)
            case Comprehension():
                return self.fold(node)
            case Bind():
                return self.bind(node)
        return 0

    @contextmanager
    def scope(self, **variables: _Local) -> Iterator[None]:
        """The variables of a macro, while its parts are estimated."""
        before = self.locals
        self.locals = {**before, **variables}
        try:
            yield
        finally:
            self.locals = before

    def select(self, node: Select) -> int:
        if id(node.operand) not in self.checked.types:  # the name of a type, which may be taken for a variable
            self.places[id(node)] = Place([node.field], 1, 1)
            return 1
        cost = self.cost(node.operand)
        self.places[id(node)] = self.place(node.operand).below(node.field)
        return cost + (self.checked.type(node.operand).kind in ("map", "object"))

    def list_literal(self, node: Node, elements: tuple[Node, ...]) -> int:
        cost = sum(map(self.cost, elements))
        value = self.joined_size(elements)
        self.entries[id(node)] = Entries("list", ONE, value)
        return cost + _LIST_COST

    def map_literal(self, node: MapLiteral) -> int:
        cost = 0
        for key, value, _ in node.entries:
            cost += self.cost(key) + self.cost(value)
        keys = self.joined_size(tuple(key for key, _, _ in node.entries))
        values = self.joined_size(tuple(value for _, value, _ in node.entries))
        self.entries[id(node)] = Entries("map", keys, values)
        return cost + _MAP_COST

    def joined_size(self, nodes: tuple[Node, ...]) -> Size:
        """The size of any of the nodes; nothing where there are none."""
        found = NOTHING if nodes else Size(0, 0)
        for node in nodes:
            found |= self.size(node) or UNKNOWN
        return found

    def call(self, node: Call) -> int:
        if node.function == "dyn" and node.target is None:
            cost = self.cost(node.arguments[0])
            self.copy_sizes(node, node.arguments[0])
            return cost + 1
        if node.function == "_?._":
            return self.cost(node.arguments[0]) + 1
        function, method, overloads = self.checked.overloads.get(id(node), (node.function, False, ()))
        # Each argument is looked at before the next is estimated: places may change.
        given = [(self.cost(argument), self.argument(argument)) for argument in node.arguments]
        costs = [cost for cost, _ in given]
        arguments = [argument for _, argument in given]
        target_cost = 0
        if method and node.target is not None:
            target_cost = self.cost(node.target)
            arguments.insert(0, self.argument(node.target))
        if not overloads:
            return sum(costs) + 1
        most = max(self.overload(node, function, method, overload, arguments, costs) for overload in overloads)
        return target_cost + most

    def overload(
        self,
        node: Call,
        function: str,
        method: bool,
        signature: Signature,
        arguments: list[Argument],
        costs: list[int],
    ) -> int:
        """The cost of a call by one overload with its arguments; what is known of the result is noted."""
        size = self.sizes.get(id(node))
        match function:
            case "_&&_" | "_||_":
                cost = sum(costs)
            case "_?_:_":
                cost = costs[0] + max(costs[1:])
                size = arguments[1].size | arguments[2].size
                self.note(node, either(self.entries_of(node.arguments[1]), self.entries_of(node.arguments[2])))
            case _:
                found = estimate_call(function, method, Applied(arguments, signature, self.declared_size))
                cost = found.cost + sum(costs)
                if found.size is not None:
                    size = found.size if size is None else size | found.size
        if function == "_+_" and signature.parameters[0].kind in ("string", "bytes", "list"):
            self.note(node, either(self.entries_of(node.arguments[0]), self.entries_of(node.arguments[1])))
        if function == "_[_]" and signature.parameters[0].kind in ("list", "map"):
            entries = self.entries_of(node.arguments[0])
            size = None if entries is None else entries.value
            step = "@items" if signature.parameters[0].kind == "list" else "@values"
            self.places[id(node)] = self.place(node.arguments[0]).below(step)
        size = size or self.size(node)
        if size is not None:
            self.sizes[id(node)] = size
        return cost

    def fold(self, node: Comprehension) -> int:
        fold = self.checked.folds[id(node)]
        cost = self.cost(node.source) + self.cost(fold.start)
        total = {fold.total: self.local(fold.start)}
        with self.scope(**total):
            with self.scope(**self.elements(node)):
                loop = self.cost(fold.condition) + self.cost(fold.step)
            cost += self.cost(fold.result)
        rounds = self.size(node.source) or UNKNOWN
        if isinstance(fold.start, Constant):
            self.sizes[id(node)] = self.size(fold.start) or ONE
        else:
            self.sizes[id(node)] = rounds
            self.note(node, self.entries_of(fold.step))
        return cost + rounds.most * loop

    def elements(self, node: Comprehension) -> dict[str, _Local]:
        """The variables of a macro."""
        entries = self.entries_of(node.source)
        kind = self.checked.type(node.source).kind if entries is None else entries.kind
        key, value = (None, None) if entries is None else (entries.key, entries.value)
        place = self.place(node.source)
        keys = ("@indices" if kind == "list" else "@keys", key)
        values = ("@items" if kind == "list" else "@values", value)
        wanted = (keys, values) if len(node.variables) == 2 else (values if kind == "list" else keys,)
        return {
            name: _Local(place.below(step), size, None)
            for name, (step, size) in zip(node.variables, wanted, strict=True)
        }

    def bind(self, node: Bind) -> int:
        cost = self.cost(node.value)
        copied = node.name == TARGET and isinstance(node.body, Call) and node.body.function == "_?_:_"
        with self.scope(**{node.name: self.local(node.value, cost if copied else None)}):
            inner = self.cost(node.body)
        self.copy_sizes(node, node.body)
        return inner if copied else _LIST_COST + cost + inner

    def local(self, node: Node, cost: int | None = None) -> _Local:
        """A variable that stands for ``node``."""
        return _Local(self.place(node), self.size(node), self.entries_of(node), cost)

    def argument(self, node: Node) -> Argument:
        return Argument(node, self.checked.type(node), self.place(node), self.size(node))

    def place(self, node: Node) -> Place:
        """Where the value of a node stands in the declared types; nowhere if it is made."""
        if isinstance(node, Name) and node.name in self.locals:
            return self.locals[node.name].place
        return self.places.get(id(node), NOWHERE)

    def declared_size(self, place: Place) -> Size | None:
        """The size that the schema allows at a place."""
        if place.length == 0:
            return None
        declared = self.root.at(place.steps[1:])
        return None if declared is None else Size(0, declared.max_size)

    def size(self, node: Node) -> Size | None:
        """The size of a node's value, where anything tells."""
        if id(node) in self.sizes:
            return self.sizes[id(node)]
        known = _literal_size(node)
        if known is None:
            known = self.declared_size(self.place(node))
            if known is not None:
                self.sizes[id(node)] = known
        if known is None and _is_scalar(self.checked.type(node)):
            known = ONE
        if known is None and isinstance(node, Name) and node.name in self.locals:
            known = self.locals[node.name].size
        return known

    def entries_of(self, node: Node) -> Entries | None:
        found = self.entries.get(id(node))
        if found is None and isinstance(node, Name) and node.name in self.locals:
            return self.locals[node.name].entries
        return found

    def note(self, node: Node, entries: Entries | None) -> None:
        if entries is not None:
            self.entries[id(node)] = entries

    def copy_sizes(self, node: Node, source: Node) -> None:
        """Note that ``node`` has the size of ``source``."""
        size = self.size(source)
        if size is not None:
            self.sizes[id(node)] = size
        self.note(node, self.entries_of(source))


def _literal_size(node: Node) -> Size | None:
    match node:
        case Constant(value):
            length = len(value) if isinstance(value, str | bytes) else 1
        case ListLiteral(elements, _):
            length = len(elements)
        case MapLiteral(entries):
            length = len(entries)
        case _:
            return None
    return Size(length, length)


def _is_scalar(found: Type) -> bool:
    if found.kind == "optional_type":
        return _is_scalar(found.parameters[0])
    return found.kind in _SCALARS
