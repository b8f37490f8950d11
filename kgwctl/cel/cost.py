"""What a rule may cost, in Kubernetes' units, so that hostile CEL ends in bounded time.

The figures are those of the API server: a call may cost 1,000,000 units (about 0.1 s there) and
all rules of one object 10,000,000 together.
"""

from __future__ import annotations

from typing import Any

from kgwctl.cel.engine import CostExceeded

CALL_LIMIT = 1_000_000
OBJECT_LIMIT = 10_000_000

#: Characters (or bytes, or pattern states) one unit of cost lets a function look at.
TRAVERSAL = 10

#: The largest text or list an expression may build; a larger one could only come from doubling.
SIZE_LIMIT = 3 * 1024 * 1024


def weight(value: Any, known: dict[int, int] | None = None) -> int:
    """How many elements and characters a value has in all; parts that occur twice count twice.

    Raises :class:`CostExceeded` above ``SIZE_LIMIT``: such values only come from doubling, and walking
    them takes time that their memory does not show.
    """
    if isinstance(value, str | bytes):
        return 1 + len(value) // TRAVERSAL
    if not isinstance(value, list | dict):
        return 1
    known = {} if known is None else known
    found = known.get(id(value))
    if found is None:
        parts = value if isinstance(value, list) else (*value.keys(), *value.values())
        found = known[id(value)] = 1 + sum(weight(part, known) for part in parts)
    if found > SIZE_LIMIT:
        raise CostExceeded("the rule builds a value of more than 3 million elements")
    return found


class Budget:
    """The units left to the current call and to the whole object. One instance per evaluated object."""

    __slots__ = ("call", "total")

    def __init__(self, total: int = OBJECT_LIMIT) -> None:
        self.total = total
        self.call = 0

    def start(self) -> None:
        """Begin a call: give it its limit. Raises :class:`CostExceeded` when the object's units are used up."""
        if self.total <= 0:
            raise CostExceeded("validation ran out of cost budget; no further rules were evaluated")
        self.call = min(CALL_LIMIT, self.total)

    def spend(self, units: int) -> None:
        """Charge ``units`` to the call and the object. Raises :class:`CostExceeded`."""
        self.call -= units
        self.total -= units
        if self.call < 0:
            raise CostExceeded("the rule exceeds the cost limit of one evaluation")

    def spend_size(self, size: int) -> None:
        """Charge the reading or building of ``size`` characters or elements."""
        if size > SIZE_LIMIT:
            raise CostExceeded("the rule builds a value of more than 3 MiB")
        self.spend(1 + size // TRAVERSAL)
