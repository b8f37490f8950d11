"""The engines there are, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgwctl.cel.engine import Engine

#: The engine a run uses unless told otherwise.
DEFAULT_ENGINE = "exact"


def load_engine(name: str = DEFAULT_ENGINE) -> Engine:
    """The engine of that name: ``exact``, ``interpreter`` or ``portable``. Only that one is imported.

    ``exact`` is Google's C++ engine, with our interpreter for what Kubernetes has and it has not;
    ``interpreter`` is our interpreter alone; ``portable`` is cel-python (extra ``portable``).
    Raises ``ValueError`` for another name and ``ImportError`` when the engine is not installed.
    """
    if name == "exact":
        from kgwctl.cel.google_engine import ExactEngine

        return ExactEngine()
    if name == "interpreter":
        from kgwctl.cel.interpreter import InterpreterEngine

        return InterpreterEngine()
    if name == "portable":
        from kgwctl.cel.python_engine import PortableEngine

        return PortableEngine()
    raise ValueError(f"no CEL engine is called {name!r}: use exact, interpreter or portable")
