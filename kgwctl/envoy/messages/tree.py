"""Walking and rewriting trees of records."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from kgwctl.envoy.messages.message import M, Message

#: Called with every record of a tree, innermost first; returns it, or what stands in its place.
Change = Callable[[Message], Message]

#: Records that are not looked into: expressions nest deep, and hold nothing but themselves.
_OPAQUE = frozenset({"cel.expr.ParsedExpr"})


def walk(value: Any) -> Iterator[Message]:
    """Every record in ``value`` (a record, list or map), outermost first."""
    if isinstance(value, Message):
        yield value
        if value.PROTO in _OPAQUE:
            return
        for name in value.__struct_fields__:
            held = getattr(value, name)
            if isinstance(held, (Message, list, dict)):
                yield from walk(held)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from walk(item)


def rewritten(message: M, change: Change) -> M:
    """``message`` with ``change`` made to every record in it, then to itself.

    Nothing is changed in place: what ``change`` leaves alone is shared with the result. ``change``
    must not modify its argument either.
    """
    return change(_with_rewritten_fields(message, change))  # type: ignore[return-value]


def _with_rewritten_fields(message: M, change: Change) -> M:
    result = message
    if message.PROTO in _OPAQUE:
        return result
    for name in message.__struct_fields__:
        held = getattr(message, name)
        if not isinstance(held, (Message, list, dict)) or not held:
            continue
        new = _rewritten_value(held, change)
        if new is not held:
            if result is message:
                result = copy.copy(message)
            setattr(result, name, new)
    return result


def _rewritten_value(value: Any, change: Change) -> Any:
    if isinstance(value, Message):
        return rewritten(value, change)
    if isinstance(value, list):
        items = [_rewritten_value(item, change) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if isinstance(value, dict):
        entries = {key: _rewritten_value(item, change) for key, item in value.items()}
        return entries if any(entries[key] is not value[key] for key in value) else value
    return value


def changed(message: M, **changes: Any) -> M:
    """A copy of ``message`` with some attributes changed."""
    result = copy.copy(message)
    for name, value in changes.items():
        setattr(result, name, value)
    return result
