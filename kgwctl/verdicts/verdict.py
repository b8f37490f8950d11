"""One decision of a controller about one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import ParentRef
    from kgwctl.resolve.reasons import Reason


class Verdict(NamedTuple):
    """Something that a controller has against an object.

    ``reason`` is a value that statuses word as the controller does and rules word for a person; ``path`` is the
    field of ``subject`` to blame; ``parent`` is the parent or ancestor that it concerns, if it is only one.
    """

    reason: Reason
    subject: Resource[Any]
    path: FieldPath
    parent: ParentRef | None = None
