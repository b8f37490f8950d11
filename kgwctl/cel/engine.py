"""The interface every CEL engine has, and the errors it may raise.

An engine turns one expression over the variables ``self`` and ``oldSelf`` into a
:class:`Program`. Programs take *converted* values (:mod:`kgwctl.cel.conversion`), so they need
no schema of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from kgwctl.cel.cost import Budget


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
