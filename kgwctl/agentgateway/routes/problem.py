"""What is wrong with a route, as its conditions say it."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """A condition as upstream's conversion makes it. Only reason and message reach the status of the route."""

    type: str
    reason: str
    message: str

    def __str__(self) -> str:
        # A Go struct printed, which is what upstream puts into messages.
        return f"&{{{self.type} False {self.reason} {self.message}}}"


class RouteError(Exception):
    """The route is not sent at all."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def unaccepted(reason: str, message: str) -> RouteError:
    """An error about the route's own settings."""
    return RouteError(Problem("Accepted", reason, message))


def unresolved(reason: str, message: str) -> Problem:
    """A problem with something the route refers to."""
    return Problem("ResolvedRefs", reason, message)
