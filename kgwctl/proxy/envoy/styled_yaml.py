"""YAML of a chosen style: the bootstrap's text is what Envoy's ConfigMap holds, so its style counts.

Maps and lists are block style, texts plain. Lists stand two columns to the right of their key unless
they are :class:`Flush`; :class:`Flow` and :class:`Quoted` are what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Quoted(str):
    """A text between double quotes."""

    __slots__ = ()


class Flow(dict[str, Any]):
    """A map on one line."""


class FlowList(list[Any]):
    """A list on one line."""


class Flush(list[Any]):
    """A list whose dashes stand below the first letter of its key."""


def styled_yaml(value: dict[Any, Any]) -> str:
    """A map as YAML text, ending in a newline."""
    return "".join(f"{line}\n" for line in _map(value))


def _map(value: dict[Any, Any]) -> Iterator[str]:
    for key, member in value.items():
        name = _scalar(key)
        if isinstance(member, Flow | FlowList) or not isinstance(member, dict | list):
            yield f"{name}: {_inline(member)}"
        elif not member:
            yield f"{name}: {'{}' if isinstance(member, dict) else '[]'}"
        else:
            yield f"{name}:"
            yield from _block(member)


def _block(member: Any) -> Iterator[str]:
    if isinstance(member, dict):
        yield from (f"  {line}" for line in _map(member))
        return
    margin = "" if isinstance(member, Flush) else "  "
    for item in member:
        lines = _map(item) if isinstance(item, dict) and not isinstance(item, Flow) else iter([_inline(item)])
        for number, line in enumerate(lines):
            yield f"{margin}{'  ' if number else '- '}{line}"


def _inline(value: Any) -> str:
    if isinstance(value, Flow):
        return f"{{ {', '.join(f'{_scalar(key)}: {_inline(member)}' for key, member in value.items())} }}"
    if isinstance(value, FlowList):
        return f"[{', '.join(_inline(member) for member in value)}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, Quoted) else str(value)
