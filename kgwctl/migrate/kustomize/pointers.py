"""JSON pointers (RFC 6901) after fields that moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Where a field path has gone, or why that cannot be told.
Move = tuple[str, ...] | str


def steps(pointer: str) -> tuple[str, ...]:
    """The steps of a pointer, unescaped."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def pointer(path: tuple[str, ...]) -> str:
    """A path as a pointer."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def moved_pointer(text: str, move: Callable[[tuple[str, ...]], Move]) -> str | None:
    """Where ``text`` points now; ``None`` if that cannot be told."""
    moved = move(steps(text))
    return None if isinstance(moved, str) else pointer(moved)
