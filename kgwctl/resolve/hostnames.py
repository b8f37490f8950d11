"""Which of a route's hostnames a listener serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def intersect(listener: str | None, route: Sequence[str]) -> tuple[str, ...] | None:
    """The hostnames that a route gets on a listener, or None if they have none in common.

    Empty means any hostname: neither side restricts it. A quirk kept from the controller: a wildcard
    listener takes only route hostnames below it, so ``*.com`` does not meet ``*.example.com``.
    """
    if listener is None:
        return tuple(route)
    if not route:
        return (listener,)
    if listener.startswith("*."):
        return tuple(name for name in route if name.endswith(listener[1:])) or None
    if any(name == listener or (name.startswith("*.") and listener.endswith(name[1:])) for name in route):
        return (listener,)
    return None
