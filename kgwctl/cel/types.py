"""The types of CEL expressions, and which may stand for which (language definition, "Gradual type checking").

``dyn`` stands for every type. Type variables come from generic functions and empty literals; what
they are bound to is found while an expression is checked.
"""

from __future__ import annotations

from typing import NamedTuple


class Type(NamedTuple):
    """A type. ``kind`` is the name of a plain one, or list, map, type, optional_type, object, opaque, variable.

    ``name`` tells objects, opaque types and variables apart; ``parameters`` are the types inside.
    """

    kind: str
    name: str = ""
    parameters: tuple[Type, ...] = ()


BOOL, BYTES, DOUBLE, INT = Type("bool"), Type("bytes"), Type("double"), Type("int")
STRING, UINT, NULL, DYN, ERROR = Type("string"), Type("uint"), Type("null"), Type("dyn"), Type("error")
DURATION, TIMESTAMP = Type("duration"), Type("timestamp")

#: Types that ``null`` may stand for.
_NULLABLE = frozenset({"object", "opaque", "optional_type", "duration", "timestamp"})
_PARAMETRIC = frozenset({"list", "map", "optional_type"})
_WILD = frozenset({"dyn", "error"})


def list_of(item: Type) -> Type:
    """``list(item)``."""
    return Type("list", parameters=(item,))


def map_of(key: Type, value: Type) -> Type:
    """``map(key, value)``."""
    return Type("map", parameters=(key, value))


def optional_of(inner: Type) -> Type:
    """``optional_type(inner)``."""
    return Type("optional_type", parameters=(inner,))


def type_of(inner: Type) -> Type:
    """The type of the type ``inner``."""
    return Type("type", parameters=(inner,))


def shown(found: Type) -> str:
    """The type as the errors of Kubernetes write it."""
    if found.kind == "error":
        return "!error!"
    name = found.name or found.kind
    return f"{name}({', '.join(map(shown, found.parameters))})" if found.parameters else name


def depth(found: Type) -> int:
    """How deep parameters nest."""
    return 1 + max(map(depth, found.parameters)) if found.parameters else 0


class Bindings:
    """What type variables stand for, so far."""

    __slots__ = ("_bound", "_count")

    def __init__(self) -> None:
        self._bound: dict[Type, Type] = {}
        self._count = 0

    def variable(self) -> Type:
        """A type variable that nothing else has."""
        self._count += 1
        return Type("variable", f"_var{self._count - 1}")

    def resolve(self, found: Type, *, final: bool = False) -> Type:
        """The type with its bound variables replaced; ``final`` makes unbound ones ``dyn``."""
        if found.kind == "variable":
            bound = self._bound.get(found)
            if bound is not None:
                return self.resolve(bound, final=final)
            return DYN if final else found
        if not found.parameters:
            return found
        return found._replace(parameters=tuple(self.resolve(inner, final=final) for inner in found.parameters))

    def assignable(self, source: Type, target: Type) -> bool:
        """Whether ``source`` may stand where ``target`` is expected; if so, variables are bound to make it so."""
        return source == target or self.all_assignable((source,), (target,))

    def all_assignable(self, sources: tuple[Type, ...], targets: tuple[Type, ...]) -> bool:
        """:meth:`assignable` for all pairs together."""
        before = dict(self._bound)
        if self._pairwise(sources, targets):
            return True
        self._bound = before
        return False

    def _pairwise(self, sources: tuple[Type, ...], targets: tuple[Type, ...]) -> bool:
        return len(sources) == len(targets) and all(map(self._fits, sources, targets))

    def _fits(self, source: Type, target: Type) -> bool:
        if target.kind == "variable":
            fits, bound = self._bind(source, target)
            if fits or bound:
                return fits
        if source.kind == "variable":
            return self._bind(target, source)[0]
        if source.kind in _WILD or target.kind in _WILD:
            return True
        if "null" in (source.kind, target.kind):
            other = target if source.kind == "null" else source
            return other.kind == "null" or other.kind in _NULLABLE
        if source.kind == "type":
            return target.kind == "type"
        if source.kind in _PARAMETRIC:
            return source.kind == target.kind and self._pairwise(source.parameters, target.parameters)
        return source == target

    def _bind(self, other: Type, variable: Type) -> tuple[bool, bool]:
        """Whether ``variable`` may stand for ``other``, and whether it was bound before."""
        if other == variable:
            return True, True
        bound = self._bound.get(variable)
        if bound is None:
            if self._mentions(other, variable):
                return False, False
            self._bound[variable] = other
            return True, False
        if other == bound:
            return True, True
        if not self._fits(other, bound):
            return False, True
        general = most_general(other, bound)
        if not self._mentions(general, variable):
            self._bound[variable] = general
        return True, True

    def _mentions(self, within: Type, variable: Type) -> bool:
        if within == variable:
            return True
        if within.kind == "variable":
            bound = self._bound.get(within)
            return bound is not None and self._mentions(bound, variable)
        return any(self._mentions(inner, variable) for inner in within.parameters)


def most_general(first: Type, second: Type) -> Type:
    """The wider of two types of which one may stand for the other."""
    return first if _covers(first, second) else second


def _covers(wide: Type, narrow: Type) -> bool:
    if wide.kind in ("dyn", "variable"):
        return True
    if narrow.kind in ("dyn", "variable") or wide.kind != narrow.kind:
        return False
    if wide.kind in _PARAMETRIC:
        return all(map(_covers, wide.parameters, narrow.parameters))
    return wide.kind == "type" or wide == narrow
