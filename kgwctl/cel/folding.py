"""What macros over lists and maps stand for: folds, as CEL's grammar expands them.

The type checker and the cost estimate need the parts of a fold, whose types and costs are those of
the whole; engines run macros directly.
"""

from __future__ import annotations

from typing import NamedTuple

from kgwctl.cel.syntax import Call, Comprehension, Constant, ListLiteral, MapLiteral, Name, Node

#: The variable that holds a fold's result so far; no expression can spell it.
TOTAL = "@result"
_NOTHING: frozenset[int] = frozenset()


class Fold(NamedTuple):
    """``total`` begins as ``start`` and is ``step`` after each element, while ``condition`` holds.

    ``synthetic`` are the nodes that do not stand in the expression.
    """

    total: str
    start: Node
    condition: Node
    step: Node
    result: Node
    synthetic: tuple[Node, ...]


def fold_of(node: Comprehension) -> Fold:
    """The fold that a macro stands for."""
    match node.kind:
        case "all":
            return _fold(Constant(True), Call("_&&_", None, (Name(TOTAL), node.body)), stops=(Name(TOTAL),))
        case "exists":
            going = Call("!_", None, (Name(TOTAL),))
            return _fold(Constant(False), Call("_||_", None, (Name(TOTAL), node.body)), stops=(going,))
        case "exists_one":
            more = Call("_+_", None, (Name(TOTAL), Constant(1)))
            step = Call("_?_:_", None, (node.body, more, Name(TOTAL)))
            return _fold(Constant(0), step, result=Call("_==_", None, (Name(TOTAL), Constant(1))))
        case "filter":
            return _fold(ListLiteral((), _NOTHING), _chosen(node.body, _longer(Name(node.variables[0]))))
        case "map":
            return _fold(ListLiteral((), _NOTHING), _filtered(node, _longer(node.body)))
        case "transformMap":
            entry = Call("cel.@mapInsert", None, (Name(TOTAL), Name(node.variables[0]), node.body))
            return _fold(MapLiteral(()), _filtered(node, entry))
    return _fold(MapLiteral(()), _filtered(node, Call("cel.@mapInsert", None, (Name(TOTAL), node.body))))


def _fold(start: Node, step: Node, *, stops: tuple[Node, ...] = (), result: Node | None = None) -> Fold:
    condition = Call("@not_strictly_false", None, stops) if stops else Constant(True)
    result = result or Name(TOTAL)
    inner = step.arguments if isinstance(step, Call) else ()
    made = tuple(part for part in inner if isinstance(part, Call) and _is_made(part))
    return Fold(TOTAL, start, condition, step, result, (start, condition, *stops, step, *made, result))


def _longer(element: Node) -> Node:
    return Call("_+_", None, (Name(TOTAL), ListLiteral((element,), _NOTHING)))


def _chosen(condition: Node, step: Node) -> Node:
    return Call("_?_:_", None, (condition, step, Name(TOTAL)))


def _filtered(node: Comprehension, step: Node) -> Node:
    return step if node.condition is None else _chosen(node.condition, step)


def _is_made(node: Call) -> bool:
    """Whether a call works on the total, as only those of folds do."""
    return bool(node.arguments) and node.arguments[0] == Name(TOTAL)
