"""Which of a route's hostnames a listener serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def intersect(listener: str | None, route: Sequence[str]) -> tuple[str, ...] | None:
    """The hostnames that a route gets on a listener, or None if they have none in common.

    Empty means any hostname: neither side restricts it. A quirk kept from the controller: a wildcard
    listener takes only route hostnames below it, so ``*.com`` does not overlap ``*.example.com``.
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


class HostnameIndex:
    """Listeners by hostname, so that a route is compared only with those it may share a hostname with."""

    __slots__ = ("_always", "_by_name", "_by_suffix", "_hostnames")

    def __init__(self, hostnames: Sequence[str | None]) -> None:
        self._hostnames = hostnames
        self._always = [place for place, name in enumerate(hostnames) if name is None]
        self._by_name: dict[str, list[int]] = {}
        self._by_suffix: dict[str, list[int]] = {}
        for place, name in enumerate(hostnames):
            if name is None:
                continue
            self._by_name.setdefault(name[1:] if name.startswith("*.") else name, []).append(place)
            for suffix in _suffixes(name):
                self._by_suffix.setdefault(suffix, []).append(place)

    def shared_with(self, route: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Places of the listeners that a route with those hostnames meets, in order, with what they share."""
        places: Iterable[int] = range(len(self._hostnames)) if not route else sorted(self._candidates(route))
        for place in places:
            shared = intersect(self._hostnames[place], route)
            if shared is not None:
                yield place, shared

    def _candidates(self, route: Sequence[str]) -> set[int]:
        found = set(self._always)
        for name in route:
            found.update(self._by_name.get(name, ()))
            for suffix in _suffixes(name):
                # A wildcard listener above the name.
                found.update(self._by_name.get(suffix, ()))
            if name.startswith("*."):
                # Listeners below a wildcard name.
                found.update(self._by_suffix.get(name[1:], ()))
        return found


def _suffixes(name: str) -> Iterator[str]:
    """``.b.c`` and ``.c`` of ``a.b.c``."""
    dot = name.find(".")
    while dot >= 0:
        yield name[dot:]
        dot = name.find(".", dot + 1)
