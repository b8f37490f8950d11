"""How a backend reference that leads nowhere shows in the status of the route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.resolve.reasons import CyclicReference, MissingReferenceGrant, UnknownBackendKind
from kgwctl.status import words

if TYPE_CHECKING:
    from kgwctl.resolve.reasons import Reason
    from kgwctl.status.reporter import Conditions


def report_backend_problem(report: Conditions, problem: Reason) -> None:
    """Set ``ResolvedRefs`` to false."""
    reason = words.BACKEND_NOT_FOUND
    if isinstance(problem, UnknownBackendKind):
        reason = words.INVALID_KIND
    elif isinstance(problem, MissingReferenceGrant | CyclicReference):
        reason = words.REF_NOT_PERMITTED
    report.set_condition(words.RESOLVED_REFS, words.FALSE, reason, problem.text)
