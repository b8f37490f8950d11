"""How a library function is declared: one shape for all engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

#: Stands for any type in a signature.
ANY = object


class Overload(NamedTuple):
    """One signature of a function. ``parameters`` are Python types; of a method, the first is its target."""

    name: str
    method: bool
    parameters: tuple[type, ...]
    result: type
    implementation: Callable[..., Any]


def function(name: str, parameters: tuple[type, ...], result: type, implementation: Callable[..., Any]) -> Overload:
    """A global function: ``name(a, b)``."""
    return Overload(name, False, parameters, result, implementation)


def method(name: str, parameters: tuple[type, ...], result: type, implementation: Callable[..., Any]) -> Overload:
    """A method: ``a.name(b)``."""
    return Overload(name, True, parameters, result, implementation)
