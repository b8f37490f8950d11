"""The estimated cost of each function and operator: the figures by which an API server accepts rules.

Reading a text costs a tenth of a unit for each character, trying a pattern a quarter of a unit for
each of its characters and unit of text; all that does not depend on sizes costs one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from kgwctl.cel.signatures import Signature
from kgwctl.cel.sizes import ONE, UNBOUNDED, UNKNOWN, Place, Size, clipped, scaled
from kgwctl.cel.syntax import Constant, Node
from kgwctl.cel.types import Type

_READING, _PATTERN = 0.1, 0.25
_LIST = 10
_WRAP = 2**64
#: The longest pattern behind a named format, and the longest name of one.
_FORMAT_PATTERN, _FORMAT_NAME = 128, 64
#: The bytes of an address.
_ADDRESS = 16
_TEXTS = frozenset({"string", "bytes"})


class Argument(NamedTuple):
    """An argument or target: what is known of it."""

    node: Node
    type: Type
    place: Place
    known_size: Size | None

    @property
    def size(self) -> Size:
        """The size, or that nothing bounds it."""
        return self.known_size or UNKNOWN


class Estimate(NamedTuple):
    """The cost of a call without its arguments, and the size of its result where that is known."""

    cost: int
    size: Size | None = None


#: The size of what stands at a place, where the schema tells.
DeclaredSize: TypeAlias = "Callable[[Place], Size | None]"


class Applied(NamedTuple):
    """A call by one of its overloads; of a method the target is the first argument."""

    arguments: Sequence[Argument]
    signature: Signature
    declared: DeclaredSize


_Estimator: TypeAlias = "Callable[[Applied], Estimate]"
_FIXED = Estimate(1)


def estimate_call(function: str, method: bool, call: Applied) -> Estimate:
    """The cost of a call of a function or method."""
    estimator = (_METHODS if method else _FUNCTIONS).get(function)
    return _FIXED if estimator is None else estimator(call)


def _reading(factor: float = _READING, *, keeps: bool = False, position: int = 0) -> _Estimator:
    """Reads one argument; ``keeps`` says that the result is as large."""

    def estimate(call: Applied) -> Estimate:
        size = call.arguments[position].size
        return Estimate(scaled(size.most, factor), size if keeps else None)

    return estimate


def _element_size(items: Argument, declared: DeclaredSize) -> Size:
    found = declared(items.place.apart("@items")) if items.place.length else None
    return found or UNKNOWN


def _walk(call: Applied) -> Estimate:
    """Compares each element of a list, or reads a text."""
    items = call.arguments[0]
    if not items.type.parameters:
        return Estimate(scaled(items.size.most, _READING))
    each = 1
    if items.type.parameters[0].kind in _TEXTS:
        each += scaled(_element_size(items, call.declared).most, _READING)
    return Estimate(clipped(items.size.most * each))


def _replace(call: Applied) -> Estimate:
    text, old, new = (argument.size for argument in call.arguments[:3])
    longest = _replaced(text.most, old.least, new.most, grows=new.most > old.least)
    shortest = _replaced(text.least, old.most, new.least, grows=new.least < old.most)
    return Estimate(scaled(text.most, 2 * _READING), Size(shortest, longest))


def _replaced(text: int, old: int, new: int, *, grows: bool) -> int:
    """The size of a text in which everything, or nothing, is replaced."""
    if old == 0:
        return clipped(clipped(text + 1) * new + text)
    if not grows:
        return text
    return clipped(math.ceil(float(text) / float(old)) * new)


def _split(call: Applied) -> Estimate:
    text = call.arguments[0].size
    parts = text.most
    if len(call.arguments) > 2:
        limit = _literal_integer(call.arguments[2])
        parts = parts if limit is None else limit % _WRAP
    return Estimate(scaled(text.most, 2 * _READING), Size(0, parts))


def _join(call: Applied) -> Estimate:
    items = call.arguments[0]
    size = items.size.times(_element_size(items, call.declared)) if items.type.parameters else Size(0, 0)
    if len(call.arguments) > 1:
        gaps = Size(max(items.size.least - 1, 0), max(items.size.most - 1, 0))
        size = size.plus(call.arguments[1].size.times(gaps))
    return Estimate(scaled(size.most, _READING), size)


def _pattern_cost(text: Size, pattern: Size) -> int:
    return clipped(scaled(clipped(text.most + 1), _READING) * scaled(pattern.most, _PATTERN))


def _matches(call: Applied) -> Estimate:
    return Estimate(_pattern_cost(call.arguments[0].size, call.arguments[1].size))


def _find(call: Applied) -> Estimate:
    text, pattern = call.arguments[0].size, call.arguments[1].size
    return Estimate(_pattern_cost(text, pattern), Size(0, text.most))


def _contains(call: Applied) -> Estimate:
    text, part = (scaled(argument.size.most, _READING) for argument in call.arguments[:2])
    return Estimate(clipped(text * part))


def _validate(call: Applied) -> Estimate:
    return Estimate(scaled(scaled(call.arguments[1].size.most, _READING), _FORMAT_PATTERN * _PATTERN))


def _inside(fixed: int) -> _Estimator:
    """Compares addresses, and reads one where it is a text."""

    def estimate(call: Applied) -> Estimate:
        read = scaled(call.arguments[1].size.most, _READING) if call.signature.parameters[1].kind == "string" else 0
        return Estimate(clipped(scaled(2 * _ADDRESS, _READING) + fixed + read))

    return estimate


def _equal(call: Applied) -> Estimate:
    left, right = call.arguments
    if left.type == right.type:
        match left.type.name:
            case "net.IP" | "net.CIDR" | "kubernetes.Quantity" | "kubernetes.Semver":
                return _FIXED
            case "kubernetes.NamedFormat":
                return Estimate(scaled(_FORMAT_NAME, _READING))
            case "kubernetes.URL":
                return Estimate(scaled((right.known_size or ONE).most, _READING))
    return _compared(call)


def _compared(call: Applied) -> Estimate:
    return Estimate(scaled(min(argument.size.most for argument in call.arguments), _READING))


def _ordered(call: Applied) -> Estimate:
    texts = call.signature.parameters[0].kind in _TEXTS
    return _compared(call) if texts else _FIXED


def _added(call: Applied) -> Estimate:
    kind = call.signature.parameters[0].kind
    if kind != "list" and kind not in _TEXTS:
        return _FIXED
    size = call.arguments[0].size.plus(call.arguments[1].size)
    return Estimate(1 if kind == "list" else scaled(size.most, _READING), size)


def _found_in(call: Applied) -> Estimate:
    return Estimate(call.arguments[1].size.most) if call.signature.parameters[1].kind == "list" else _FIXED


def _to_bytes(call: Applied) -> Estimate:
    if call.signature.parameters[0].kind != "string":
        return _FIXED
    size = call.arguments[0].size
    return Estimate(scaled(size.most, _READING), Size(size.least, 4 * size.most % _WRAP))


def _to_string(call: Applied) -> Estimate:
    if call.signature.parameters[0].kind != "bytes":
        return _FIXED
    size = call.arguments[0].size
    return Estimate(scaled(size.most, _READING), Size(size.least // 4, size.most))


def _quote(call: Applied) -> Estimate:
    size = call.arguments[0].size
    result = Size((size.least + 2) % _WRAP, (2 * size.most + 2) % _WRAP)
    return Estimate(scaled(size.most, _READING), result)


def _sets(factor: float) -> _Estimator:
    def estimate(call: Applied) -> Estimate:
        return Estimate(clipped(scaled(call.arguments[0].size.times(call.arguments[1].size).most, factor) + 1))

    return estimate


def _new_list(size: Size, factor: float = 1) -> Estimate:
    return Estimate(clipped(scaled(size.most, factor) + 1 + _LIST), size)


def _slice(call: Applied) -> Estimate:
    start = _natural(call.arguments[1], 0)
    length = (_natural(call.arguments[2], call.arguments[0].size.most) - start) % _WRAP
    return _new_list(Size(length, length))


def _range(call: Applied) -> Estimate:
    length = _natural(call.arguments[0], UNBOUNDED)
    return _new_list(Size(length, length))


def _flatten(call: Applied) -> Estimate:
    depth = _natural(call.arguments[1], UNBOUNDED) if len(call.arguments) > 1 else 1
    return _new_list(call.arguments[0].size, depth)


def _reverse(call: Applied) -> Estimate:
    return _new_list(call.arguments[0].size)


def _distinct(call: Applied) -> Estimate:
    return _new_list(call.arguments[0].size.times(call.arguments[0].size), 2)


def _sort(call: Applied) -> Estimate:
    """By itself, or by the list that is the last argument."""
    keys = call.signature.parameters[-1].parameters[0]
    size = call.arguments[-1].size
    return _new_list(size.times(size), 2 + _READING if keys.kind in _TEXTS else 2)


def _literal_integer(argument: Argument) -> int | None:
    value = argument.node.value if isinstance(argument.node, Constant) else None
    return value if type(value) is int else None


def _natural(argument: Argument, otherwise: int) -> int:
    value = _literal_integer(argument)
    return otherwise if value is None else max(value, 0)


_FUNCTIONS: dict[str, _Estimator] = {
    "_==_": _equal,
    "_!=_": _compared,
    **dict.fromkeys(("_<_", "_<=_", "_>_", "_>=_"), _ordered),
    "_+_": _added,
    "@in": _found_in,
    "bytes": _to_bytes,
    "string": _to_string,
    "strings.quote": _quote,
    "url": _reading(keeps=True),
    **dict.fromkeys(("cidr", "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver"), _reading()),
    "ip.isCanonical": _reading(2 * _READING),
    **dict.fromkeys(("sets.contains", "sets.intersects"), _sets(1)),
    "sets.equivalent": _sets(2),
    "lists.range": _range,
}
_METHODS: dict[str, _Estimator] = {
    **dict.fromkeys(("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"), _walk),
    **dict.fromkeys(("lowerAscii", "upperAscii", "substring", "trim"), _reading(keeps=True)),
    "replace": _replace,
    "split": _split,
    "join": _join,
    **dict.fromkeys(("find", "findAll"), _find),
    "matches": _matches,
    "contains": _contains,
    **dict.fromkeys(("startsWith", "endsWith"), _reading(position=1)),
    "format": _reading(),
    "validate": _validate,
    "containsIP": _inside(0),
    "containsCIDR": _inside(scaled(_ADDRESS, _READING) + 1),
    "slice": _slice,
    "flatten": _flatten,
    "reverse": _reverse,
    "distinct": _distinct,
    **dict.fromkeys(("sort", "@sortByAssociatedKeys"), _sort),
}
