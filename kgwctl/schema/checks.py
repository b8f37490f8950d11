"""The shape of a compiled schema: for each Python type of value, what such a value has to pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kgwctl.schema.errors import Problem

#: The problems of a value, or None.
Check = Callable[[Any], "list[Problem] | None"]


class TypedChecks(dict[type, "Check | None"]):
    """Checks by the type of value, each compiled when the first value of its type comes.

    ``None`` stands for a type whose values all pass. Hot loops look the check up themselves; calling
    the object does both.
    """

    __slots__ = ("_compile_for",)

    def __init__(self, compile_for: Callable[[type], Check | None]) -> None:
        super().__init__()
        self._compile_for = compile_for

    def __missing__(self, python_type: type) -> Check | None:
        found = self[python_type] = self._compile_for(python_type)
        return found

    def __call__(self, value: Any) -> list[Problem] | None:
        """The problems of ``value``, or None."""
        check = self[type(value)]
        return check(value) if check is not None else None
