"""The interface every CEL engine has, and the errors it may raise.

An engine turns one expression over the variables ``self`` and ``oldSelf`` into a
:class:`Program`. Programs take *converted* values (:mod:`kgwctl.cel.conversion`), so they need
no schema of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from kgwctl.cel.cost import Budget

#: The engine a run uses unless told otherwise.
DEFAULT_ENGINE = "exact"


class CelError(Exception):
    """Anything an expression can go wrong with. The text is for people."""


class CompileError(CelError):
    """The expression is not CEL, or uses what Kubernetes does not offer."""


class EvaluationError(CelError):
    """The expression has no value here: missing key, no such overload, bad duration, overflow ..."""


class CostExceeded(CelError):
    """The expression would run longer than Kubernetes lets it (1,000,000 cost units a call)."""


class Optional(NamedTuple):
    """CEL's ``optional_type``: ``present`` tells an absent value from a null one."""

    present: bool
    value: Any = None


NONE = Optional(False)


class Program(Protocol):
    """One compiled expression. Immutable; may be evaluated any number of times."""

    def evaluate(self, value: Any, old: Any, budget: Budget) -> Any:
        """The expression's value for ``self = value`` and ``oldSelf = old``, as a Python value.

        ``old`` is an :class:`Optional` where the rule has ``optionalOldSelf`` and is not looked at
        by expressions without ``oldSelf``. The work is charged to ``budget``. Raises
        :class:`EvaluationError` and :class:`CostExceeded`.
        """


class Engine(Protocol):
    """A way to run CEL."""

    @property
    def name(self) -> str:
        """What ``--engine`` and the tests call it."""

    def compile(self, expression: str) -> Program:
        """Raises :class:`CompileError`."""


def load_engine(name: str = DEFAULT_ENGINE) -> Engine:
    """The engine of that name: ``exact``, ``interpreter`` or ``portable``. Only that one is imported.

    ``exact`` is Google's C++ engine, with our interpreter for what Kubernetes has and it has not;
    ``interpreter`` is our interpreter alone; ``portable`` is cel-python (extra ``portable``).
    Raises ``ValueError`` for another name and ``ImportError`` when the engine is not installed.
    """
    if name == "exact":
        from kgwctl.cel.exact import ExactEngine

        return ExactEngine()
    if name == "interpreter":
        from kgwctl.cel.interpreter import InterpreterEngine

        return InterpreterEngine()
    if name == "portable":
        from kgwctl.cel.portable import PortableEngine

        return PortableEngine()
    raise ValueError(f"no CEL engine is called {name!r}: use exact, interpreter or portable")
