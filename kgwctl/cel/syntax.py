"""The abstract syntax of CEL, with the standard macros as nodes of their own.

Nodes are plain tuples: every consumer (interpreter, compiler, field check) walks them with ``match``.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias


class Constant(NamedTuple):
    """A literal: ``None``, ``bool``, ``int``, ``UInt``, ``float``, ``str`` or ``bytes``."""

    value: Any


class Name(NamedTuple):
    """An identifier: a variable or a type."""

    name: str


class Select(NamedTuple):
    """``operand.field``."""

    operand: Node
    field: str


class Has(NamedTuple):
    """``has(operand.field)``."""

    operand: Node
    field: str


class Call(NamedTuple):
    """A function, method (``target`` is set) or operator (``_+_``, ``_[_]``, ``_?_:_``, ``!_`` ...)."""

    function: str
    target: Node | None
    arguments: tuple[Node, ...]


class ListLiteral(NamedTuple):
    """``[a, ?b]``; ``optional`` holds the indexes written with ``?``."""

    elements: tuple[Node, ...]
    optional: frozenset[int]


class MapLiteral(NamedTuple):
    """``{key: value, ?key: value}``: (key, value, written with ``?``)."""

    entries: tuple[tuple[Node, Node, bool], ...]


class Comprehension(NamedTuple):
    """A macro over a list or map.

    ``kind`` is ``all``, ``exists``, ``exists_one``, ``map`` (``body`` is the result, ``condition`` an
    optional filter), ``filter``, ``transformMap``, ``transformMapEntry``. ``variables`` has one name, or
    two (index or key, then value); ``map`` with two is ``transformList``.
    """

    kind: str
    source: Node
    variables: tuple[str, ...]
    body: Node
    condition: Node | None = None


class Bind(NamedTuple):
    """``body`` with ``name`` standing for ``value``: what ``optMap`` and ``optFlatMap`` expand to."""

    name: str
    value: Node
    body: Node


Node: TypeAlias = Constant | Name | Select | Has | Call | ListLiteral | MapLiteral | Comprehension | Bind


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``, in source order."""
    match node:
        case Select(operand, _) | Has(operand, _):
            return (operand,)
        case Call(_, target, arguments):
            return arguments if target is None else (target, *arguments)
        case ListLiteral(elements, _):
            return elements
        case MapLiteral(entries):
            return tuple(part for key, value, _ in entries for part in (key, value))
        case Comprehension(_, source, _, body, condition):
            return (source, body) if condition is None else (source, condition, body)
        case Bind(_, value, body):
            return (value, body)
        case _:
            return ()


def uses(node: Node, name: str) -> bool:
    """Whether the expression mentions the variable ``name`` (shadowing ignored)."""
    if isinstance(node, Name):
        return node.name == name
    return any(uses(child, name) for child in children(node))


def qualified_name(node: Node) -> str | None:
    """``a.b.c`` where the node is nothing but names and selections."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Select):
        prefix = qualified_name(node.operand)
        return prefix and f"{prefix}.{node.field}"
    return None
